"""The result, by the link to answer or by the link to read, and its files to download."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.core.access import RoundKind, load_readable, load_respondent, private_page
from assessments.core.rules.permissions import May, can
from assessments.filling.fields import read_entries, save_page
from assessments.filling.selectors.sheets import (
    FilledSheet,
    fetch_last_saved,
    fetch_pinned_edition,
    find_instrument,
)
from assessments.instruments.entries import was_seen
from assessments.methods.registry import METHODS
from assessments.methods.sheets.turns import is_joint_left
from assessments.methods.stages.aspects import ADDRESS
from assessments.models import Assessment, Snapshot
from assessments.results.actions import NothingFilledIn, TooManyResults, store_snapshot
from assessments.results.files.downloads import FILES, list_file_kinds, make_file
from assessments.results.files.language import answer_in
from assessments.results.report.report import Report
from assessments.results.rules.snapshot import read_instrument, read_language
from assessments.results.selectors import (
    fetch_report_to_read,
    fetch_shown,
    fetch_snapshot,
    fetch_snapshot_list,
    is_outdated,
    list_standings,
)
from assessments.rounds.selectors.rounds import fetch_collaboration
from assessments.sharing.selectors import fetch_known_aspects
from assessments.tools.rules import MOST_OFFERS, choose_offers, find_invited
from model_content.selectors.tools import list_offered
from samverkan.models import User


@require_POST
@private_page
def conclude(request: HttpRequest, token: str | UUID) -> HttpResponse:
    """Store the result as the answers are now, and show it."""
    respondent = load_respondent(request, token, RoundKind.SHARED)
    published = fetch_pinned_edition(respondent)
    instrument = find_instrument(respondent, published)
    last = [field for group in instrument.last for field in group.fields]
    entries = read_entries(request.POST, last)
    if not all(was_seen(entry.value, entry.seen) for entry in entries):
        _stored, problems = save_page(respondent, instrument, entries)
        if problems:
            messages.warning(request, next(iter(problems.values())).message)
            return redirect("check", token=token)
    try:
        snapshot = store_snapshot(respondent=respondent, published=published)
    except TooManyResults:
        messages.warning(request, _("Det har gjorts många resultat den senaste timmen, så det här är det senaste som är sparat. Svaren är sparade. Visa resultatet igen om en timme."))  # fmt: skip  # noqa: E501
        return redirect("result", token=token)
    except NothingFilledIn:
        messages.warning(request, _("Det finns inget resultat än, för inget är ifyllt. Svara på något och försök igen."))  # fmt: skip  # noqa: E501
        return redirect("check", token=token)
    return redirect("result_number", token=token, number=snapshot.number)


@require_safe
@private_page
def answering(request: HttpRequest, token: str | UUID, number: int | None = None) -> HttpResponse:
    """The result for those who may also change the answers."""
    respondent = load_respondent(request, token, RoundKind.SHARED)
    assessment = respondent.assessment
    snapshot = _find_snapshot(assessment, number)
    if snapshot is None:
        return redirect("check", token=token)
    last_saved = fetch_last_saved(respondent)
    context: dict[str, Any] = {"token": token, "last_saved": last_saved}
    context["walk_url"] = reverse("check", args=[token])
    if assessment.tool_id is not None:
        pages = FilledSheet(respondent, fetch_pinned_edition(respondent), {}).walk.pages
        context["walk_url"] = reverse("page", args=[token, pages[0].slug])
        context["is_joint_left"] = is_joint_left(snapshot.document["answers"]["sheets"])
    if isinstance(token, str) and not assessment.is_group:
        context["answer_link"] = request.build_absolute_uri(reverse("overview", args=[token]))
    addresses = ("result_number", "result_file", token)
    return render_result(request, assessment, snapshot, addresses, context)


@require_safe
@private_page
def answering_file(request: HttpRequest, token: str | UUID, number: int, name: str) -> HttpResponse:
    return send_file(load_respondent(request, token, RoundKind.SHARED).assessment, number, name)


@require_safe
@private_page
def reading(request: HttpRequest, token: str, number: int | None = None) -> HttpResponse:
    """The result for those who may only read."""
    assessment = load_readable(token)
    snapshot = _find_snapshot(assessment, number)
    if snapshot is None:
        return render(request, "assessments/no_result.html", {"assessment": assessment})
    addresses = ("read_number", "read_file", token)
    return render_result(request, assessment, snapshot, addresses, {})


@require_safe
@private_page
def reading_file(request: HttpRequest, token: str, number: int, name: str) -> HttpResponse:
    return send_file(load_readable(token), number, name)


def _find_snapshot(assessment: Assessment, number: int | None) -> Snapshot | None:
    """A result, or the newest, None if there is none yet."""
    snapshot = fetch_snapshot(assessment, number)
    if snapshot is None and number is not None:
        raise Http404
    return snapshot


def render_result(
    request: HttpRequest,
    assessment: Assessment,
    snapshot: Snapshot,
    addresses: tuple[str, str, str | UUID],
    context: dict[str, Any],
) -> HttpResponse:
    """The page of a result, in the result's own language. Two queries.

    Args:
        addresses: the names of those of a result and of a file of it, and what both begin with.
        context: what whoever opened it may do.
    """
    numbered, file, key = addresses
    history: list[dict[str, Any]] = [
        {"snapshot": each, "url": reverse(numbered, args=[key, each.number])}
        for each in fetch_snapshot_list(assessment)
    ]
    newest = history[0]

    def answer() -> HttpResponse:
        method = METHODS[read_instrument(snapshot.document)]
        if method.has_own_pages:
            report, edition = fetch_report_to_read(snapshot.document)
            shown: dict[str, Any] = {"report": report, "readable": edition.aspect_by_code}
            standings = list_standings([each["snapshot"] for each in history], report.edition)
            for each, standing in zip(history, standings, strict=True):
                each["standing"] = standing
            shown |= _list_offers(report)
        else:
            shown = {"shown": fetch_shown(snapshot.document)}
            shown["plan_url"] = _find_plan(request, assessment)
        shown |= {
            "files": list_files(file, key, snapshot),
            "history": history,
            "is_outdated": is_outdated([newest["snapshot"]], context.get("last_saved")),
            "result_id": snapshot.sha256,
            "snapshot": snapshot,
            "assessment": assessment,
            "newer": None if newest["snapshot"].number == snapshot.number else newest,
        }
        page = "assessments/result.html" if method.has_own_pages else f"{method.pages}/shown.html"
        return render(request, page, shown | context)

    return answer_in(read_language(snapshot.document), answer)


def _list_offers(report: Report) -> dict[str, Any]:
    """The tools that go on from a result: at an aspect to begin with, for the stage to come, and
    where there is no place."""
    tools = list_offered()
    stage = report.prepared_stage.code if report.prepared_stage else ""
    first = [tool for tool in tools if not report.is_placed and "initiativ" in tool.stages]
    answered = [group["name"] for took in report.took_part for group in took.groups]
    invited = find_invited(tools, answered)
    most = MOST_OFFERS - (invited is not None)
    stuck = [code for tool in tools if tool.anonymous for code in tool.aspects]
    low = [v for v in report.start_here if v.aspect.code in stuck and v.band == ADDRESS]
    aspects = [view.aspect.code for view in report.start_here]
    chosen = choose_offers(aspects, tools, most, is_stuck=bool(low or report.divided))
    done = {each["key"]: each for each in report.tools}
    return {
        "known_by": fetch_known_aspects() if aspects else (),
        "offers": [(code, tool, done.get(tool.key)) for code, tool in chosen],
        "invited": (invited, done.get(invited.key)) if invited else None,
        "prepared_by": next((tool for tool in tools if stage in tool.prepares), None),
        "first_tool": first[0] if first else None,
    }


def _find_plan(request: HttpRequest, assessment: Assessment) -> str:
    """Where a proposal is planned, for those who lead the collaboration. One query for members."""
    if not isinstance(request.user, User):
        return ""
    found = fetch_collaboration(assessment.collaboration.public_id, request.user)
    leads = found is not None and can(found.role, May.LEAD)
    return reverse("add_to_plan", args=[assessment.collaboration.public_id]) if leads else ""


def list_files(view: str, key: str | UUID, snapshot: Snapshot) -> dict[str, str]:
    """The addresses of a result's files, by what the pages call them; only those there are."""
    return {
        called: reverse(view, args=[key, snapshot.number, FILES[called]])
        for called in list_file_kinds(snapshot.document)
    }


def send_file(assessment: Assessment, number: int, name: str) -> HttpResponse:
    """A file of a result. Two queries.

    Raises:
        Http404: there is no such result, or no such file of it.
    """
    snapshot = fetch_snapshot(assessment, number)
    response = make_file(name, snapshot.document) if snapshot else None
    if response is None:
        raise Http404
    return response
