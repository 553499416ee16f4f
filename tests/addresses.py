"""Every address of the program and what it answers: the one table that the tests of access read.

`test_access.py` compares it with the URLconf, so that a new address cannot be forgotten.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from samverkan.accounts.staff import STAFF_PREFIX
from tests.world import Diagnosis

NOT_ALLOWED = 405


class Link(StrEnum):
    NONE = "none"
    ANSWER = "answer"
    READ = "read"
    OWNER = "owner"


@dataclass(frozen=True)
class Address:
    """An address with the status of GET and of an empty POST for whoever has its link."""

    name: str
    link: Link
    get: int
    post: int
    args: tuple[Any, ...] = ()
    is_html: bool = True

    def url(self, token: str = "") -> str:
        """The address with this token, if it has one."""
        return reverse(self.name, args=([] if self.link is Link.NONE else [token]) + [*self.args])

    def url_for(self, diagnosis: Diagnosis) -> str:
        """The address with the right link of this diagnosis."""
        if self.link is Link.OWNER:
            return self.url(str(diagnosis.assessment.public_id))
        return self.url(diagnosis.read_token if self.link is Link.READ else diagnosis.token)

    def __str__(self) -> str:
        return self.name


ADDRESSES = (
    Address("home", Link.NONE, 200, NOT_ALLOWED),
    Address("new", Link.NONE, 200, 422),
    Address("example", Link.NONE, 200, NOT_ALLOWED),
    Address("example_file", Link.NONE, 200, NOT_ALLOWED, ("sammanfattning.txt",), is_html=False),
    Address("learn", Link.NONE, 200, NOT_ALLOWED),
    Address("ask", Link.NONE, 302, 403, (1,)),  # whoever is not signed in is asked to be
    Address("tools", Link.NONE, 200, NOT_ALLOWED),
    Address("tool", Link.NONE, 200, NOT_ALLOWED, ("nio-fragor",)),
    Address("tool_form", Link.NONE, 200, NOT_ALLOWED, ("nio-fragor",), is_html=False),
    Address("start_tool", Link.NONE, 200, 422, ("nio-fragor",)),
    Address("group_example", Link.NONE, 200, NOT_ALLOWED),
    Address(
        "group_example_file", Link.NONE, 200, NOT_ALLOWED, ("sammanfattning.txt",), is_html=False
    ),
    Address("guide", Link.NONE, 200, NOT_ALLOWED),
    Address("facilitator", Link.NONE, 200, NOT_ALLOWED),
    Address("result_meeting", Link.NONE, 200, NOT_ALLOWED),
    Address("local_parties", Link.NONE, 200, NOT_ALLOWED),
    Address("method", Link.NONE, 200, NOT_ALLOWED),
    Address("privacy", Link.NONE, 200, NOT_ALLOWED),
    Address("accessibility", Link.NONE, 200, NOT_ALLOWED),
    Address("feedback", Link.NONE, 200, 422),
    Address("model", Link.NONE, 200, NOT_ALLOWED),
    Address("stage", Link.NONE, 200, NOT_ALLOWED, ("mognad",)),
    Address("aspect", Link.NONE, 200, NOT_ALLOWED, ("forankring",)),
    Address("cases", Link.NONE, 200, NOT_ALLOWED),
    Address("case", Link.NONE, 200, NOT_ALLOWED, ("hedemora-naringsliv",)),
    Address("all_questions", Link.NONE, 200, NOT_ALLOWED),
    Address("all_questions_pdf", Link.NONE, 200, NOT_ALLOWED, is_html=False),
    Address("aspects", Link.NONE, 302, NOT_ALLOWED, is_html=False),
    Address("readings", Link.NONE, 302, NOT_ALLOWED, is_html=False),
    Address("reading", Link.NONE, 200, NOT_ALLOWED, ("samordnaren",)),
    Address("sources", Link.NONE, 200, NOT_ALLOWED),
    Address("set_language", Link.NONE, NOT_ALLOWED, 302, is_html=False),
    Address("health", Link.NONE, 200, NOT_ALLOWED, is_html=False),
    Address("alive", Link.NONE, 200, NOT_ALLOWED, is_html=False),
    Address("metrics", Link.NONE, 404, NOT_ALLOWED, is_html=False),  # no setting names a reader
    Address("robots", Link.NONE, 200, NOT_ALLOWED, is_html=False),
    # Over http, as long as no contact is set.
    Address("security", Link.NONE, 404, NOT_ALLOWED, is_html=False),
    Address("sitemap", Link.NONE, 200, NOT_ALLOWED, is_html=False),
    Address("icon", Link.NONE, 302, NOT_ALLOWED, is_html=False),
    # As they answer whoever is not signed in.
    Address("account", Link.NONE, 302, NOT_ALLOWED),
    Address("account_login", Link.NONE, 200, 422),
    Address("account_request_login_code", Link.NONE, 200, 422),
    Address("account_confirm_login_code", Link.NONE, 302, 302),
    Address("account_logout", Link.NONE, 302, 302),
    Address("mfa_authenticate", Link.NONE, 302, 302),
    Address("mfa_login_webauthn", Link.NONE, NOT_ALLOWED, 302),
    Address("sign_in_again", Link.NONE, 302, NOT_ALLOWED),
    Address("mfa_index", Link.NONE, 302, NOT_ALLOWED),
    Address("account_email", Link.NONE, 302, 403),
    Address("account_email_verification_sent", Link.NONE, 302, 403),
    Address("mfa_activate_totp", Link.NONE, 302, 403),
    Address("mfa_add_webauthn", Link.NONE, 302, 403),
    Address("mfa_view_recovery_codes", Link.NONE, 302, 403),
    Address("remove_factor", Link.NONE, 302, 403, (1,)),
    Address("staff_invitation", Link.NONE, 404, 404, ("not-a-token",)),
    Address("staff", Link.NONE, 302, 403),
    Address("question_statistics", Link.NONE, 302, 403),
    Address("question_statistics_file", Link.NONE, 302, 403),
    Address("approvals", Link.NONE, 302, 403),
    Address("approve", Link.NONE, 302, 403, (1,)),
    Address("manage_region", Link.NONE, 302, 403),
    Address("publish_region", Link.NONE, 302, 403, (2025,)),
    Address("region", Link.NONE, 200, NOT_ALLOWED),
    Address("region_year", Link.NONE, 404, NOT_ALLOWED, (2025,)),  # none is published
    Address("region_file", Link.NONE, 404, NOT_ALLOWED, (2025, "siffror.csv"), is_html=False),
    Address("preview_edition", Link.NONE, 302, 403, (1,)),
    Address("preview_tool", Link.NONE, 302, 403, (1,)),
    # As long as no organisation's provider is set.
    Address("openid_connect_login", Link.NONE, NOT_ALLOWED, 404),
    Address("openid_connect_callback", Link.NONE, 404, NOT_ALLOWED),
    Address("mine", Link.NONE, 302, NOT_ALLOWED),
    Address("unsaved", Link.NONE, 302, 302),
    Address("claim", Link.NONE, 302, 403),
    Address("delete_account", Link.NONE, 302, 403),
    Address("overview", Link.ANSWER, 200, NOT_ALLOWED),
    Address("change_details", Link.ANSWER, 200, 422),
    Address("mail_link", Link.ANSWER, NOT_ALLOWED, 422),
    Address("remember", Link.ANSWER, NOT_ALLOWED, 302),
    Address("end_preview", Link.ANSWER, NOT_ALLOWED, 404),  # it is no preview
    Address("parties", Link.ANSWER, 404, 404),  # it is no tool
    Address("own_sheet", Link.ANSWER, 404, 404),
    Address("own_page", Link.ANSWER, 404, NOT_ALLOWED),
    Address("own_page_file", Link.ANSWER, 404, NOT_ALLOWED),
    Address("delete", Link.ANSWER, 200, 302),
    Address("preliminary", Link.ANSWER, 200, NOT_ALLOWED),
    Address("check", Link.ANSWER, 200, 302),
    Address("page", Link.ANSWER, 200, 302, ("lage",)),
    Address("answers", Link.ANSWER, 200, 400, is_html=False),
    Address("conclude", Link.ANSWER, NOT_ALLOWED, 302),
    Address("result", Link.ANSWER, 200, NOT_ALLOWED),
    Address("result_number", Link.ANSWER, 200, NOT_ALLOWED, (1,)),
    Address("result_file", Link.ANSWER, 200, NOT_ALLOWED, (1, "diagnos.json"), is_html=False),
    Address("read", Link.READ, 200, NOT_ALLOWED),
    Address("read_number", Link.READ, 200, NOT_ALLOWED, (1,)),
    Address("read_file", Link.READ, 200, NOT_ALLOWED, (1, "diagnos.json"), is_html=False),
)

ONLY_BY_LINK = {"mail_link", "remember", "end_preview"}

OWNED = (
    *(
        replace(address, link=Link.OWNER)
        for address in ADDRESSES
        if address.link is Link.ANSWER and address.name not in ONLY_BY_LINK
    ),
    Address("renew", Link.OWNER, NOT_ALLOWED, 302),
)
"""What the owner of a diagnosis has without its link, as it answers the owner."""

SECRET = tuple(a for a in ADDRESSES if a.link is not Link.NONE)
PUBLIC = tuple(a for a in ADDRESSES if a.link is Link.NONE)
PAGES = tuple(a for a in ADDRESSES if a.is_html and a.get == 200)


def list_url_names() -> Iterator[str]:
    """The name of every address in the URLconf, but the staff's (tests/staff_addresses.py)."""
    yield from _list_names(get_resolver(), "/")


def _list_names(resolver: URLResolver, path: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        whole = f"{path}{pattern.pattern}"
        if isinstance(pattern, URLResolver) and not whole.startswith(STAFF_PREFIX):
            yield from _list_names(pattern, whole)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
