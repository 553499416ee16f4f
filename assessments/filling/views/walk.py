"""The walk: the pages of questions, saving answers, the preliminary place and the check page."""

import json
from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.core.access import RoundKind, load_respondent, load_sheet, private_page
from assessments.filling.actions.answers import RoundClosed, save_entries
from assessments.filling.fields import (
    Answers,
    Problems,
    build_field,
    build_groups,
    read_entries,
    save_page,
    say_conflict,
    say_refused,
)
from assessments.filling.selectors.sheets import (
    QUESTIONS_A_MINUTE,
    FilledSheet,
    fetch_pinned_edition,
    fetch_writer,
    find_instrument,
    is_used_by_others,
)
from assessments.instruments.entries import Entry, SaveStatus, make_seen
from assessments.instruments.instrument import Instrument, Question, ValueRefused
from assessments.instruments.walk import CHECK_PAGE, Asked, Walk
from assessments.methods.registry import METHODS
from assessments.methods.stages.instrument import build_answers
from assessments.methods.stages.walk import MARKERS_PAGE, StagesWalk
from assessments.models import Answered, Sheet
from assessments.results.report.report import Report, build_report
from assessments.results.rules.snapshot import build_snapshot
from assessments.tools.actions import say_done
from assessments.tools.selectors import fetch_known, fetch_last_turn
from model_content.explained import explain_words
from samverkan.models import User

UNPROCESSABLE = 422
"""The status of a check page on which something must be chosen first."""

DONE = "done"
"""What the button sends with which a party of a tool says that it is done."""

MOST_BYTES = 100_000
"""Bytes that one answer sent by the script may be; a comment of 5 000 characters fits."""


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def page(request: HttpRequest, token: str | UUID, slug: str) -> HttpResponse:
    """One page of questions; posting it saves the whole page."""
    sheet = load_sheet(request, token, RoundKind.ANY)
    found = sheet.walk.find_page(slug)
    if found is None:
        return _leave_to_others(request, sheet, token, slug)
    if request.method != "POST":
        return _render_page(request, sheet, token, slug, {})
    sheet, problems = _save_form(request, sheet, found.plan.fields)
    if problems:
        return _render_page(request, sheet, token, slug, problems, 409)
    return _go(request, sheet, token, slug, _find_way_on(sheet, slug))


def _leave_to_others(
    request: HttpRequest, sheet: FilledSheet, token: str | UUID, slug: str
) -> HttpResponse:
    """A page of a tool that is filled in on another sheet: of a party, or of all together.

    Whoever filled in together goes on with the parties' links, and what they wrote in an open tab
    is saved; a party, and the steering group, go to the first page of their own sheet.

    Raises:
        Http404: it is no page of the tool, or what was written could not be saved.
    """
    method = METHODS[sheet.assessment.instrument]
    found = method.plan(sheet.instrument, sheet.values, Asked()).find_page(slug)
    if found is None or not sheet.assessment.organisations:
        raise Http404("step")
    posts, party = request.method == "POST", sheet.respondent.organisation
    if posts and (party or _save_form(request, sheet, found.plan.fields)[1]):
        raise Http404
    if not party:
        said = _("Det ni skrev är sparat.") + " " if posts else ""
        messages.info(request, said + _("Den sidan fyller parterna nu i på egna blad."))
    if party or sheet.respondent.is_for_steering:
        return redirect("page", token=token, slug=sheet.walk.pages[0].slug)
    return redirect("parties", token=token)


