"""How the program speaks with its database."""
