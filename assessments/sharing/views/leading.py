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
from assessments.sharing.selectors import fetch_sharing
from samverkan.merging import read_values


@collaboration_page(May.READ, post=May.OWN)
def sharing(request: HttpRequest, found: Collaboration) -> HttpResponse:
    def make(row: Sharing, post: QueryDict | None, mine: Mine) -> SharingForm:
        return SharingForm(post, initial=mine, stored=read_values(row, CONSENTS))

    def save(form: SharingForm, seen: str | None) -> HttpResponse:
        given = form.cleaned_data
        agree(collaboration=found, given=given, today=timezone.localdate(), seen=seen)
        messages.success(request, _("Sparat."))
        return redirect("sharing", found.public_id)

    row = fetch_sharing(found)
    context = {"collaboration": found, "sharing": row, "operator": settings.OPERATOR}
    return edit_form(request, "sharing/sharing.html", context, row, make, save)
