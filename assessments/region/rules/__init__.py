"""What is said over many collaborations, of how many that takes, and the right to publish it."""

from typing import Final

PUBLISH: Final = "assessments.publish_region"
"""Make the overview of a year, and publish it."""
