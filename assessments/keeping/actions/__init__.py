"""Writes what is kept, and deletes."""
