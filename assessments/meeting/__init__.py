"""The meeting in which a group goes through its result."""
