"""Editing in the admin: the outline of an edition, the forms of its rows, two editors, history."""

import pytest

from model_content.actions.drafts import copy_edition
from model_content.actions.rows import PARTS
from model_content.models import Aspect, Case, Edition, Question, Source, Stage
from tests.staff import make_staff, sign_in_staff

pytestmark = pytest.mark.django_db
BASE = "/personal/innehall/model_content/"


@pytest.fixture
def draft() -> Edition:
    return copy_edition(edition_id=Edition.objects.get().pk, user=make_staff("eva"), year=2026)


@pytest.fixture
def eva():
    return sign_in_staff("eva")


def address(row, what="change") -> str:
    return f"{BASE}{row._meta.model_name}/{row.pk}/{what}/"


def read(browser, page: str) -> str:
    response = browser.get(page)
    assert response.status_code == 200, response
    return response.content.decode()


def filled(page: str, **changes: str) -> dict:
    """What the form on a page would send, with some fields changed."""
    from tests.markup import read_fields

    return {**read_fields(page), **changes}


def test_the_outline_shows_everything(eva, draft):
    page = read(eva, address(draft))
    for aspect in Aspect.objects.filter(edition=draft):
        assert f'id="{aspect.code}"' in page


def test_every_form_opens(eva, draft):
    for model in (Stage, Aspect, Question, Case, Source, *PARTS):
        name = "aspect__edition" if model in PARTS else "edition"
        row = model.objects.filter(**{name: draft}).first()
        read(eva, address(row))
        if model is not Stage:
            read(eva, address(row, "delete"))
