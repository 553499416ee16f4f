"""Writes answers, diagnoses and previews."""
