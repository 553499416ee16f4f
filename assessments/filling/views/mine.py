"""What an account adds: the list of its diagnoses, claiming one, new links, and its own end."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.core.access import account_page, load_respondent, private_page
from assessments.filling.actions.diagnoses import (
    AlreadyClaimed,
    SharedWithOthers,
    claim_diagnosis,
    replace_links,
)
from assessments.filling.selectors.sheets import fetch_pinned_edition, fetch_respondent_by_hash
from assessments.groups.actions.accounts import delete_account
from assessments.groups.selectors import list_collaborations
from assessments.models import Respondent
from samverkan.accounts.recent import recent_only

CLAIM_KEY = "claim"
"""Where the session has the hash of the token of the diagnosis that is about to be claimed."""


@require_safe
@account_page
@private_page
def mine(request: HttpRequest) -> HttpResponse:
    """The collaborations that the account leads or sees, with their rounds."""
    assert request.user.is_authenticated
    context = {"listed": list_collaborations(request.user)}
    return render(request, "assessments/mine.html", context)


@require_POST
@private_page
def remember(request: HttpRequest, token: str) -> HttpResponse:
    """Remember which diagnosis is to be claimed while the visitor signs in.

    The token itself is in no address that is sent on, and not stored.
    """
    respondent = load_respondent(request, token)
    if fetch_pinned_edition(respondent).content.is_preview:
        raise Http404
    request.session[CLAIM_KEY] = respondent.token_sha256
    return redirect("claim")


@require_http_methods(["GET", "HEAD", "POST"])
@account_page
@private_page
def claim(request: HttpRequest) -> HttpResponse:
    """Ask whether to put the diagnosis on the account, and do it on POST.

    Each of the two buttons says what becomes of the links: there is no answer that is given.
    """
    respondent = fetch_respondent_by_hash(request.session.get(CLAIM_KEY, ""))
    if respondent is None:
        return redirect("mine")
    choice = request.POST.get("links")
    if choice in ("keep", "replace"):
        return _claim(request, respondent, keep_links=choice == "keep")
    context = {"assessment": respondent.assessment}
    status = 422 if request.method == "POST" else 200
    return render(request, "assessments/claim.html", context, status=status)


def _claim(request: HttpRequest, respondent: Respondent, *, keep_links: bool) -> HttpResponse:
    assert request.user.is_authenticated
    try:
        claim_diagnosis(respondent=respondent, user=request.user, keep_links=keep_links)
    except AlreadyClaimed:
        messages.error(request, _("Det här finns redan på ett konto. Ingenting har ändrats."))
    except SharedWithOthers:
        messages.error(request, _("Det här hör till en samverkan som fler delar. Därför kan den inte läggas på ett konto med länken. Ingenting har ändrats."))  # fmt: skip  # noqa: E501
    else:
        is_tool = respondent.assessment.tool_id is not None
        said = _("Verktyget finns nu på ditt konto.") if is_tool else _("Diagnosen finns nu bland dina diagnoser.")  # fmt: skip  # noqa: E501
        messages.success(request, said)
    del request.session[CLAIM_KEY]
    return redirect("mine")


@require_POST
@private_page
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """Make new links; those given out before stop working."""
    new = replace_links(respondent=load_respondent(request, token))
    messages.success(request, _("Här är nya länkar. De gamla fungerar inte längre. Spara svarslänken nu: den visas bara här."))  # fmt: skip  # noqa: E501
    return redirect("overview", token=new)


@require_http_methods(["GET", "HEAD", "POST"])
@recent_only
@private_page
def delete_own_account(request: HttpRequest) -> HttpResponse:
    """Delete the account, after the question what becomes of its diagnoses."""
    assert request.user.is_authenticated
    choice = request.POST.get("diagnoses")
    if choice in ("keep", "delete"):
        delete_account(user=request.user, keep_diagnoses=choice == "keep")
        logout(request)
        messages.success(request, _("Kontot är raderat."))
        return redirect("home")
    status = 422 if request.method == "POST" else 200
    return render(request, "assessments/delete_account.html", status=status)
