"""Forms of rounds and invitations."""
