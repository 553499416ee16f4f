"""Pages on which something is filled in, and of the links to it."""
