"""How long a collaboration is kept, everything that is stored of it, its archive and its end."""

import json
from functools import partial

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.core.access import collaboration_page, round_page
from assessments.core.editing import Mine, edit_form
from assessments.core.rules.permissions import May
from assessments.groups.forms import KeepingForm
from assessments.keeping.actions.keeping import delete_collaboration, keep_for
from assessments.keeping.archive import make_archive
from assessments.keeping.selectors import (
    UNREACHABLE_DAYS,
    WARNED_DAYS,
    fetch_everything,
    find_deletion_date,
)
from assessments.models import Assessment, Collaboration
from assessments.results.files.downloads import make_download, name_file
from assessments.results.selectors import fetch_snapshot
from samverkan.accounts.recent import ask_unless_recent


@collaboration_page(May.READ, post=May.OWN)
def keeping(request: HttpRequest, found: Collaboration) -> HttpResponse:
    def make(row: Collaboration, post: QueryDict | None, mine: Mine) -> KeepingForm:
        return KeepingForm(post, initial=mine, stored={"months": row.kept_months})

    def save(form: KeepingForm, seen: str | None) -> HttpResponse:
        keep_for(collaboration=found, seen=seen, **form.cleaned_data)
        messages.success(request, _("Sparat."))
        return redirect("keeping", found.public_id)

    context = {
        "collaboration": found,
        "delete_on": partial(find_deletion_date, found),
        "warned_days": WARNED_DAYS,
        "unreachable_days": UNREACHABLE_DAYS,
    }
    return edit_form(request, "keeping/keeping.html", context, found, make, save)


@collaboration_page(May.OWN)
def delete(request: HttpRequest, found: Collaboration) -> HttpResponse:
    if ask := ask_unless_recent(request):
        return ask
    if request.method != "POST":
        return render(request, "keeping/delete.html", {"collaboration": found})
    delete_collaboration(collaboration=found)
    messages.success(request, _("Samverkan är raderad, med alla omgångar, svar och resultat."))
    return redirect("mine")


@collaboration_page(May.OWN, require_safe)
def export(_request: HttpRequest, found: Collaboration) -> HttpResponse:
    text = json.dumps(fetch_everything(found), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return make_download(text.encode() + b"\n", "application/json", f"{name_file(found.name)}.json")


@round_page(May.LEAD, require_safe)
def archive(request: HttpRequest, found: Assessment) -> HttpResponse:
    snapshot = fetch_snapshot(found, None)
    if snapshot is None:
        messages.info(request, _("Arkivet finns när omgången är stängd."))
        return redirect("round", found.public_id)
    name = f"{name_file(found.name)}-{snapshot.document['date']}.zip"
    return make_download(make_archive(snapshot.document), "application/zip", name)
