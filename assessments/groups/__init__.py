"""Collaborations and their members."""
