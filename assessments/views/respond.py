"""Joining a group's round."""

from django.http import Http404, HttpRequest, HttpResponse


def join(request: HttpRequest, signed: str) -> HttpResponse:
    """Nothing yet."""
    raise Http404
