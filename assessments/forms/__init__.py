"""The forms of everything but the questions, by subject; laid out by crispy-forms."""
