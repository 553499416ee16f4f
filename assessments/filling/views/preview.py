"""Looking at a draft of the content as its users will, with answers that are thrown away."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.core.access import load_respondent, private_page
from assessments.filling.actions.previews import end_preview, start_preview
from assessments.filling.selectors.sheets import fetch_pinned_edition
from assessments.methods.stages.walk import MARKERS_PAGE
from model_content.actions.previews import CannotPreview
from model_content.editor import previewing
from model_content.rights import EDIT
from model_content.selectors.drafts import find_original
from samverkan.models import User


@require_POST
def start(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show an edition as it is now on every page, and begin a walk through it."""
    if not (isinstance(request.user, User) and request.user.has_perm(EDIT)):
        raise PermissionDenied
    try:
        preview, token = start_preview(edition_id=edition_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except CannotPreview as refused:
        messages.error(request, _say_why(refused))
        return redirect("edition", edition_id)
    response = redirect("page", token=token, slug=MARKERS_PAGE)
    previewing.begin(request, response, edition_id=preview, token=token)
    return response


@require_POST
@private_page
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Throw a preview away, and go back to what it was made of."""
    respondent = load_respondent(request, token)
    preview = fetch_pinned_edition(respondent)
    if not preview.content.is_preview:
        raise Http404
    original = find_original(preview.id)
    end_preview(preview.id)
    messages.success(request, _("Förhandsgranskningen är avslutad och svaren är slängda."))
    # Where it has been deleted meanwhile, the list of editions is left.
    response = redirect("edition", original) if original else redirect("admin:index")
    previewing.end(request, response)
    return response


def _say_why(refused: CannotPreview) -> str:
    if not refused.places:
        return _("Utkastet har inga stadier. Lägg till minst ett för att kunna förhandsgranska.")
    places = ", ".join(refused.places)
    return _("Det finns inget att svara på i: %(places)s. Lägg till frågor där för att kunna förhandsgranska.") % {"places": places}  # fmt: skip  # noqa: E501
