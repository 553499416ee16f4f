"""How what is filled in is asked and computed: one package for each method (pure Python)."""
