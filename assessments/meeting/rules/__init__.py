"""The agenda, and what a meeting decides."""
