"""Rules of what respondents are told and of what a leader may see of invitations."""
