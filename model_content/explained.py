"""Words that the questions use in one meaning, explained once where they are asked.

A word is explained beside the questions that use it, and nowhere else: an edition that does without
it says nothing of it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from model_content.domain.content import Edition


@dataclass(frozen=True, slots=True)
class Explained:
    """A word with its meaning; `used` finds it in a question, in Swedish and in English."""

    word: Promise
    meaning: Promise
    used: re.Pattern[str]


WORDS: Final = (
    Explained(
        gettext_lazy("Vi som deltar"),
        gettext_lazy("ni som möts i samverkan och arbetar i den."),
        re.compile(r"\bvi som deltar\b|\bthose of us taking part\b", re.IGNORECASE),
    ),
    Explained(
        gettext_lazy("Parterna"),
        gettext_lazy(
            "de organisationer, företag eller föreningar som samverkar. "
            "Är ni med som personer är var och en sin egen part."
        ),
        re.compile(
            r"\bpart(er|erna|en|ens)\b|\b(varje|ingen|en) part\b|\bpart(y|ies)\b", re.IGNORECASE
        ),
    ),
    Explained(
        gettext_lazy("Min organisation"),
        gettext_lazy(
            "den som du företräder i samverkan, till exempel en kommun, ett företag eller ett "
            "fackförbund. Svarar ni tillsammans: välj det som stämmer för de flesta av er."
        ),
        re.compile(r"\b(min|sin) (egen )?organisation\b|\bmy (own )?organisation\b", re.IGNORECASE),
    ),
    Explained(
        gettext_lazy("De som vi är till för"),
        gettext_lazy(
            "de som ska få det bättre av samverkan, till exempel invånare, patienter "
            "eller företag. Byter ni erfarenheter eller delar ni på tjänster är det era egna "
            "medarbetare. Bestäm gemensamt vilka det är."
        ),
        re.compile(r"\bdem? som vi är till för\b|\bpeople we are here for\b", re.IGNORECASE),
    ),
    Explained(
        gettext_lazy("Den nuvarande formen"),
        gettext_lazy(
            "samverkan så som den har varit hittills, också om ni just har bestämt en ny "
            "inriktning eller ska driva den vidare på annat sätt. Ska ni fortsätta som i dag: "
            "svara ”inte börjat”. Det är ingen brist."
        ),
        re.compile(r"\bden nuvarande formen\b|\bpresent form\b", re.IGNORECASE),
    ),
)


def explain_words(questions: Iterable[str]) -> list[Explained]:
    """The words that these questions use, each once."""
    asked = list(questions)
    return [word for word in WORDS if any(word.used.search(text) for text in asked)]


def explain_questions(edition: Edition) -> list[Explained]:
    """The words that the questions of an edition use."""
    texts = [marker.text for marker in edition.markers]
    return explain_words([*texts, *(statement.text for statement in edition.statements)])
