"""How many queries the staff's pages make: the same for an edition of ten times the size.

Four or so of each are the session's, the account's and its rights'.
"""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from model_content.actions.drafts import create_draft

from model_content.domain.codec import parse_edition
from model_content.domain.content import Edition as EditionContent
from model_content.models import ContentChange, Edition, Quote
from model_content.selectors.editions import fetch_shipped_document, forget_revisions
from samverkan.models import User
from tests.staff import sign_in_staff
from tests.test_queries import count

pytestmark = pytest.mark.django_db

TIMES = 10

BUDGET = {
    "check": 25,
    "compare": 27,
    "copy": 6,
    "publish": 17,
    "delete": 6,
    "history": 9,
    "first": 6,
    "list": 8,
    "contents": 15,
    "stage": 15,
    "whole": 15,
    "search": 15,
    "quote": 6,
    "as json": 16,
    "as xlsx": 16,
}
"""Queries of a GET by Pia, who edits and publishes; by the name in `list_pages`."""

PLACES = 9
"""Queries for the places of faults: one for each kind of row."""


def enlarge(content: EditionContent) -> EditionContent:
    """The same edition so many times over, each with codes of its own."""
    stages = tuple(
        replace(
            stage, code=f"{stage.code}-{n}", order=stage.order + 10 * n,
            markers=tuple(replace(m, code=f"{n}-{m.code}") for m in stage.markers),
            aspects=tuple(
                replace(
                    aspect, code=f"{aspect.code}-{n}", stage=f"{stage.code}-{n}",
                    statements=tuple(replace(s, code=f"{n}-{s.code}") for s in aspect.statements),
                )
                for aspect in stage.aspects
            ),
        )
        for n in range(TIMES) for stage in content.stages
    )  # fmt: skip
    cases = tuple(replace(c, code=f"{c.code}-{n}") for n in range(TIMES) for c in content.cases)
    return replace(content, stages=stages, cases=cases)


def list_pages(draft: Edition) -> dict[str, str]:
    """Every page about an edition, and the form of a row."""
    names = ("check", "compare", "copy", "publish", "delete", "history")
    at = {name: reverse(f"admin:model_content_edition_{name}", args=[draft.pk]) for name in names}
    outline = reverse("admin:model_content_edition_change", args=[draft.pk])
    stage = draft.stages.first().code
    quote = Quote.objects.filter(aspect__edition=draft).first()
    return at | {
        "first": reverse("admin:index"),
        "list": reverse("admin:model_content_edition_changelist"),
        "contents": outline,
        "stage": f"{outline}?oppen={stage}",
        "whole": f"{outline}?oppen=allt",
        "search": f"{outline}?q=zzz",
        "quote": reverse("admin:model_content_quote_change", args=[quote.pk]),
        **{
            f"as {kind}": reverse("admin:model_content_edition_export", args=[draft.pk, kind])
            for kind in ("json", "xlsx")
        },
    }


def measure(browser: Client, pages: dict[str, str]) -> dict[str, int]:
    counted = {}
    for name, page in pages.items():
        forget_revisions()
        counted[name] = len(count(lambda page=page: browser.get(page)))
    return counted


@pytest.mark.one_database
def test_the_pages_of_staff_keep_their_budget_whatever_the_size_of_the_edition():
    pia = sign_in_staff("pia")
    user = User.objects.get()
    content = parse_edition(fetch_shipped_document())
    small = create_draft(content=content, user=user, year=2026)
    few = measure(pia, list_pages(small))
    unwanted = create_draft(content=content, user=user, year=2026)
    pia.post(reverse("admin:model_content_edition_delete", args=[unwanted.pk]), {"post": "yes"})
    large = create_draft(content=enlarge(content), user=user, year=2026)
    ContentChange.objects.bulk_create(
        ContentChange(
            edition=large,
            kind=ContentChange.Kind.CHANGED,
            model="quote",
            row=n,
            place="nytta-1",
            by="eva",
        )
        for n in range(30)
    )
    assert few == BUDGET
    # So many stages are a fault, which is shown with its place instead of the button to publish.
    assert measure(pia, list_pages(large)) == few | {"publish": few["publish"] + PLACES}
