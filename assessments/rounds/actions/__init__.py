"""Writes rounds and invitations, and mails them."""
