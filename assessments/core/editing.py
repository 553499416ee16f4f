"""What views of forms share: what was posted, the form shown again, and what others have saved."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from assessments.core.forms import Conflict, MarkedForm, describe_conflict, keep_mine
from samverkan.merging import Stale

Mine = dict[str, Any] | None

MakeForm = Callable[[Any, QueryDict | None, Mine], Any]
"""Makes the form of a row: with what was posted, or with these values instead of the row's."""

Save = Callable[[Any, str | None], HttpResponse | None]
"""Saves a valid form with its marks; None if it has added an error to the form instead."""


def read_post(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: None for one that is only shown."""
    return request.POST if request.method == "POST" else None


def render_form(
    request: HttpRequest,
    template: str,
    form: BaseForm,
    context: Mapping[str, Any] = {},
    status: int | None = None,
) -> HttpResponse:
    """A page with a form; one that was sent is shown again because something in it is wrong."""
    status = status or (422 if form.is_bound else 200)
    return render(request, template, {**context, "form": form}, status=status)


def edit_form(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    row: Any,
    make: MakeForm,
    save: Save,
) -> HttpResponse:
    """Show the form of a row, or save it; of what others have saved meanwhile both texts show."""
    form = make(row, read_post(request), None)
    done, form, conflict = save_form(request, form, make, save)
    status = 409 if conflict else None
    return done or render_form(request, template, form, {**context, "conflict": conflict}, status)


def save_form(
    request: HttpRequest, form: MarkedForm, make: MakeForm, save: Save
) -> tuple[HttpResponse | None, Any, Conflict | None]:
    """Save a form that is bound and valid.

    Returned are the answer, None if nothing is saved, the form to show, and what is in conflict.
    """
    if not (form.is_bound and form.is_valid()):
        return None, form, None
    try:
        return save(form, form.take_seen()), form, None
    except Stale as stale:
        now = make(stale.current, None, None).initial
        changer = getattr(stale.current, "changed_by", None)
        # Not oneself, in another tab.
        by = changer.email if changer and changer != request.user else ""
        conflict = describe_conflict(form, stale.merged, now, by)
        return None, make(stale.current, None, keep_mine(form, stale.merged, now)), conflict
