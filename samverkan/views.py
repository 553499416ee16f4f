"""Pages that belong to no application: errors, health, what search engines read."""

from django.contrib.sitemaps import views as sitemaps
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samverkan.public import PublicPages, get_site_address

ROBOTS = "User-agent: *\nDisallow: /d/\nDisallow: /l/\n\nSitemap: {sitemap}\n"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is here; what was may have been behind a secret link, so nothing is kept of it."""
    response = render(request, "404.html", status=404)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's security code did not match: usually an old page or blocked cookies."""
    return render(request, "403_csrf.html", status=403)


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Say that the program and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemap_address = get_site_address(request) + reverse("sitemap")
    return HttpResponse(ROBOTS.format(sitemap=sitemap_address), content_type="text/plain")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, for search engines."""
    return sitemaps.sitemap(request, {"pages": PublicPages})
