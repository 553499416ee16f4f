"""What is computed and stored, and what may be shown of a group."""
