"""The words for the method's codes, as the interface says them."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments.methods.stages.answers import DONT_KNOW, NOT_APPLICABLE
from assessments.methods.stages.instrument import (
    AGENDA,
    DISSENT,
    JOINT_REASON,
    JOINT_STAGE,
    MARKER,
    OBSTACLES,
    OUTLOOK,
    PRESENT,
    SELF_PLACEMENT,
    STATEMENT,
)
from assessments.rounds.rules.terms import ORGANISATION

Label = str | Promise

MARKER_LABELS: dict[str, Label] = {
    "0": _("Inte börjat"),
    "1": _("Har börjat"),
    "2": _("Till stor del på plats"),
    "3": _("På plats"),
    DONT_KNOW: _("Vet ej"),
    NOT_APPLICABLE: _("Passar inte oss"),
}

STATEMENT_LABELS: dict[str, Label] = {
    "1": _("Stämmer inte alls"),
    "2": _("Stämmer dåligt"),
    "3": _("Stämmer delvis"),
    "4": _("Stämmer ganska väl"),
    "5": _("Stämmer helt"),
    DONT_KNOW: _("Vet ej"),
    NOT_APPLICABLE: _("Inte aktuellt"),
}

SCALE_LABELS = {MARKER: MARKER_LABELS, STATEMENT: STATEMENT_LABELS}
"""The words of the answers, by the code of the scale."""

_SHORT: dict[str, Label] = {
    f"{MARKER}.1.short": pgettext_lazy("short", "börjat"),
    f"{MARKER}.2.short": pgettext_lazy("short", "Till stor del"),
    f"{STATEMENT}.1.short": pgettext_lazy("short", "inte alls"),
    f"{STATEMENT}.2.short": pgettext_lazy("short", "dåligt"),
    f"{STATEMENT}.3.short": pgettext_lazy("short", "delvis"),
    f"{STATEMENT}.4.short": pgettext_lazy("short", "ganska väl"),
    f"{STATEMENT}.5.short": pgettext_lazy("short", "helt"),
    f"{OUTLOOK}.end.short": pgettext_lazy("short", "avslutar"),
    f"{OUTLOOK}.redefine.short": pgettext_lazy("short", "ny inriktning"),
    f"{OUTLOOK}.continue.short": pgettext_lazy("short", "fortsätter"),
    f"{OUTLOOK}.undecided.short": pgettext_lazy("short", "inte bestämt"),
}
"""The part of an answer that is seen where the steps of a scale stand in a row on a phone. A
translation must be a part of the translated answer."""

OUTLOOK_LABELS: dict[str, Label] = {
    "end": _("Vi avslutar"),
    "redefine": _("Vi tar en ny inriktning"),
    "continue": _("Vi fortsätter som förut"),
    "undecided": _("Det är inte bestämt"),
}

DIRECTION_LABELS: dict[str, Label] = {
    "end": _("mot ett avslut"),
    "redefine": _("mot en ny inriktning"),
    "continue": _("ni fortsätter som förut"),
    "undecided": _("det är inte bestämt"),
}

NO_ANSWER: Label = _("Inget svar")

ROLE_LABELS: dict[str, Label] = {
    "leader": _("Leder"),
    "co_leader": _("Leder med"),
    "reader": _("Läser"),
}

PERSPECTIVE_LABELS: dict[str, Label] = {
    "initiativtagare": _("Initiativtagare"),
    "drivande": _("Drivande"),
    "medverkande": _("Medverkande"),
    "intressent": _("Intressent"),
}

# What each says to whoever is asked; `_LABELS` are for tables and headings.
PERSPECTIVE_CHOICES: dict[str, Label] = {
    "initiativtagare": _("Initiativtagare: du var med och tog initiativet"),
    "drivande": _("Drivande: du håller i arbetet och för det framåt"),
    "medverkande": _("Medverkande: du deltar, men har kommit med efter hand"),
    "intressent": _("Intressent: du stöder det som görs, men deltar inte själv"),
}

SECOND_PERSPECTIVE_LABELS: dict[str, Label] = {
    "arbetsgivare": _("Arbetsgivare"),
    "facklig": _("Facklig"),
    "chef": _("Chef"),
    "medarbetare": _("Medarbetare"),
}

SECOND_PERSPECTIVE_CHOICES: dict[str, Label] = {
    "arbetsgivare": _("Arbetsgivare: du företräder en arbetsgivare"),
    "facklig": _("Facklig: du företräder en facklig organisation"),
    "chef": _("Chef: du leder andras arbete"),
    "medarbetare": _("Medarbetare: du är anställd men inte chef"),
}

BAND_LABELS: dict[str, Label] = {
    "address": _("Åtgärda"),
    "strengthen": _("Stärk"),
    "strength": _("Styrka"),
    "find_out": _("Ta reda på"),
    "not_rated": _("Inte bedömd"),
}

STATE_LABELS: dict[str, Label] = {
    "done": _("till stor del på plats"),
    "complete": _("på plats"),
    "part": _("inte färdigt"),
    "unknown": _("okänt"),
    "unsure": _("delvis okänt"),
    "here": _("här är ni"),
    "ahead": _("pågår redan"),
    "todo": "",
}

SCALE_ENDS: dict[str, tuple[Label, Label]] = {
    MARKER: (
        pgettext_lazy("end of a scale", "inte börjat"),
        pgettext_lazy("end of a scale", "på plats"),
    ),
    STATEMENT: (
        pgettext_lazy("end of a scale", "inte alls"),
        pgettext_lazy("end of a scale", "helt"),
    ),
}
"""What the lowest and the highest value mean, under a picture."""

SAID_BY_LABELS: dict[str, Label] = {
    "group": _("gruppen: här"),
    "answers": _("svaren: här"),
    "both": _("gruppen och svaren: här"),
    "own": _("dina svar: här"),
    "others": pgettext_lazy("where the collaboration is", "här"),
}

VERDICT_LABELS: dict[str, Label] = {
    "better": _("bättre"),
    "worse": _("sämre"),
    "same": _("ungefär som förut"),
    "no_score_then": _("saknar medelvärde då"),
    "no_score_now": _("saknar medelvärde nu"),
    "no_score": _("saknar medelvärde"),
    "new": _("ny"),
    "dropped": _("har utgått"),
}

ACTION_STATUS_LABELS: dict[str, Label] = {
    "planned": _("Planerad"),
    "ongoing": _("Pågår"),
    "done": _("Klar"),
    "dropped": _("Blir inte av"),
}

OUTCOME_LABELS: dict[str, Label] = {
    "proposed": _("Enligt förslaget"),
    "changed": _("Med ändring"),
    "referred": _("Återremiss"),
    "rejected": _("Avslag"),
}

AGREEMENT_LABELS: dict[str, Label] = {
    "shared_view": _("samsyn"),
    "some_spread": _("viss spridning"),
    "different_views": _("olika uppfattningar"),
}

KIND_TITLES: dict[str, Label] = {
    "perspective": _("Perspektiv"),
    "organisation": _("Organisation"),
    "second_perspective": _("Roll"),
}

NOT_GIVEN: Label = _("Inte angett")


def name_group(kind: str, name: str | None) -> Label:
    """What a group of a breakdown is called; organisations have the names that users gave them."""
    if name is None:
        return NOT_GIVEN
    labels = {**PERSPECTIVE_LABELS, **SECOND_PERSPECTIVE_LABELS}
    return name if kind == ORGANISATION else labels[name]


# The words of the stage model as an instrument ----------------------------------------------------

_QUESTIONS: dict[str, Label] = {
    SELF_PLACEMENT: _("Vilket stadium tror ni själva att ni är i?"),
    OUTLOOK: _("Vart är ni på väg?"),
    "vote.yes": _("Vill arbeta med det här"),
    JOINT_STAGE: _("Vilket stadium säger ni att ni är i?"),
    JOINT_REASON: _("Varför?"),
    DISSENT: _("Vill någon ha antecknat att den inte håller med?"),
    PRESENT: _("Vilka är med på mötet?"),
    AGENDA: _("Mötets ämnen"),
    OBSTACLES: _("Vi har gått igenom våra hinder och tar upp:"),
    "note": _("Vad kom ni fram till?"),
}

_PAGES: dict[str, Label] = {
    "markers.title": _("Var står ni?"),
    "markers.lead": _("Svara för läget i dag. Har ni börjat om: svara för tiden efter omstarten."),
    "statements.ask": _("Hur väl stämmer det på er samverkan i dag?"),
    "cross_cutting.title": _("Hela vägen"),
    "cross_cutting.lead": _("Det här påverkar en samverkan i alla stadier."),
    "self.title": _("Er egen bild"),
    "self.why": _("Frivilligt. Ni får jämföra med svaren ovan i resultatet."),
    "outlook.title": _("Sist: riktningen"),
    "outlook.why": _("Frivilligt. Svaret visas i resultatet."),
    "as_computed": _("Som uträknat"),
    "no_answer": NO_ANSWER,
}


def read_words() -> dict[str, str]:
    """What the instrument's scales, questions and pages are called in the active language."""
    scales = SCALE_LABELS | {OUTLOOK: OUTLOOK_LABELS}
    options = {f"{name}.{code}": text for name, of in scales.items() for code, text in of.items()}
    return {name: str(text) for name, text in (options | _SHORT | _QUESTIONS | _PAGES).items()}


