"""Figures over many collaborations."""
