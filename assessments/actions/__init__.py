"""The only modules of this application that write, by subject."""
