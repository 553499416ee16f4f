"""Results: what is stored, what may be shown, the pages and the files."""
