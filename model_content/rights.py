"""What staff may do with the content, as names of Django permissions, and the groups that have it.

The groups are made by a migration; a superuser puts staff in them.
"""

from typing import Final

EDIT: Final = "model_content.edit_content"
"""Make drafts, edit, check, compare, preview, export and import them; delete drafts."""

PUBLISH: Final = "model_content.publish_content"
"""Publish and correct editions, and take them into use again."""

STATISTICS: Final = "model_content.view_question_statistics"
"""See how the questions work."""

GROUPS: Final = {
    "Innehållsredaktör": (EDIT, STATISTICS),
    "Publicerare": (EDIT, PUBLISH, STATISTICS),
    "Analytiker": (STATISTICS,),
}
