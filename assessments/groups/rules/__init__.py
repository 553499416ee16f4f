"""Rules of joining, of pasted addresses, and of what to do next."""
