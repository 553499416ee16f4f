"""The languages of the interface, and those that content may be written in.

The interface has the languages that it is wholly translated to. Content may be written in more:
those of the region, some of which Django does not know. They are registered here, and have their
ways of writing dates and numbers in `samverkan/formats/` (Django loads a module of formats when its
language is first used, and has a catalogue).
"""

from typing import Final

from django.conf.locale import LANG_INFO
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

# Code → name in English and own name.
UNKNOWN_TO_DJANGO: Final = {
    "fit": ("Meänkieli", "meänkieli"),
    "se": ("Northern Sami", "davvisámegiella"),
    "smj": ("Lule Sami", "julevsámegiella"),
    "sma": ("Southern Sami", "åarjelsaemien gïele"),
}


def register_languages() -> None:
    """Tell Django of the languages that it lacks; the settings do it, before anything asks."""
    for code, (name, own_name) in UNKNOWN_TO_DJANGO.items():
        known = {"bidi": False, "code": code, "name": name, "name_local": own_name}
        LANG_INFO.setdefault(code, known)
