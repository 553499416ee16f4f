"""A collaboration for its members: where it stands, what it is about, its parts."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.core.access import (
    account_page,
    collaboration_page,
    get_user,
    private_page,
    reads_or_posts,
)
from assessments.core.editing import Mine, edit_form, read_post, render_form, save_form
from assessments.core.rules.lifecycle import State
from assessments.core.rules.permissions import May, can
from assessments.core.throttle import is_over_limit
from assessments.groups.actions import collaborations as actions
from assessments.groups.forms import CollaborationForm, PartForm, ProfileForm
from assessments.groups.rules.next_step import choose_next_step
from assessments.groups.selectors import fetch_hub, list_parts
from assessments.models import Collaboration, Part
from assessments.models.collaborations import OPTIONAL_PROFILE
from assessments.rounds.actions.rounds import close_if_overdue
from assessments.sharing.selectors import is_listed
from samverkan.merging import read_values
from samverkan.submitted.form_tokens import read_submission


@reads_or_posts
@account_page
@private_page
def new(request: HttpRequest) -> HttpResponse:
    form = CollaborationForm(read_post(request))
    if not form.is_valid():
        return render_form(request, "collaborations/new.html", form)
    if is_over_limit(request, "create"):
        form.add_error(None, _("Det har skapats väldigt många diagnoser härifrån den senaste timmen. Det ni skrev finns kvar här. Försök igen om en stund."))  # fmt: skip  # noqa: E501
        return render_form(request, "collaborations/new.html", form, status=429)
    made = actions.start_collaboration(
        owner=get_user(request), submission=read_submission(request), **form.cleaned_data
    )
    return redirect("new_round", public_id=made.public_id)


@collaboration_page(May.READ, require_safe)
def overview(request: HttpRequest, found: Collaboration) -> HttpResponse:
    today = timezone.localdate()
    hub = fetch_hub(found, today)
    closed = [close_if_overdue(assessment=row.round, today=today) for row in hub.group_rounds]
    if any(closed):
        hub = fetch_hub(found, today)
    rounds, leads = hub.group_rounds, can(found.role, May.LEAD)
    step, index = choose_next_step([State(row.round.state) for row in rounds], leads=leads)
    context = {
        "collaboration": found,
        "leads": leads,
        "owns": can(found.role, May.OWN),
        "hub": hub,
        "step": step,
        "next_row": None if index is None else rounds[index],
    }
    return render(request, "collaborations/collaboration.html", context)


@collaboration_page(May.LEAD)
def profile(request: HttpRequest, found: Collaboration) -> HttpResponse:
    def make(row: Collaboration, post: QueryDict | None, mine: Mine) -> ProfileForm:
        stored = read_values(row, ("name", "scope", *OPTIONAL_PROFILE))
        return ProfileForm(post, initial=mine, stored=stored)

    def save(form: ProfileForm, seen: str | None) -> HttpResponse:
        was_listed = is_listed(found)
        actions.update_profile(collaboration=found, profile=form.cleaned_data, seen=seen)
        messages.success(request, _("Uppgifterna är sparade."))
        if was_listed and not is_listed(found):
            messages.info(request, _("Ni syns inte i ”Lär av varandra” förrän personalen har läst det nya namnet. Då får ni ett mejl."))  # fmt: skip  # noqa: E501
        return redirect("collaboration", public_id=found.public_id)

    context = {"collaboration": found}
    return edit_form(request, "collaborations/profile.html", context, found, make, save)


@collaboration_page(May.LEAD)
def parts(request: HttpRequest, found: Collaboration) -> HttpResponse:
    listed = list_parts(found)
    form = conflict = None
    if request.method == "POST":
        key = request.POST.get("part", "")
        part = next((each for each in listed if str(each.pk) == key), None)
        if key and part is None:
            raise Http404  # removed by somebody else, or never there
        if part is not None and request.POST.get("do") == "remove":
            return _remove_part(request, part)

        def save(form: PartForm, seen: str | None) -> HttpResponse | None:
            return _save_part(request, found, part, form, seen)

        done, form, conflict = save_form(
            request, _make_part_form(part, request.POST), _make_part_form, save
        )
        if done:
            return done

    def choose_form(part: Part | None) -> PartForm:
        fresh = _make_part_form(part)
        return form if form is not None and form.prefix == fresh.prefix else fresh

    context = {
        "collaboration": found,
        "parts": [(part, choose_form(part)) for part in listed],
        "new_form": choose_form(None),
        "form": form,
        "conflict": conflict,
    }
    status = 409 if conflict else 422 if form else 200
    return render(request, "collaborations/parts.html", context, status=status)


def _make_part_form(
    part: Part | None, post: QueryDict | None = None, mine: Mine = None
) -> PartForm:
    stored = read_values(part, ("name", "scope")) if part else {}
    prefix = f"part{part.pk}" if part else None
    return PartForm(post, prefix=prefix, initial=mine, stored=stored)


def _save_part(
    request: HttpRequest, found: Collaboration, part: Part | None, form: PartForm, seen: str | None
) -> HttpResponse | None:
    try:
        if part is None:
            submission = read_submission(request)
            actions.add_part(collaboration=found, submission=submission, **form.cleaned_data)
        else:
            actions.update_part(part=part, seen=seen, **form.cleaned_data)
    except actions.NameTaken:
        form.add_error("name", _("Det finns redan en del som heter så. Välj ett annat namn."))
        return None
    except actions.PartWasTold:
        form.add_error("name", _("Delen har en omgång som har öppnats, så det de svarande har fått veta går inte att ändra. Lägg till en ny del i stället."))  # fmt: skip  # noqa: E501
        return None
    messages.success(request, _("Delen är sparad."))
    return redirect("parts", public_id=found.public_id)


def _remove_part(request: HttpRequest, part: Part) -> HttpResponse:
    try:
        actions.remove_part(part=part)
        messages.success(request, _("Delen är borttagen."))
    except actions.PartHasRounds:
        messages.error(request, _("Delen har omgångar och kan inte tas bort. Inget är ändrat."))
    return redirect("parts", public_id=part.collaboration.public_id)
