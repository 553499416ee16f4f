"""The pages of a meeting, and of a new vote at it."""
