"""The languages of the interface, and those that content may be written in.

The interface has the languages that it is wholly translated to. Content may be written in more:
those of the region.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

DEFAULT: Final = "sv"

# Code and own name, as the visitor chooses among them.
INTERFACE: Final = [("sv", "Svenska"), ("en", "English")]

# Code and name, as the editor reads it.
CONTENT: Final = [
    ("sv", _("svenska")),
    ("en", _("engelska")),
    ("fi", _("finska")),
    ("fit", _("meänkieli")),
    ("se", _("nordsamiska")),
    ("smj", _("lulesamiska")),
    ("sma", _("sydsamiska")),
]
