"""Reads the icebergs of a collaboration: the one that is open, and the one that was shown last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count

from assessments.iceberg.rules.cards import find_next_day
from assessments.models import Assessment, Collaboration, Vote
from assessments.results.rules.marks import count_needed
from model_content.domain.tools import Step, Tool
from model_content.selectors.tools import fetch_tool, fetch_tool_revision

KEY: Final = "isberget"
"""The tool's key, and the topic of its vote."""


@dataclass(frozen=True)
class Iceberg:
    """The newest iceberg of a collaboration; `vote` is None where none has been opened."""

    collaboration: Collaboration
    vote: Vote | None
    tool: Tool

    @property
    def is_open(self) -> bool:
        return self.vote is not None and self.vote.result is None

    @property
    def shown(self) -> dict[str, Any] | None:
        """What may be shown of it, once it is closed."""
        return self.vote.result if self.vote else None

    @property
    def next_day(self) -> date | None:
        """The first day on which another can be opened; None where none has been shown."""
        return find_next_day(self.vote.opened_on) if self.vote and self.shown else None

    @property
    def least(self) -> int:
        """Ballots from which it can be closed."""
        return count_needed(self.vote.assessment.smallest_group) if self.vote else 0


def list_layers(tool: Tool) -> dict[str, Step]:
    """The steps that hold the cards, from the top, by what a ballot calls them."""
    prefix = f"{tool.key}."
    return {s.code.removeprefix(prefix): s for s in tool.steps if s.kind == "marks"}


def list_questions(tool: Tool) -> list[tuple[Step, str]]:
    """The questions to talk about, each with its step; the mirror is the last."""
    return [(s, item.text) for s in tool.steps if s.kind == "canvas" for item in s.items]


def fetch_iceberg(collaboration: Collaboration) -> Iceberg:
    """At most two queries, and one for a tool that this process has not read."""
    votes = Vote.objects.filter(assessment__collaboration=collaboration, topic=KEY)
    voted = votes.select_related("assessment").annotate(voted=Count("ballots"))
    vote = voted.order_by("-opened_on", "-pk").first()
    tool = find_tool(vote) if vote else fetch_tool(KEY).content
    return Iceberg(collaboration, vote, tool)


def find_tool(vote: Vote) -> Tool:
    """The tool that an iceberg is of, as it was when it was opened."""
    assert vote.assessment.tool_id is not None
    return fetch_tool_revision(vote.assessment.tool_id).content


def find_smallest_group(collaboration: Collaboration, least: int) -> int:
    """That of the newest anonymous round, at least `least`. One query."""
    rounds = Assessment.objects.filter(collaboration=collaboration, tool=None, anonymous=True)
    sizes = rounds.exclude(opened_on=None).order_by("-opened_on", "-pk")
    newest = sizes.values_list("smallest_group", flat=True).first()
    return max(least, newest or least)
