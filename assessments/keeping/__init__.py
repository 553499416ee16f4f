"""How long things are kept, deletion, export and archive."""
