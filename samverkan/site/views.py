"""Pages that belong to no application: errors, health, the icon, what search engines read."""

import logging
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.contrib.sitemaps import views as sitemaps
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from samverkan.accounts.staff import STAFF_PREFIX
from samverkan.operation.logs import request_id
from samverkan.operation.metrics import write_figures
from samverkan.secret_links import PRIVATE_PAGES
from samverkan.site.public import PublicPages, get_site_address
from samverkan.site.release import RELEASED
from samverkan.submitted.unsaved import Why, answer_unsaved, has_texts

logger = logging.getLogger(__name__)

ROBOTS = (
    "User-agent: *\n"
    + "".join(f"Disallow: {prefix}\n" for prefix in PRIVATE_PAGES)
    + "\nSitemap: {sitemap}\n"
)

SECURITY_HOLDS: Final = timedelta(days=360)
"""From the release: RFC 9116 advises less than a year, and a site is updated before that."""

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)  # not read to its end


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    status = 413 if isinstance(exception, TOO_LARGE) else 400
    return render(request, f"{status}.html", status=status)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if has_texts(request):
        return answer_unsaved(request, getattr(exception, "why", Why.NO_RIGHT))
    return render(request, "403.html", {"for_staff": _is_for_staff(request)}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if has_texts(request):  # what it was written for is gone, or the right to see it
        return answer_unsaved(request, Why.GONE)
    begins = request.path.partition("steg/")[0]  # the sheet that a missing page would belong to
    said = {"missing": str(exception), "begins": begins, "for_staff": _is_for_staff(request)}
    return render(request, "404.html", said, status=404)


def _is_for_staff(request: HttpRequest) -> bool:
    """Whether it is one of staff who asks for a page of staff: nobody else learns that there is."""
    return request.path.startswith(STAFF_PREFIX) and getattr(request.user, "is_staff", False)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", {"code": request_id.get()}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's security code did not match: usually an old page or blocked cookies."""
    if has_texts(request):
        return answer_unsaved(request, Why.OLD_PAGE)
    return render(request, "403_csrf.html", status=403)


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Whether the process answers, whatever the database does."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    if not _asks_database():
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


def _asks_database() -> bool:
    """Whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        logger.error("the database does not answer: %s", type(error).__name__)
        return False
    return True


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for whoever the settings name; to others there is no such page."""
    if not _may_read_metrics(request):
        raise Http404
    lines = write_figures(has_database=_asks_database())
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read_metrics(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if token and constant_time_compare(given, f"Bearer {token}"):
        return True
    if "X-Forwarded-For" in request.headers:  # what stands between is no proof of who asks
        return False
    with suppress(ValueError):
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in settings.METRICS_FROM)
    return False


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemap_address = get_site_address(request) + reverse("sitemap")
    return HttpResponse(ROBOTS.format(sitemap=sitemap_address), content_type="text/plain")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """To whom faults in security are reported (RFC 9116, which asks for HTTPS)."""
    site = get_site_address(request)
    is_secure = site.startswith("https://")
    contact = settings.SECURITY_CONTACT or (site + reverse("feedback") if is_secure else "")
    if not contact:
        raise Http404("nobody to report to is set")
    lines = [
        f"Contact: {contact if contact.startswith('https://') else f'mailto:{contact}'}",
        f"Expires: {settings.SECURITY_EXPIRES or RELEASED + SECURITY_HOLDS}T00:00:00Z",
        "Preferred-Languages: sv, en",
    ]
    if is_secure:
        lines.append(f"Canonical: {site}{reverse('security')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return sitemaps.sitemap(request, {"pages": PublicPages})


@cache_control(public=True, max_age=24 * 3600)
@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon that no page has named, as beside a PDF file."""
    return redirect(static("img/apple-touch-icon.png"))