# The words of the tools ---------------------------------------------------------------------------

_TOOL_WORDS: dict[str, Label] = {
    "yes": pgettext_lazy("tool", "Ja"),
    "partly": pgettext_lazy("tool", "Delvis"),
    "no": pgettext_lazy("tool", "Nej"),
    DONT_KNOW: _("Vet ej"),
    **{code: text for code, text in STATEMENT_LABELS.items() if code.isdigit()},
    "now": pgettext_lazy("tool", "I dag"),
    "wanted": pgettext_lazy("tool", "Vi vill"),
    "ticked": pgettext_lazy("tool", "Stämmer"),
    "review": _("När tar ni upp det igen?"),
    "each_answered": _("Det här har var och en svarat"),
    "we_answered": _("Det här har vi svarat"),
    "so_far": _("än så länge"),
    "share": _("hos %(count)s av %(all)s"),
    "both": _("%(first)s och %(last)s"),
    "unchanged": _("oförändrat sedan varv %(number)s"),
    "no_answer": NO_ANSWER,
}


def read_tool_words() -> dict[str, str]:
    """What the engine of the tools says itself, in the active language."""
    return {name: str(text) for name, text in _TOOL_WORDS.items()}


_BLOCKS: dict[str, tuple[Label, Label]] = {
    "sentences": (_("Det här säger svaren"), _("Det här säger svaren än så länge")),
    "proposals": (_("Förslag"), _("Förslag än så länge")),
    "differences": (_("Det här ser ni olika på"), _("Det här ser ni olika på än så länge")),
}


def name_block(block: Mapping[str, Any], missing: Mapping[str, Any]) -> str:
    """What stands above a part of a tool's result: what it is about, and whether not all have
    answered."""
    if block["kind"] == "turn":
        return gettext("Varv %(number)s") % {"number": block["number"]}
    named = _BLOCKS.get(block["kind"])
    return str(named["so_far" in missing]) if named else str(block["title"])
