"""The tools beside the diagnosis: their pages, their sheets, and where they are offered."""
