"""Every form in which more than a line can be written, and what it does when it cannot save.

The forms are found by opening every page there is (the tables of addresses are compared with the
URLconf): one that is new has to be named here, and is tried like the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import resolve, reverse

from assessments.filling.actions.diagnoses import claim_diagnosis
from samverkan.submitted.unsaved import SESSION_KEY
from tests.addresses import OWNED, Link
from tests.addresses import PAGES as PUBLIC_PAGES
from tests.group import ANNA, make_group, sign_in
from tests.group_addresses import GROUP_ADDRESSES, Where
from tests.markup import read_form, read_page
from tests.staff import sign_in_staff
from tests.staff_addresses import list_staff_addresses
from tests.test_group_access import ACTION, bring_to, find_token
from tests.test_staff_access import make_world

pytestmark = pytest.mark.django_db

LONG = 300
"""Characters that a field may hold to be one in which more than a line is written."""

TEXT = "Vi är oense om det här.\nDet får stå kvar."

BY_LINK = {
    "new", "start_tool", "feedback", "change_details", "page", "steering_comment",
    "steering_decision", "steering_item",
}  # fmt: skip
OF_MEMBERS = {
    "new_collaboration", "new_round", "profile", "sharing", "parts", "add_to_plan",
    "change_planned", "answer_steering", "mail_steering_link", "meeting", "meeting_subject",
    "meeting_action", "invitations", "edit_round", "reopen_round",
    "mine:change_details", "mine:page",
}  # fmt: skip
OF_STAFF = {"approve", "part", "part_add", "edition_translate"}


@dataclass(frozen=True)
class Found:
    """A form, whose browser it stands in, and what it would post with a text in its field.

    `page` is the address that it is shown at, `url` the one that it is sent to.
    """

    name: str
    page: str
    url: str
    browser: Client
    data: dict[str, str]
    token: str


def find_forms(browser: Client, url: str, prefix: str = "") -> Iterator[Found]:
    answer = browser.get(url)
    if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
        return
    for form in read_page(answer).all("form"):
        fields = [f.attrs["name"] for f in form.walk() if is_long(f)]
        if form.attrs.get("method") != "post" or not fields:
            continue
        to = form.attrs.get("action") or url
        token = form.all("input", name="form_token")[0].attrs["value"]
        name = prefix + resolve(to.split("?")[0]).view_name
        yield Found(name, url, to, browser, read_form(form) | dict.fromkeys(fields, TEXT), token)


def is_long(field) -> bool:
    if "name" not in field.attrs or "readonly" in field.attrs:
        return False
    is_line = field.tag == "input" and field.attrs.get("type", "text") == "text"
    return field.tag == "textarea" or (is_line and int(field.attrs.get("maxlength", 0)) >= LONG)


def crawl(shown) -> Iterator[Found]:
    """Open every page as whoever may, and find the forms on it."""
    for address in PUBLIC_PAGES:
        yield from find_forms(Client(), address.url_for(shown))
    yield from find_forms(Client(), shown.url("page", "initiativ"))
    group = make_group()
    group.plan(pk=ACTION, aspect="nytta", for_steering=True)
    anna = sign_in(ANNA)
    for state in ("draft", "open", "closed"):
        bring_to(group, state)
        for address in GROUP_ADDRESSES:
            if address.is_html and address.state == state:
                by_link = address.where not in BY_ACCOUNT
                yield from find_forms(Client() if by_link else anna, find_url(address, group))
    group.open(anonymous=False)
    group.answer_as({}, {}, {})
    group.close()
    yield from find_forms(anna, group.url("reopen_round"))
    decided = group.plan("Boka", assessment=group.round)
    yield from find_forms(anna, group.url("meeting_action", decided.pk))
    claim_diagnosis(respondent=shown.respondent, user=group.leader, keep_links=True)
    for address in OWNED:
        if address.is_html and address.link is Link.OWNER:
            yield from find_forms(anna, address.url_for(shown), "mine:")
    own = reverse("page", args=[shown.assessment.public_id, "initiativ"])
    yield from find_forms(anna, own, "mine:")
    world = make_world()
    rut = sign_in_staff("rut")
    once = {address.name: address for address in reversed(list_staff_addresses())}
    for address in once.values():
        if address.get == 200:
            yield from find_forms(rut, address.url(world))


BY_ACCOUNT = (Where.ACCOUNT, Where.COLLABORATION, Where.ROUND)


def find_url(address, group) -> str:
    if address.where is Where.ACCOUNT:
        return reverse(address.name, args=address.args)
    if address.where is Where.COLLABORATION:
        return group.collaboration_url(address.name, *address.args)
    if address.where is Where.ROUND:
        return group.url(address.name, *address.args)
    return reverse(address.name, args=[find_token(group, address.where), *address.args])


@pytest.fixture
def forms(shown) -> list[Found]:
    """One of each."""
    return list({found.name: found for found in crawl(shown)}.values())


def holds_the_text(response) -> bool:
    areas = read_page(response).all("textarea")
    return TEXT in [area.raw.removeprefix("\n").replace("\r\n", "\n") for area in areas]


def test_no_form_is_forgotten_and_each_gives_the_text_back(forms):
    assert {found.name for found in forms} == BY_LINK | OF_MEMBERS | OF_STAFF
    wrong = []

    def try_it(found, why, browser, *, holds=True, **headers):
        sent = found.data | {"form_token": found.token}
        refused = browser.post(found.url, sent, headers=headers)
        if (refused.status_code, holds_the_text(refused)) != (403, holds):
            wrong.append((found.name, why, refused.status_code))

    for found in forms:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = found.browser.cookies
        try_it(found, "old page", strict, origin="http://testserver")
        try_it(found, "another site", strict, origin="http://evil.example", holds=False)
    for found in forms:
        if found.name not in BY_LINK:
            nobody = Client()
            try_it(found, "signed out", nobody)
            assert SESSION_KEY in nobody.session, found.name
    staff = [found for found in forms if found.name in OF_STAFF]
    session = staff[0].browser.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= 13 * 3600
    session.save()
    for found in staff:
        try_it(found, "second factor due", found.browser)
    assert wrong == []
