"""Writes collaborations, their members, and the accounts that lead them."""
