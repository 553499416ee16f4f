"""What staff edit in Django's admin."""

from model_content.admin import editions as editions
from model_content.admin import rows as rows
