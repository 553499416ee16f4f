"""Queries for a sheet with its answers."""
