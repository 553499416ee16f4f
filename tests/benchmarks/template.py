"""The collaboration that `filled.py` copies, and how each of its pages is opened."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.core.rules.permissions import Role
from assessments.groups.actions.collaborations import add_member
from assessments.models import Assessment
from model_content.selectors.editions import fetch_edition
from tests.addresses import PUBLIC, SECRET
from tests.group import BO, CIA, Group, days_from_now, make_group
from tests.group_addresses import ACTION, GROUP_ADDRESSES, Where
from tests.sessions import sign_in_as
from tests.staff import sign_in_staff
from tests.test_group_access import url_for
from tests.world import fill_in_everything, read_example_fields, start

PARTIES = [f"Part {number}" for number in range(4)]


def make_pages(
    rounds: int, respondents: int
) -> tuple[dict[str, Callable[[], object]], Callable[[], object]]:
    """What opens each address that answers a GET with a page or file, by its name.

    And what signs the leader in anew: to delete something asks for it after a while.
    """
    closed, group = make_template(rounds, respondents)
    diagnosis = start()
    diagnosis.save(fill_in_everything(diagnosis.published) | read_example_fields())
    diagnosis.show()
    anna, staff, nobody = sign_in_as(group.leader), sign_in_staff("rut"), Client()
    pages = {}
    for address in GROUP_ADDRESSES:
        if address.get != 200 or address.state == "draft":
            continue
        of = Group(group.collaboration, group.leader)
        of.round = closed if address.state == "closed" else group.round
        is_members = address.where in (Where.ACCOUNT, Where.COLLABORATION, Where.ROUND)
        url = url_for(address, of)
        pages[address.name] = partial(open_page, anna if is_members else Client(), url)
    for page in (*SECRET, *PUBLIC):
        if page.get == 200 and page.name not in pages:
            pages[page.name] = partial(open_page, nobody, page.url_for(diagnosis))
    for name in ("mine", "staff", "question_statistics", "admin:index"):
        browser = anna if name == "mine" else staff
        pages[name] = partial(open_page, browser, reverse(name))
    return pages, partial(sign_in_as, group.leader, browser=anna)


def make_template(rounds: int, respondents: int) -> tuple[Assessment, Group]:
    """The newest closed round, and the group with its last round, which is open."""
    group = make_group()
    for email, role in ((BO, Role.CO_LEADER), (CIA, Role.READER)):
        add_member(collaboration=group.collaboration, email=email, role=role)
    group.plan(pk=ACTION, aspect="nytta", for_steering=True)
    for number in range(rounds):
        group.open(people=respondents, organisations=PARTIES, allows_statistics=True)
        group.invite(*(f"{n}.{number}@kommun.example" for n in range(respondents)))
        for n in range(respondents):
            group.answer(vary(n + number), organisation=PARTIES[n % len(PARTIES)])
        if number < rounds - 1:
            group.close()
            Assessment.objects.filter(pk=group.round.pk).update(
                steering_generation=1, steering_expires_on=days_from_now(30)
            )
            closed = group.reload()
    return closed, group


def vary(number: int) -> dict[str, str]:
    """An answer to each of the 76 questions; no two of twelve people give the same."""
    content = fetch_edition().content
    return {code: str((number + n) % 4) for n, code in enumerate(sorted(content.marker_codes))} | {
        code: str((number + n) % 5 + 1) for n, code in enumerate(sorted(content.statement_codes))
    }


def open_page(browser: Client, url: str) -> None:
    reply = browser.get(
        url, secure=True, SERVER_NAME=settings.ALLOWED_HOSTS[0], headers={"accept-language": "sv"}
    )
    if reply.streaming:
        b"".join(reply.streaming_content)
    if reply.status_code != 200:
        raise AssertionError(f"{url} answered {reply.status_code}")
