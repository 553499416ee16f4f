"""The page where those who lead say whether their collaboration is counted and found."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.core.access import collaboration_page
from assessments.core.editing import Mine, edit_form
from assessments.core.rules.permissions import May
from assessments.models import Collaboration, Sharing
from assessments.region.rules.apart import LEAST
from assessments.sharing.actions import agree
from assessments.sharing.forms import SharingForm
from assessments.sharing.rules import CONSENTS
from assessments.sharing.selectors import fetch_sharing, list_strong
from model_content.selectors.editions import fetch_edition
from samverkan.merging import read_values


@collaboration_page(May.READ, post=May.OWN)
def sharing(request: HttpRequest, found: Collaboration) -> HttpResponse:
    titles = {code: view.title for code, view in fetch_edition().content.aspect_by_code.items()}
    strong = {code: titles[code] for code in list_strong(found) if code in titles}

    def make(row: Sharing, post: QueryDict | None, mine: Mine) -> SharingForm:
        fields = (*CONSENTS, "good_at", *(["aspects"] if strong else ()))
        return SharingForm(post, initial=mine, stored=read_values(row, fields), strong=strong)

    def save(form: SharingForm, seen: str | None) -> HttpResponse:
        before = fetch_sharing(found)
        given, today = form.cleaned_data, timezone.localdate()
        agree(collaboration=found, given=given, today=today, seen=seen)
        messages.success(request, _tell_saved(before, fetch_sharing(found)))
        return redirect("sharing", found.public_id)

    row = fetch_sharing(found)
    context = {"collaboration": found, "sharing": row, "operator": settings.OPERATOR,
               "least": LEAST}  # fmt: skip
    return edit_form(request, "sharing/sharing.html", context, row, make, save)


def _tell_saved(before: Sharing, now: Sharing) -> str:
    said = [_("Sparat.")]
    if before.is_listed and not now.named:
        said.append(_("Ni syns inte längre i listan."))
    if before.counted and before.approved_on and not now.counted:
        said.append(_("Ni räknas inte längre med."))
    if now.waits_for_staff and (now.counted or now.named):
        if before.declined_on or before.unlisted_on:
            said.append(_("Skickat till personalen igen."))
        said.append(_("Det gäller när personalen har läst det. Då får ni ett mejl."))
    return " ".join(said)
