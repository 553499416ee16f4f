"""Looking at a draft of the content as its users will, with answers that are thrown away."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.core.access import load_respondent, private_page
from assessments.core.labels import read_tool_words
from assessments.filling.actions.previews import end_preview, start_preview
from assessments.filling.fields import build_groups
from assessments.filling.selectors.sheets import fetch_pinned_edition
from assessments.instruments.walk import Asked
from assessments.methods.sheets.fields import build_tool, plan_tool
from assessments.methods.stages.walk import MARKERS_PAGE
from model_content.actions.previews import CannotPreview
from model_content.domain.content import SOURCE_LANGUAGE
from model_content.domain.tools import localise_tool, parse_tool
from model_content.editor import previewing
from model_content.rights import EDIT
from model_content.selectors.drafts import find_edition, find_original
from model_content.selectors.editions import fetch_edition, fetch_export
from model_content.views import show_page_draft
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


@require_safe
def show_tool(request: HttpRequest, edition_id: int) -> HttpResponse:
    """The pages of a tool as it is now, or a page to read: nothing can be sent from them."""
    if not (isinstance(request.user, User) and request.user.has_perm(EDIT)):
        raise PermissionDenied
    edition = find_edition(edition_id)
    if edition is None or not edition.tool:
        raise Http404
    if edition.is_page:
        return show_page_draft(request, edition)
    document = parse_tool(fetch_export(edition))
    tool = localise_tool(document, get_language() or SOURCE_LANGUAGE)
    walk = plan_tool(build_tool(tool, read_tool_words()), {}, Asked())
    pages = [(page.plan, build_groups(page.plan.groups, {}, {})) for page in walk.pages]
    context = {
        "draft": edition,
        "edition": fetch_edition().content,
        "tool": tool,
        "pages": pages,
        "known": {},
    }
    return render(request, "tools/preview.html", context)


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
