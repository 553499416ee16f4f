"""A text that is not translated stands in Swedish, marked so, where an element can stand."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from model_content.domain.codec import localise
from model_content.selectors import editions
from tests.addresses import PAGES
from tests.group import ANNA, make_group, sign_in
from tests.markup import read_page

pytestmark = pytest.mark.django_db

ONLY_TEXT = {"title", "option", "textarea", "text", "tspan"}


@pytest.fixture
def untranslated(monkeypatch):
    """An edition of which nothing is translated, read in English."""
    as_finnish = lambda edition, _language: localise(edition, "fi")  # noqa: E731
    monkeypatch.setattr(editions, "localise", as_finnish)
    editions._fetch_revision.cache_clear()
    yield
    editions._fetch_revision.cache_clear()


def in_english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def check_marks(response) -> int:
    """How many texts are marked; none where the mark would be read out as part of the text."""
    html = response.content.decode()
    assert "&lt;span lang" not in html
    page = read_page(response)
    for element in page.walk():
        assert not any("<span" in (value or "") for value in element.attrs.values()), element
        if element.tag in ONLY_TEXT:
            assert not element.all("span", lang="sv"), element
            assert '<span lang="sv">' not in element.raw, element
    return len(page.all("span", lang="sv"))


def test_no_mark_gets_into_an_attribute_a_title_or_an_option(untranslated, client, shown):
    in_english(client)
    paths = {address.name: address.url_for(shown) for address in PAGES}
    paths |= {slug: shown.url("page", slug) for slug in ("initiativ", "hela-vagen")}
    counts = {name: check_marks(client.get(path)) for name, path in paths.items()}
    for name in ("model", "stage", "aspect", "all_questions", "page", "initiativ"):
        assert counts[name] > 3, name


def test_no_mark_gets_into_what_a_group_is_asked_or_plans(untranslated):
    group = make_group()
    round_ = group.open()
    _respondent, token = group.begin()
    check_marks(in_english(Client()).get(reverse("check", args=[token])))
    for _each in range(5):
        group.answer({"varfor.3": "2", "vem.3": "4"})
    group.close()
    type(round_).objects.update(language="en")
    anna = in_english(sign_in(ANNA))
    plan = [group.collaboration_url(name) for name in ("plan", "add_to_plan")]
    for path in (group.url("meeting"), *plan):
        check_marks(anna.get(path, follow=True))
