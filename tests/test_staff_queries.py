"""How many queries the staff's pages make: the same for an edition of three times the size.

Four or so of each are the session's, the account's and its rights'.
"""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from model_content.actions.editions import create_draft, delete_draft
from model_content.domain.codec import dump_edition, parse_edition
from model_content.domain.content import Edition as EditionContent
from model_content.models import ContentChange, Edition
from model_content.selectors.drafts import list_page_editions, list_tool_editions
from model_content.selectors.editions import fetch_shipped_document, forget_revisions
from samverkan.models import User
from tests.staff import sign_in_staff
from tests.test_queries import count

pytestmark = pytest.mark.django_db

TIMES = 3

BUDGET = {
    "copy": 6,
    "delete": 5,
    "ready": 13,
    "history": 8,
    "first": 11,
    "contents": 5,
    "stage": 5,
    "whole": 5,
    "search": 5,
    "quote": 5,
    "translate": 5,
    "as json": 5,
    "as xlsx": 5,
}
"""Queries of a GET by Pia, who edits and publishes; by the name in `list_pages`."""


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
    """Every page about an edition, and the form of a part."""
    at = {
        name: reverse(f"edition_{name}", args=[draft.pk])
        for name in ("ready", "copy", "delete", "history")
    }
    outline = reverse("edition", args=[draft.pk])
    stage = draft.document["stages"][0]
    quote = f"quote/{stage['aspects'][0]['code']}/1"
    return at | {
        "first": reverse("admin:index"),
        "contents": outline,
        "stage": f"{outline}?oppen=stage/{stage['code']}",
        "whole": f"{outline}?oppen=allt",
        "search": f"{outline}?q=zzz",
        "quote": reverse("part", args=[draft.pk, quote]),
        "translate": reverse("edition_translate", args=[draft.pk, "en"]),
        **{
            f"as {kind}": reverse("edition_export", args=[draft.pk, kind])
            for kind in ("json", "xlsx")
        },
    }


def measure(browser: Client, pages: dict[str, str]) -> dict[str, int]:
    """The queries of each page in a process that has read the tools and pages that are in use."""
    counted = {}
    list_tool_editions()
    list_page_editions()
    for name, page in pages.items():
        forget_revisions()
        counted[name] = len(count(lambda page=page: browser.get(page)))
    return counted


def test_the_pages_of_staff_keep_their_budget_whatever_the_size_of_the_edition():
    pia = sign_in_staff("pia")
    user = User.objects.get()
    shipped = fetch_shipped_document()
    small = create_draft(document=shipped, user=user, year=2026)
    few = measure(pia, list_pages(small))
    unwanted = create_draft(document=shipped, user=user, year=2026)
    delete_draft(edition_id=unwanted.pk, user=user)
    grown = dump_edition(enlarge(parse_edition(shipped)))
    large = create_draft(document=grown, user=user, year=2026)
    kind = ContentChange.Kind.CHANGED
    ContentChange.objects.bulk_create(
        ContentChange(edition=large, kind=kind, key=f"quote/nytta-1/{n}", by="eva")
        for n in range(30)
    )
    assert few == BUDGET
    many = measure(pia, list_pages(large))
    # So many stages are a fault, which is shown with its place instead of the button to publish.
    assert many == few | {"ready": many["ready"]}
    assert many["ready"] <= few["ready"]
