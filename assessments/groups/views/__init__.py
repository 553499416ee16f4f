"""Pages of a collaboration and of its members."""
