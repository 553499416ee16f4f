"""The overview of a year as page, PDF and open data show it: the stored document with its words.

The words of stages and aspects are those of the edition that the document names; tools and cases to
go on with are those of today.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.core.labels import OUTCOME_LABELS, Label
from assessments.groups.rules.similar import FIELDS
from assessments.region.pictures import PathOfMany, draw_groups
from assessments.region.rules.apart import Group
from assessments.region.rules.overview import DONE, LATE, MOVED_BACK, MOVED_ON, Amount, Overview
from assessments.region.rules.reading import find_cases
from model_content.domain.content import Aspect, Case, Edition, Stage
from model_content.domain.tools import Tool
from model_content.labels import OPTIONS

MOST_HELPED: Final = 5
"""Of so many of the aspects that fail it says what can be done."""

MOST_IN_SHORT: Final = 3

SECTIONS_OVER_YEARS: Final = ("moved", "better", "worse")

_WORDS: Final[dict[str, Label]] = {
    DONE: gettext_lazy("Åtgärder som blev klara"),
    LATE: gettext_lazy("Åtgärder som inte blev klara i tid"),
    MOVED_ON: gettext_lazy("Har gått till ett senare stadium"),
    MOVED_BACK: gettext_lazy("Har gått till ett tidigare stadium"),
}

_SECTIONS: Final[dict[str, Label]] = {
    "stages": gettext_lazy("Var de står"),
    "weak": gettext_lazy("Brister hos många (läget Åtgärda)"),
    "strong": gettext_lazy("Fungerar väl hos många (läget Styrka)"),
    "wanted": gettext_lazy("Vill de helst arbeta med"),
    "decisions": gettext_lazy("Vad styrgrupperna beslutade"),
    "actions": gettext_lazy("Vad som blev gjort"),
    "tools": gettext_lazy("Verktyg som har använts"),
    "moved": gettext_lazy("Stadium sedan året före"),
    "better": gettext_lazy("Bättre än året före"),
    "worse": gettext_lazy("Sämre än året före"),
    "kinds": gettext_lazy("Vad det är för samverkan"),
    "sizes": gettext_lazy("Hur många som tillfrågades"),
}
"""The lists of the document, in the order they are shown in."""


@dataclass(frozen=True, slots=True)
class Line:
    """How many have something, `of` those it is told of; `assessed` is None where that is (nearly)
    all. `share` is 0–100, for the bar; `number` of what they have in all.
    """

    code: str
    title: str
    collaborations: int | None
    of: int
    number: int | None = None
    aspect: Aspect | None = None
    assessed: int | None = None

    @property
    def share(self) -> int:
        return 100 if self.collaborations is None else round(100 * self.collaborations / self.of)

    @property
    def step(self) -> int:
        """The share in twentieths."""
        return round(self.share / 5)

    @property
    def words(self) -> str:
        """With a space before the last number that does not break."""
        if self.collaborations is not None:
            words = _("%(some)s av %(all)s") % {"some": self.collaborations, "all": self.of}
        elif self.assessed:
            words = _("nästan alla %(all)s") % {"all": self.of}
        else:
            return _("nästan alla")
        return "\N{NO-BREAK SPACE}".join(words.rsplit(" ", 1))


@dataclass(frozen=True, slots=True)
class Helped:
    """An aspect that fails in many, with what there is to do about it."""

    line: Line
    stage: Stage
    tools: tuple[Tool, ...]
    cases: tuple[Case, ...]


class ShownYear:
    """What page, PDF and open data show of a year; `before` are years before it, oldest first."""

    def __init__(
        self,
        overview: Overview,
        edition: Edition,
        tools: Sequence[Tool],
        before: Sequence[Overview] = (),
    ) -> None:
        self.overview = overview
        self.over_years = [*(ShownYear(each, edition, tools) for each in before), self]
        self.year = overview.year
        self.edition = edition
        self.counted = overview.collaborations
        self._tools = tools
        names = [name for name in _SECTIONS if name not in ("stages", "sizes")]
        self.lists = {name: self._list(getattr(overview, name)) for name in names}

    @property
    def stages(self) -> list[Line]:
        return [self._tell_group(g, self.edition.stage_by_code) for g in self.overview.stages]

    @property
    def stages_in_words(self) -> str:
        return ", ".join(f"{line.title} {line.collaborations}" for line in self.stages)

    @property
    def sizes(self) -> list[Line]:
        return [self._tell_group(group, {}) for group in self.overview.sizes]

    @property
    def path(self) -> PathOfMany:
        return draw_groups(self.edition.stages, self.overview.stages)

    @property
    def helped(self) -> list[Helped]:
        return [
            Helped(
                line,
                self.edition.stage_by_code[line.aspect.stage],
                tuple(t for t in self._tools if line.code in (*t.aspects, *t.secondary)),
                find_cases(line.aspect, self.edition.cases),
            )
            for line in self.lists["weak"][:MOST_HELPED]
            if line.aspect
        ]

    @property
    def also_weak(self) -> list[Line]:
        return self.lists["weak"][MOST_HELPED:]

    @property
    def in_short(self) -> list[tuple[str, list[Line]]]:
        """The first of what is most to know."""
        heads = {
            "weak": _("Brister hos flest"),
            "strong": _("Fungerar väl hos flest"),
            "wanted": _("Vill de helst arbeta med"),
        }
        found = [(head, self.lists[name][:MOST_IN_SHORT]) for name, head in heads.items()]
        return [(head, lines) for head, lines in found if lines]

    @property
    def changes(self) -> list[tuple[Line, Line | None, Line | None]]:
        """Each aspect that works better or worse in many, with how many of either."""
        better, worse = ({line.code: line for line in self.lists[n]} for n in ("better", "worse"))
        codes = [*better, *(code for code in worse if code not in better)]
        return [(better.get(c) or worse[c], better.get(c), worse.get(c)) for c in codes]

    @property
    def rows_over_years(self) -> list[tuple[str, list[tuple[Line, list[Line | None]]]]]:
        """By list of changes: what is told of two years or more, with its line of each year."""
        found = []
        for name in SECTIONS_OVER_YEARS:
            by_year = [{line.code: line for line in each.lists[name]} for each in self.over_years]
            codes = dict.fromkeys(code for lines in by_year for code in lines)
            rows = [[lines.get(code) for lines in by_year] for code in codes]
            told = [row for row in rows if len(row) - row.count(None) > 1]
            found.append((str(_SECTIONS[name]), [(next(filter(None, row)), row) for row in told]))
        return [(words, rows) for words, rows in found if rows]

    @property
    def kinds(self) -> list[tuple[str, list[Line]]]:
        """By the field of the profile."""
        heads = {"types": _("Typ"), "levels": _("Nivå"), "geography": _("Utbredning")}
        found = [
            (head, [line for line in self.lists["kinds"] if line.code.startswith(f"{field}.")])
            for field, head in heads.items()
        ]
        return [(head, lines) for head, lines in found if lines]

    def list_rows(self) -> Iterator[dict[str, Any]]:
        """The figures as open data, a row for each."""
        for name, words in _SECTIONS.items():
            lines = getattr(self, name) if name in ("stages", "sizes") else self.lists[name]
            for line in lines:
                yield {
                    "year": self.year,
                    "list": name,
                    "list_title": str(words),
                    "code": line.code,
                    "title": line.title,
                    "collaborations": line.collaborations,
                    "nearly_all": line.collaborations is None,
                    "of": self.counted,
                    "assessed": line.assessed,
                    "number": line.number,
                }

    def _list(self, amounts: Sequence[Amount]) -> list[Line]:
        return [
            Line(each.code, self._name(each.code), each.collaborations,
                 each.assessed or self.counted, each.number,
                 self.edition.aspect_by_code.get(each.code), each.assessed)
            for each in amounts
        ]  # fmt: skip

    def _tell_group(self, group: Group, stages: Any) -> Line:
        names = [stages[c].title if c in stages else _name_size(c) for c in group.codes]
        title = names[0] if len(names) == 1 else _("%(first)s till %(last)s") % {
            "first": names[0], "last": names[-1],
        }  # fmt: skip
        if not stages:
            title = _name_size(f"{group.codes[0].split('-')[0]}-{group.codes[-1].split('-')[-1]}")
        return Line("+".join(group.codes), title, group.collaborations, self.counted)

    def _name(self, code: str) -> str:
        field, _dot, box = code.partition(".")
        if field in FIELDS:
            return str(OPTIONS[field].get(box, box))
        if code in self.edition.aspect_by_code:
            return self.edition.aspect_by_code[code].title
        tool = next((tool for tool in self._tools if tool.key == code), None)
        return tool.title if tool else str(_WORDS.get(code) or OUTCOME_LABELS.get(code, code))


def _name_size(code: str) -> str:
    """In words, how many were asked: `2-9`, `20-` or `1`."""
    least, dash, most = code.partition("-")
    if most and most != least:
        return _("%(least)s–%(most)s personer") % {"least": least, "most": most}
    if dash and not most:
        return _("%(least)s personer eller fler") % {"least": least}
    return ngettext("%(number)s person", "%(number)s personer", int(least)) % {"number": least}
