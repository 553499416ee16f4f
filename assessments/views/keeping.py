"""How long a collaboration is kept, everything that is stored of it, its archive and its end."""

import json
from uuid import UUID

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions.keeping import delete_collaboration, keep_for
from assessments.archive import make_archive
from assessments.domain.permissions import May
from assessments.forms.keeping import KeepingForm
from assessments.forms.stale import describe_conflict, keep_mine
from assessments.selectors.keeping import (
    UNREACHABLE_DAYS,
    WARNED_DAYS,
    fetch_everything,
    find_deletion_date,
)
from assessments.selectors.results import fetch_snapshot
from assessments.views.access import load_collaboration, load_round, member_page
from samverkan.merging import Stale
from samverkan.recent import ask_unless_recent


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def keeping(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """When the collaboration is deleted, and how long it is to be kept."""
    needed = May.OWN if request.method == "POST" else May.READ
    collaboration, role = load_collaboration(request, public_id, needed)
    initial = {"months": collaboration.kept_months}
    form = KeepingForm(
        request.POST if request.method == "POST" else None, initial=initial, stored=initial
    )
    conflict = None
    if form.is_bound and form.is_valid():
        seen = form.take_seen()
        try:
            keep_for(collaboration=collaboration, seen=seen, **form.cleaned_data)
        except Stale as stale:
            now = {"months": stale.current.kept_months}
            conflict = describe_conflict(form, stale.merged, now)
            form = KeepingForm(initial=keep_mine(form, stale.merged, now), stored=now)
        else:
            messages.success(request, _("Sparat."))
            return redirect("keeping", public_id)
    context = {
        "conflict": conflict,
        "collaboration": collaboration,
        "role": role,
        "form": form,
        "delete_on": find_deletion_date(collaboration),
        "warned_days": WARNED_DAYS,
        "unreachable_days": UNREACHABLE_DAYS,
    }
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "keeping/keeping.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def delete(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Delete everything about the collaboration, after a question."""
    collaboration, _role = load_collaboration(request, public_id, May.OWN)
    if ask := ask_unless_recent(request):
        return ask
    if request.method == "POST":
        delete_collaboration(collaboration=collaboration)
        messages.success(request, _("Samverkan är raderad, med alla omgångar, svar och resultat."))
        return redirect("mine")
    return render(request, "keeping/delete.html", {"collaboration": collaboration})


@require_safe
@member_page
def export(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything that is stored of the collaboration, as JSON."""
    collaboration, _role = load_collaboration(request, public_id, May.OWN)
    text = json.dumps(
        fetch_everything(collaboration), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1
    )
    return _send(text.encode() + b"\n", "application/json", f"{_name(collaboration.name)}.json")


@require_safe
@member_page
def archive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is worth keeping of a closed round, as one ZIP file."""
    assessment, _role = load_round(request, public_id, May.LEAD)
    snapshot = fetch_snapshot(assessment, None)
    if snapshot is None:
        messages.info(request, _("Arkivet finns när omgången är stängd."))
        return redirect("round", public_id)
    name = f"{_name(assessment.name)}-{snapshot.document['date']}.zip"
    return _send(make_archive(snapshot.document), "application/zip", name)


def _name(text: str) -> str:
    return slugify(text)[:60] or "samverkan"


def _send(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
