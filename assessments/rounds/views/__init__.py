"""Pages of rounds and invitations."""
