"""What a collaboration can agree to, and the right to approve it.

A collaboration counts in what is said over many, and stands in the public list, only while its
leader's yes to that stands, staff have approved it and somebody leads it who could take it back.
"""

from typing import Final

CONSENTS: Final = ("counted", "named")
"""Each a field of the form, and with `_on` the day on which it was given."""

APPROVE: Final = "assessments.approve_sharing"
"""Approve collaborations that ask to be counted or named, or say no to them."""