@require_safe
@private_page
def preliminary(request: HttpRequest, token: str | UUID) -> HttpResponse:
    """Where the markers place the collaboration, before anything else has been answered."""
    sheet = load_sheet(request, token, RoundKind.ANY)
    if not _shows_place(sheet.walk):
        raise Http404
    assert isinstance(sheet.walk, StagesWalk)
    left = sheet.walk.statements_left
    context = {
        **_walk_context(sheet, token, MARKERS_PAGE),
        "report": compute_own(sheet, sheet.edition.marker_codes),
        "next_page": sheet.walk.find_page(sheet.walk.find_next(MARKERS_PAGE)),
        "left": left,
        "minutes": -(-left // QUESTIONS_A_MINUTE),
    }
    return render(request, "assessments/preliminary.html", context)


def _find_way_on(sheet: FilledSheet, slug: str) -> str:
    shows_place = _shows_place(sheet.walk) and slug == MARKERS_PAGE
    return "preliminary" if shows_place else sheet.walk.find_next(slug)


def _find_address(target: str, token: str | UUID) -> str:
    """Of a page of the walk, of the check page or of the preliminary place."""
    if target in ("preliminary", CHECK_PAGE):
        return reverse("check" if target == CHECK_PAGE else target, args=[token])
    return reverse("page", args=[token, target])


def _shows_place(walk: Walk) -> bool:
    """Where the markers give a place that this respondent may see before the result."""
    return isinstance(walk, StagesWalk) and walk.shows_place


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def check(request: HttpRequest, token: str | UUID) -> HttpResponse:
    """What is unanswered, the outlook, and the way to the result."""
    sheet = load_sheet(request, token, RoundKind.ANY)
    if request.method != "POST":
        return render_check(request, sheet, token, {})
    sheet, problems = save_check(request, sheet)
    if problems:
        return render_check(request, sheet, token, problems, 409)
    is_done = sheet.respondent.submitted_on and request.POST.get("go") == "overview"
    if is_done and find_excess(sheet):
        return render_check(request, sheet, token, {}, UNPROCESSABLE)
    if request.POST.get("go") == DONE and sheet.respondent.organisation:
        say_done(sheet=sheet.respondent)
    return _go(request, sheet, token, CHECK_PAGE, CHECK_PAGE)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def answers(request: HttpRequest, token: str | UUID) -> HttpResponse:
    """For the page's script: everything stored (GET), or one answer to save (POST)."""
    try:
        answer = _save_answer if request.method == "POST" else _give_answers
        return answer(request, token)
    except RoundClosed:
        message = _("Omgången är stängd. Dina svar som var inlämnade räknas. Det du ändrade nu är inte sparat.")  # fmt: skip  # noqa: E501
        return JsonResponse({"status": "closed", "message": message}, status=409)


def _give_answers(request: HttpRequest, token: str | UUID) -> JsonResponse:
    sheet = load_sheet(request, token, RoundKind.ANY)
    return JsonResponse({"fields": give_fields(sheet.answers), **_progress(sheet)})


def give_fields(answers: Answers) -> dict[str, dict[str, str]]:
    """Everything stored, with the marks that a page's script knows it by."""
    return {
        field: {"value": answer.value, "seen": make_seen(answer.value, answer.revision)}
        for field, answer in answers.items()
    }


def _save_answer(request: HttpRequest, token: str | UUID) -> JsonResponse:
    respondent = load_respondent(request, token, RoundKind.ANY, to_save=True)
    published = fetch_pinned_edition(respondent)
    instrument = find_instrument(respondent, published)

    def tell(stored: Answers, field: str) -> dict[str, Any]:
        sheet = FilledSheet(respondent, published, stored)
        pages = [page.slug for page in sheet.walk.pages if field in page.plan.fields]
        way_on = {"next": _find_address(_find_way_on(sheet, pages[0]), token)} if pages else {}
        return _progress(sheet) | way_on

    return save_one(request, respondent, instrument, tell)


def save_one(
    request: HttpRequest,
    sheet: Sheet,
    instrument: Instrument,
    tell_progress: Callable[[Answers, str], dict[str, Any]],
    user: User | None = None,
) -> JsonResponse:
    """Save the one answer that a page's script sends; `user` as for `save_entries`."""
    entry = _read_entry(request)
    if entry is None:
        return JsonResponse({"status": "refused"}, status=400)
    try:
        [saved], stored = save_entries(
            sheet=sheet, instrument=instrument, entries=[entry], user=user
        )
    except ValueRefused as refused:
        problem = say_refused(refused, entry.value)
        return JsonResponse({"status": "refused", "message": problem.message}, status=422)
    answer = {
        "status": saved.status,
        "value": saved.value,
        "seen": make_seen(saved.value, saved.revision),
        **tell_progress(stored, entry.field),
    }
    if saved.status == SaveStatus.CONFLICT:
        by = fetch_writer(sheet, entry.field) if user else ""
        problem = say_conflict(instrument, entry, saved, "" if user and by == user.email else by)
        answer |= {"message": problem.message, "theirs": problem.theirs}
        return JsonResponse(answer, status=409)
    return JsonResponse(answer)


def _read_entry(request: HttpRequest) -> Entry | None:
    if request.content_type != "application/json" or len(request.body) > MOST_BYTES:
        return None
    try:
        given = json.loads(request.body)
        field, value, seen, sent = (given[k] for k in ("field", "value", "seen", "sent"))
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    if not isinstance(sent, list):
        return None
    if not all(isinstance(text, str) for text in (field, value, seen, *sent)):
        return None
    return Entry(field, value, seen, tuple(sent), is_chosen=True)


def _progress(sheet: FilledSheet) -> dict[str, Any]:
    return {
        "saved": _say_when_saved(sheet),
        "answered": sheet.walk.answered,
        "total": sheet.walk.total,
        "pages": {p.slug: [p.answered, p.total] for p in sheet.walk.open_pages if p.total},
    }


def _say_when_saved(sheet: FilledSheet) -> str | None:
    """The time of today, or else the day, and of what keeps no times only that; None if nothing has
    been saved."""
    if sheet.last_saved is None:
        return None
    saved = timezone.localtime(sheet.last_saved)
    if saved.date() != timezone.localdate():
        return date_format(saved, "j F Y")
    return _("i dag") if sheet.keeps_only_days else date_format(saved, "TIME_FORMAT")


def list_marks(sheet: FilledSheet) -> tuple[Question, ...]:
    """What can be marked, also on the check page; only where several answer."""
    return sheet.instrument.marks if sheet.assessment.is_group else ()


def find_excess(sheet: FilledSheet) -> int:
    """How many more are marked than may be."""
    return max(0, _count_marked(sheet) - sheet.instrument.most_marks)


def _count_marked(sheet: FilledSheet) -> int:
    return sum(mark.code in sheet.values for mark in list_marks(sheet))


def save_check(request: HttpRequest, sheet: FilledSheet) -> tuple[FilledSheet, Problems]:
    """Save what can be saved of a posted check page; say what could not, and why."""
    fields = [field for group in sheet.instrument.last for field in group.fields]
    return _save_form(request, sheet, [*fields, *(mark.code for mark in list_marks(sheet))])


def _save_form(
    request: HttpRequest, sheet: FilledSheet, fields: Iterable[str]
) -> tuple[FilledSheet, Problems]:
    entries = read_entries(request.POST, fields)
    stored, problems = save_page(sheet.respondent, sheet.instrument, entries)
    return FilledSheet(sheet.respondent, sheet.published, stored), problems


def _go(
    request: HttpRequest, sheet: FilledSheet, token: str | UUID, slug: str, way_on: str
) -> HttpResponse:
    """Go where the pressed button says: on, back, to a page of the bar, or out."""
    target = request.POST.get("go", "stay")
    if target in ("overview", DONE):
        return redirect("overview", token=token)
    if target == "stay":
        target = slug
    elif target == "next":
        target = way_on
    elif target != CHECK_PAGE and sheet.walk.find_page(target) is None:
        target = slug
    return redirect(_find_address(target, token))


def _find_pages(sheet: FilledSheet) -> str:
    """Where the templates of the sheet's method are."""
    return METHODS[sheet.assessment.instrument].pages


def _walk_context(sheet: FilledSheet, token: str | UUID, slug: str) -> dict[str, Any]:
    return {
        "sheet": sheet,
        "walk": sheet.walk,
        "assessment": sheet.assessment,
        "token": token,
        "slug": slug,
        "saved": _say_when_saved(sheet),
        "position": _find_position(sheet, slug),
        "bar_length": len(sheet.walk.open_pages) + 1,
        "is_used": is_used_by_others(sheet.respondent),
    }


def _find_position(sheet: FilledSheet, slug: str) -> int | None:
    """Which page of the bar this is, from 1; None for a folded page."""
    slugs = [*(page.slug for page in sheet.walk.open_pages), CHECK_PAGE]
    return slugs.index(slug) + 1 if slug in slugs else None


def _render_page(
    request: HttpRequest,
    sheet: FilledSheet,
    token: str | UUID,
    slug: str,
    problems: Problems,
    status: int = 200,
) -> HttpResponse:
    shown = sheet.walk.find_page(slug)
    assert shown is not None
    marks = sheet.assessment.is_group
    groups = build_groups(shown.plan.groups, sheet.answers, problems, marks=marks)
    starred_here = sum(bool(view.mark.value) for view in groups if view.mark)
    context = {
        **_walk_context(sheet, token, slug),
        "page": shown,
        "groups": groups,
        "explained": explain_words(str(f.legend) for view in groups for f in view.questions),
        "problems": problems,
        "next_page": sheet.walk.find_page(sheet.walk.find_next(slug)),
        "way_on": _find_address(_find_way_on(sheet, slug), token),
        "previous_slug": sheet.walk.find_previous(slug),
        "most": sheet.instrument.most_marks,
        "starred_elsewhere": _count_marked(sheet) - starred_here,
    }
    if sheet.assessment.tool_id is not None:
        context["known"] = fetch_known(sheet.assessment, request.user)
        party, today = sheet.respondent.organisation, timezone.localdate()
        context["last_turn"] = fetch_last_turn(sheet.assessment, party, today)
    return render(request, f"{_find_pages(sheet)}/page.html", context, status=status)


def render_check(
    request: HttpRequest,
    sheet: FilledSheet,
    token: str | UUID,
    problems: Problems,
    status: int = 200,
) -> HttpResponse:
    """The check page, with what could not be saved of it, or must be chosen (422)."""
    marks = [build_field(mark, sheet.answers, problems) for mark in list_marks(sheet)]
    context = {
        **_walk_context(sheet, token, CHECK_PAGE),
        "missing": sheet.walk.find_missing(sheet.values),
        "groups": build_groups(sheet.instrument.last, sheet.answers, problems),
        "chosen": [mark for mark in marks if mark.value],
        "marks": marks,
        "others": [mark for mark in marks if not mark.value],
        "most": sheet.instrument.most_marks,
        "excess": find_excess(sheet),
        "is_refused": status == UNPROCESSABLE,
        "problems": problems,
        "previous_slug": sheet.walk.find_previous(CHECK_PAGE),
    }
    return render(request, f"{_find_pages(sheet)}/check.html", context, status=status)


def compute_own(sheet: FilledSheet, fields: Collection[str] | None = None) -> Report:
    """Of this respondent's answers alone, also where several answer; only these fields, or all."""
    assessment = sheet.assessment
    values = {f: v for f, v in sheet.values.items() if fields is None or f in fields}
    given = build_answers(
        sheet.edition,
        [values],
        name=assessment.name,
        scope=assessment.scope,
        day=timezone.localdate(),
        answered=Answered.ALONE,
        people=1,
    )
    published = sheet.published
    snapshot = build_snapshot(
        sheet.edition, given, revision=published.revision, sha256=published.sha256
    )
    report = build_report(snapshot, sheet.edition)
    report.is_own = assessment.is_group
    return report
