"""A group's rounds: preparing, inviting, closing."""
