"""Rules that hold everywhere: roles, a round's states, the numbers of the method, rounding."""
