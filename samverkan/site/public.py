"""The pages that anyone may find: where they are, and the list of them.

A page is public when it has a description (`{% block description %}`): base.html then names its
canonical address, and asks search engines to leave every other page alone. The tests hold that the
two agree: what is listed here has a description, and nothing else has.
"""

from datetime import date
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest
from django.urls import reverse

from model_content.domain.content import Edition
from model_content.selectors.editions import READING_PAGES, fetch_edition
from model_content.selectors.tools import list_offered

# Names of addresses: of pages that change with the program, of those that change with the edition,
# and of those that each show one part of the edition, named by its code.
PAGES_OF_TEXT: Final = (
    "home", "example", "group_example", "guide", "facilitator", "result_meeting", "local_parties",
    "method", "privacy", "accessibility", "tools", "region",
)  # fmt: skip
PAGES_OF_CONTENT: Final = ("model", "all_questions", "cases", "sources")
PAGES_OF_PARTS: Final = ("stage", "aspect", "case", "tool", "reading")


def get_site_address(request: HttpRequest) -> str:
    """Scheme and host of the site, without a slash at the end."""
    address: str = settings.SITE_URL
    return address or f"{request.scheme}://{request.get_host()}"


Page = tuple[str, *tuple[str, ...]]  # an address's name, and the code of the part that it shows


class PublicPages(Sitemap):  # type: ignore[type-arg]
    """The sitemap, with the day that the edition was published for pages made from it."""

    @cached_property
    def edition(self) -> Edition:
        return fetch_edition().content

    def items(self) -> list[Page]:
        edition = self.edition
        return [
            *((name,) for name in (*PAGES_OF_TEXT, *PAGES_OF_CONTENT)),
            *(("stage", stage.code) for stage in edition.stages),
            *(("aspect", aspect.code) for aspect in edition.aspects),
            *(("case", case.code) for case in edition.cases),
            *(("tool", tool.key) for tool in list_offered()),
            *(("reading", key) for key in READING_PAGES),
        ]

    def location(self, item: Page) -> str:
        return reverse(item[0], args=item[1:])

    def lastmod(self, item: Page) -> date | None:
        published_at = self.edition.published_at
        is_dated = published_at is not None and item[0] not in (*PAGES_OF_TEXT, "tool", "reading")
        return date.fromisoformat(str(published_at)) if is_dated else None

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc or super().get_domain(site)

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme or super().get_protocol(protocol)
