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
        given = form.cleaned_data
        agree(collaboration=found, given=given, today=timezone.localdate(), seen=seen)
        waits = fetch_sharing(found).waits_for_staff and (given["counted"] or given["named"])
        said = _("Sparat. Det gäller när personalen har läst det. Då får ni ett mejl.")
        messages.success(request, said if waits else _("Sparat."))
        return redirect("sharing", found.public_id)

    row = fetch_sharing(found)
    context = {"collaboration": found, "sharing": row, "operator": settings.OPERATOR}
    return edit_form(request, "sharing/sharing.html", context, row, make, save)
