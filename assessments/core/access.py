"""Loading what a link or an account opens: to load is the access check, a stranger gets 404."""

from collections.abc import Callable
from enum import Enum, auto
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments.core.links import LinkEnded, LinkKind, unsign_link
from assessments.core.rules.lifecycle import State
from assessments.core.rules.permissions import May, can
from assessments.filling.actions.answers import RoundClosed
from assessments.filling.selectors.respond import find_result
from assessments.filling.selectors.sheets import (
    FilledSheet,
    fetch_owned_respondent,
    fetch_readable_assessment,
    fetch_respondent,
    fetch_sheet,
)
from assessments.models import (
    Assessment,
    Collaboration,
    Part,
    PlannedAction,
    Respondent,
    Sheet,
)
from assessments.rounds.actions.rounds import close_if_overdue
from assessments.rounds.selectors.rounds import fetch_collaboration, fetch_round
from samverkan.accounts.recent import ask_to_sign_in
from samverkan.middleware import keep_private
from samverkan.models import User

Loaded = TypeVar("Loaded", Collaboration, Assessment)
View = Callable[..., HttpResponse]

ROWS = (Assessment, Collaboration, Part, PlannedAction, Sheet)
DELETED = tuple(model.DoesNotExist for model in ROWS)


def private_page(view: View) -> View:
    """A page behind a secret link: never stored, never indexed, its address never passed on.

    An owner has the same page without the link: there the round's id, a UUID, stands for the token,
    and whoever is not signed in is asked to.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = kwargs.get("token")
        if isinstance(token, UUID) and not request.user.is_authenticated:
            return ask_to_sign_in(request)
        try:
            response = view(request, *args, **kwargs)
        except DELETED:  # since it was loaded
            raise Http404 from None
        except LinkEnded:
            response = render(request, "steering/ended.html", status=410)
        except RoundClosed as closed:
            response = render_closed(request, *closed.args)
        keep_private(response)
        return response

    return wrapped


def account_page(view: View) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    return wrapped


class RoundKind(Enum):
    """What kind of round a page behind a link to answer is for; to others it does not exist."""

    ONE = auto()  # a diagnosis with one set of answers: whoever answers decides over all of it
    SHARED = auto()  # the same, also for the steering group, which fills in and makes results
    GROUP = auto()  # one of several who answer each for themselves: over their own answers only
    ANY = auto()


def load_sheet(
    request: HttpRequest, token: str | UUID, kind: RoundKind = RoundKind.ONE
) -> FilledSheet:
    """The answers that a link opens; raises what `load_respondent` does."""
    return fetch_sheet(load_respondent(request, token, kind))


def load_respondent(
    request: HttpRequest,
    token: str | UUID,
    kind: RoundKind = RoundKind.ONE,
    *,
    to_save: bool = False,
) -> Respondent:
    """The respondent that a link to answer opens, or the id of a diagnosis of one's own.

    `to_save`: without the collaboration.

    Raises Http404 if it opens nothing, or nothing of this kind; RoundClosed if a group's round
    takes no answers.
    """
    if isinstance(token, UUID):
        respondent = fetch_owned_respondent(token, get_user(request).pk)
    else:
        respondent = fetch_respondent(token, to_save=to_save)
    if respondent is None:
        raise Http404
    assessment = respondent.assessment
    if kind is not RoundKind.ANY and assessment.is_group != (kind is RoundKind.GROUP):
        raise Http404
    decides = kind in (RoundKind.ONE, RoundKind.SHARED)
    if decides and assessment.tool_id and respondent.organisation:
        raise Http404  # a party decides over its own sheet only
    if kind is RoundKind.ONE and respondent.is_for_steering:
        raise Http404
    if assessment.is_group:
        check_open(assessment)
    return respondent


def check_open(assessment: Assessment) -> None:
    """Refuse a group's round that takes no answers; whoever meets an overdue one closes it."""
    closed_now = close_if_overdue(assessment=assessment, today=timezone.localdate())
    if closed_now or assessment.state != State.OPEN:
        raise RoundClosed(assessment)


def render_closed(request: HttpRequest, assessment: Assessment | None = None) -> HttpResponse:
    """That a group's round takes no more answers; with its result if those who answered get it."""
    result = find_result(assessment) if assessment else ""
    return render(request, "respond/closed.html", {"result": result}, status=409)


def load_readable(signed: str) -> Assessment:
    assessment = fetch_readable_assessment(signed)
    if assessment is None:
        raise Http404("taken back" if unsign_link(LinkKind.READ, signed) else "")
    return assessment


# A group's pages, for those with an account -------------------------------------------------------


def get_user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def load_collaboration(request: HttpRequest, public_id: UUID, may: May) -> Collaboration:
    """A collaboration that the visitor is a member of, with the visitor's role.

    Raises Http404 where there is none for the visitor, PermissionDenied where this may not be done.
    """
    return _check(fetch_collaboration(public_id, get_user(request)), may)


def load_round(request: HttpRequest, public_id: UUID, may: May) -> Assessment:
    """A group's round, as `load_collaboration`; one whose last day has passed is closed first."""
    loaded = _check(fetch_round(public_id, get_user(request)), may)
    if close_if_overdue(assessment=loaded, today=timezone.localdate()):
        return load_round(request, public_id, may)
    return loaded


def _check(found: Loaded | None, may: May) -> Loaded:
    if found is None:
        raise Http404
    if not can(found.role, may):
        raise PermissionDenied
    return found


reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])

Decorator = Callable[[View], View]


def collaboration_page(
    may: May = May.READ, methods: Decorator = reads_or_posts, *, post: May | None = None
) -> Decorator:
    """A page of a collaboration, whose view is given the collaboration, with the visitor's role.

    The role must allow `may`, or `post` where something is posted; of the requests only `methods`.
    """
    return _make_page(load_collaboration, may, methods, post)


def round_page(
    may: May = May.READ, methods: Decorator = reads_or_posts, *, post: May | None = None
) -> Decorator:
    return _make_page(load_round, may, methods, post)


def _make_page(
    load: Callable[..., Any], may: May, methods: Decorator, post: May | None
) -> Decorator:
    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, public_id: UUID, **kwargs: Any) -> HttpResponse:
            needed = post if post and request.method == "POST" else may
            return view(request, load(request, public_id, needed), **kwargs)

        return methods(account_page(private_page(wrapped)))

    return decorate
