"""Queries for rounds, invitations, and what is answered on an edition."""
