"""The pages where something is filled in."""
