"""A collaboration for its members: where it stands, what it is about, its parts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions.collaborations import (
    NameTaken,
    PartHasRounds,
    PartWasTold,
    Profile,
    add_part,
    remove_part,
    start_collaboration,
    update_part,
    update_profile,
)
from assessments.actions.rounds import close_if_overdue
from assessments.domain.lifecycle import State
from assessments.domain.next_step import choose_next_step
from assessments.domain.permissions import May, Role, can
from assessments.forms.collaborations import CollaborationForm, PartForm, ProfileForm
from assessments.forms.stale import Conflict, describe_conflict, keep_mine
from assessments.models import Collaboration, Part
from assessments.selectors.collaborations import Hub, fetch_hub, list_parts
from assessments.throttle import is_over_limit
from assessments.views.access import account_page, load_collaboration, member_page, private_page
from samverkan.form_tokens import read_submission
from samverkan.merging import Stale, read_values

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@reads_or_posts
@account_page
@private_page
def new(request: HttpRequest) -> HttpResponse:
    """Name a collaboration, which the account then leads."""
    assert request.user.is_authenticated
    form = CollaborationForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "collaborations/new.html", {"form": form}, status=status)
    if is_over_limit(request, "create"):
        form.add_error(None, _("Det har skapats väldigt många diagnoser härifrån den senaste timmen. Det ni skrev finns kvar här. Försök igen om en stund."))  # fmt: skip  # noqa: E501
        return render(request, "collaborations/new.html", {"form": form}, status=429)
    made = start_collaboration(
        owner=request.user, submission=read_submission(request), **form.cleaned_data
    )
    return redirect("collaboration", public_id=made.public_id)


@require_safe
@member_page
def overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where the collaboration stands, and what to do next."""
    found, role = load_collaboration(request, public_id)
    hub = _fetch_up_to_date(found)
    rounds = hub.group_rounds
    step, index = choose_next_step(
        [State(row.round.state) for row in rounds], leads=can(role, May.LEAD)
    )
    context = {
        **_describe(found, role),
        "hub": hub,
        "step": step,
        "next_row": None if index is None else rounds[index],
    }
    return render(request, "collaborations/collaboration.html", context)


def _fetch_up_to_date(found: Collaboration) -> Hub:
    """What the page shows, once the rounds whose last day has passed are closed."""
    today = timezone.localdate()
    hub = fetch_hub(found, today)
    closed = [close_if_overdue(assessment=row.round, today=today) for row in hub.group_rounds]
    return fetch_hub(found, today) if any(closed) else hub


def _describe(found: Collaboration, role: Role) -> dict[str, Any]:
    """What every page of a collaboration knows of it and of the visitor."""
    return {
        "collaboration": found,
        "role": role,
        "leads": can(role, May.LEAD),
        "owns": can(role, May.OWN),
    }


@reads_or_posts
@member_page
def profile(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what the collaboration is about."""
    found, role = load_collaboration(request, public_id, May.LEAD)
    initial = read_values(found, Profile.__dataclass_fields__)
    post = request.POST if request.method == "POST" else None
    form = ProfileForm(post, initial=initial, stored=initial)
    context: dict[str, Any] = _describe(found, role)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        seen = form.take_seen()
        try:
            update_profile(collaboration=found, profile=Profile(**form.cleaned_data), seen=seen)
        except Stale as stale:
            now = read_values(stale.current, Profile.__dataclass_fields__)
            context["conflict"] = describe_conflict(form, stale.merged, now)
            form = ProfileForm(initial=keep_mine(form, stale.merged, now), stored=now)
            status = 409
        else:
            messages.success(request, _("Uppgifterna är sparade."))
            return redirect("collaboration", public_id=public_id)
    context["form"] = form
    return render(request, "collaborations/profile.html", context, status=status)


# Parts --------------------------------------------------------------------------------------------


@reads_or_posts
@member_page
def parts(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Name the parts of the collaboration, rename and remove them."""
    found, _role = load_collaboration(request, public_id, May.LEAD)
    listed = list_parts(found)
    if request.method != "POST":
        return _render_parts(request, found, listed, None)
    part = _find_part(listed, request.POST.get("part", ""))
    if part is not None and request.POST.get("do") == "remove":
        return _remove_part(request, part)
    form = _make_part_form(part, request.POST)
    conflict = None
    if form.is_valid():
        seen = form.take_seen()
        try:
            _save_part(found, part, form.cleaned_data, seen, read_submission(request))
        except NameTaken:
            form.add_error("name", _("Det finns redan en del som heter så. Välj ett annat namn."))
        except PartWasTold:
            form.add_error("name", _("Delen har en omgång som har öppnats, så det de svarande har fått veta går inte att ändra. Lägg till en ny del i stället."))  # fmt: skip  # noqa: E501
        except Stale as stale:
            now = read_values(stale.current, ("name", "scope"))
            conflict = describe_conflict(form, stale.merged, now)
            form = _make_part_form(stale.current, initial=keep_mine(form, stale.merged, now))
        else:
            messages.success(request, _("Delen är sparad."))
            return redirect("parts", public_id=public_id)
    return _render_parts(request, found, listed, form, conflict)


def _make_part_form(
    part: Part | None, post: QueryDict | None = None, initial: dict[str, Any] | None = None
) -> PartForm:
    stored = read_values(part, ("name", "scope")) if part else {}
    return PartForm(post, prefix=_name_prefix(part), initial=initial or stored, stored=stored)


def _find_part(listed: list[Part], key: str) -> Part | None:
    """The part that is to be changed, None for a new one."""
    part = next((each for each in listed if str(each.pk) == key), None)
    if key and part is None:
        raise Http404  # removed by somebody else, or never there
    return part


def _name_prefix(part: Part | None) -> str | None:
    return f"part{part.pk}" if part else None


def _save_part(
    found: Collaboration,
    part: Part | None,
    data: dict[str, str],
    seen: str | None,
    submission: str,
) -> None:
    if part is None:
        add_part(collaboration=found, submission=submission, **data)
    else:
        update_part(part=part, seen=seen, **data)


def _remove_part(request: HttpRequest, part: Part) -> HttpResponse:
    try:
        remove_part(part=part)
    except PartHasRounds:
        messages.error(request, _("Delen har omgångar och kan inte tas bort. Inget är ändrat."))
    else:
        messages.success(request, _("Delen är borttagen."))
    return redirect("parts", public_id=part.collaboration.public_id)


def _render_parts(
    request: HttpRequest,
    found: Collaboration,
    listed: list[Part],
    refused: PartForm | None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    """The page; of its forms, the one that was refused is shown with what was wrong."""

    def make_form(part: Part | None) -> PartForm:
        if refused is not None and refused.prefix == _name_prefix(part):
            return refused
        return _make_part_form(part)

    context = {
        "collaboration": found,
        "parts": [(part, make_form(part)) for part in listed],
        "new_form": make_form(None),
        "form": refused,
        "conflict": conflict,
    }
    status = 409 if conflict else 422 if refused else 200
    return render(request, "collaborations/parts.html", context, status=status)
