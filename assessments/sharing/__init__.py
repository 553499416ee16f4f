"""What a collaboration lets others know of it: counted over many, or found by its name."""
