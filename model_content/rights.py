"""What staff may do with the content, as names of Django permissions.

The groups that have it are made by a migration; a superuser puts staff in them.
"""

from typing import Final

EDIT: Final = "model_content.edit_content"
"""Make drafts, edit, check, compare, preview, export and import them; delete drafts."""

PUBLISH: Final = "model_content.publish_content"
"""Publish and correct editions, and take them into use again."""

STATISTICS: Final = "model_content.view_question_statistics"
"""See how the questions work."""
