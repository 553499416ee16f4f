"""Meänkieli."""

from samverkan.formats.north import *  # noqa: F403  # Django reads the names from here
