"""A line in the log for each request, and what Django has no setting for."""

import logging
import re
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.cache import add_never_cache_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes
from whitenoise.middleware import WhiteNoiseMiddleware

from samverkan.operation.logs import find_route, name_request
from samverkan.operation.metrics import count_request
from samverkan.pdf.maker import Busy, NotMade
from samverkan.secret_links import PRIVATE_PAGES, find_meant_address

logger = logging.getLogger("samverkan.requests")

ONE_PACKET = 1200  # bytes, beside the headers
HEAD = 5000  # bytes of a page, in which its typeface and style sheets are named
NEEDED_FIRST = re.compile(rb'<link rel="(?:preload|stylesheet)" href="([^"]+)"( as="font")?')
FONT = 'font; type="font/woff2"; crossorigin'
RETRY_SECONDS = 15  # when to ask again for a file, where too many wait for theirs
UNCOUNTED = {"static", "health", "alive", "metrics"}  # routes that no visitor waits for
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
        "microphone", "midi", "payment", "usb", "browsing-topics",
    )
)  # fmt: skip


def keep_private(response: HttpResponse) -> None:
    """Let nobody store or index the answer to a request, nor be told where it was made."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    # no-referrer would make browsers send `Origin: null`, which the CSRF check refuses.
    response["Referrer-Policy"] = "strict-origin"


class Compress(GZipMiddleware):
    """Django's, but for what is sent in one packet anyhow, as what is told of a saved answer.

    What a page cannot be shown without, its typeface and style sheets, is named in a header: it is
    fetched before the page has come and scripts have a share of a slow network.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if isinstance(response, HttpResponse):
            if len(response.content) < ONE_PACKET:
                return response
            if needed := NEEDED_FIRST.findall(response.content, 0, HEAD):
                response["Link"] = ", ".join(
                    f"<{address.decode()}>; rel=preload; as={FONT if font else 'style'}"
                    for address, font in needed
                )
        return super().process_response(request, response)


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Static files; those with a hash in their name for as long as HTTP says is for ever."""

    FOREVER = 365 * 24 * 3600


class SecurityHeaders(MiddlewareMixin):
    """Adds to every response what Django has no setting for.

    What was refused is kept private too, and all answers of addresses that not everybody has, also
    redirects and refused methods.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        if response.status_code >= 400 or request.path_info.startswith(PRIVATE_PAGES):
            keep_private(response)
        return response


class Failures(MiddlewareMixin):
    """Says of a PDF file that could not be made why, and what to do instead.

    A request that broke off is a bad one; to Django it is an error, with a traceback.
    """

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, UnreadablePostError):
            raise BadRequest from exception
        if not isinstance(exception, NotMade):
            return None
        back = request.path.rpartition("/")[0] + "/"  # a file's address begins with its page's
        context = {"is_busy": isinstance(exception, Busy), "back": back}
        response = render(request, "503_file.html", context, status=503)
        if context["is_busy"]:
            response["Retry-After"] = str(RETRY_SECONDS)
        return response


class MeantLinks(MiddlewareMixin):
    """Leads a secret link that something was stuck to, to its page (secret_links.py)."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.method not in ("GET", "HEAD"):
            return None
        meant = find_meant_address(request.path_info, lambda path: bool(is_valid_path(path)))
        if meant is None:
            return None
        query = request.META.get("QUERY_STRING", "")
        prefix = request.path.removesuffix(request.path_info)
        address = escape_uri_path(escape_leading_slashes(prefix + meant))
        return HttpResponseRedirect(f"{address}?{query}" if query else address)


def request_log(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Log what was asked for by its name, how it went and how long it took, not by whom."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        with name_request():
            response = get_response(request)
            is_static = request.path_info.startswith(settings.STATIC_URL)
            about = {
                "method": request.method if request.method in METHODS else "other",
                "route": "static" if is_static else find_route(request),
                "status": response.status_code,
            }
            seconds = perf_counter() - started
            if about["route"] not in UNCOUNTED:
                count_request(response.status_code, seconds)
            more = {**about, "duration_ms": round(seconds * 1000, 1)}
            logger.info("%(method)s %(route)s %(status)d", about, extra=more)
        return response

    return middleware
