"""A result as files: PDF, Word, tables."""
