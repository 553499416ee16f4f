"""A group's meeting: its result one thing at a time, what it says and decides to do."""

from dataclasses import replace
from operator import attrgetter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from assessments.core.access import get_user, round_page
from assessments.core.editing import read_post
from assessments.core.rules.lifecycle import ChangeRefused
from assessments.core.rules.permissions import May, can
from assessments.filling.fields import (
    SEEN_PREFIX,
    Answers,
    Problems,
    build_field,
    read_entries,
    save_page,
)
from assessments.filling.views.walk import give_fields, save_one
from assessments.iceberg.views.screen import describe
from assessments.instruments.entries import Entry
from assessments.meeting.actions import store_meeting_report
from assessments.meeting.forms import check_rows, list_rows, sort_rows
from assessments.meeting.minutes import MAKERS
from assessments.meeting.rules.agenda import MOST_TOPICS, PLACEMENT, AgendaPage, write_choice
from assessments.meeting.rules.meeting import needs_reason
from assessments.meeting.selectors import (
    MeetingSheet,
    fetch_decided,
    fetch_meeting,
    fetch_vote,
    find_change_since,
    make_joint_sheet,
)
from assessments.meeting.views.votes import describe_open
from assessments.methods.stages.instrument import (
    AGENDA,
    DISSENT,
    JOINT_REASON,
    JOINT_STAGE,
    OBSTACLES,
    PRESENT,
)
from assessments.models import Assessment, PlannedAction
from assessments.plan.actions import add_action, remove_action
from assessments.plan.forms import ActionForm
from assessments.plan.views import edit_action
from assessments.results.files.downloads import TYPES, make_download, name_file
from assessments.results.report.group import count_most, pair_questions
from assessments.rounds.selectors.rounds import is_number
from assessments.tools.rules import choose_offers
from assessments.tools.selectors import fetch_done
from model_content.selectors.tools import list_offered
from samverkan.submitted.form_tokens import read_submission
from samverkan.submitted.unsaved import Why, answer_unsaved, has_texts

_FIELDS = {
    JOINT_STAGE: "stage", JOINT_REASON: "reason", PRESENT: "present", DISSENT: "dissent",
    OBSTACLES: "obstacles",
}  # fmt: skip
"""What the templates call the fields; any other is a note."""

ACTION = "atgard-"
"""Before the id of an action: where the button that changes it goes."""


@round_page(May.READ, post=May.LEAD)
def meeting(request: HttpRequest, found: Assessment, slug: str = PLACEMENT) -> HttpResponse:
    """One page of the meeting; posting it saves what is written there, then goes on."""
    sheet = fetch_meeting(found, with_tools=True)
    if sheet is None:
        return _send_to_round(request, found)
    page = sheet.agenda.find(slug)
    if page is None:
        raise Http404
    if request.method == "POST":
        try:
            return _take(request, sheet, page)
        except ChangeRefused:  # reopened at this moment
            return _send_to_round(request, found)
    return _render_page(request, sheet, page, can_write=can(found.role, May.LEAD))


@round_page(May.READ, post=May.LEAD)
def answers(request: HttpRequest, found: Assessment) -> HttpResponse:
    """For the page's script: everything stored (GET), or one field to save (POST)."""
    sheet = fetch_meeting(found)
    if sheet is None:
        return _refuse_closed()
    if request.method != "POST":
        return JsonResponse({"fields": give_fields(sheet.answers), **_tell_saved(sheet.answers)})
    joint = make_joint_sheet(found)
    try:
        return save_one(request, joint, sheet.instrument, _tell_saved, get_user(request))
    except ChangeRefused:  # reopened at this moment
        return _refuse_closed()


def _refuse_closed() -> JsonResponse:
    message = _("Omgången är öppnad igen. Det ni skrev nu är inte sparat.")
    return JsonResponse({"status": "closed", "message": message}, status=409)


def _tell_saved(answers: Answers, _field: str = "") -> dict[str, str]:
    last = max((answer.saved_at for answer in answers.values()), default=None)
    return {"saved": date_format(timezone.localtime(last), "TIME_FORMAT")} if last else {}


@round_page(May.READ, require_safe)
def minutes(request: HttpRequest, found: Assessment, ending: str) -> HttpResponse:
    """The minutes as they are now, in the round's language: `txt` to read and copy, or `docx`;
    the result's pictures and the topics: `pptx`.
    """
    sheet = fetch_meeting(found)
    if sheet is None or ending not in MAKERS:
        raise Http404
    with override(found.language):
        what = _("bilder") if ending == "pptx" else _("anteckningar")
        name = f"{name_file(found.name)}-{what}-{timezone.localdate()}.{ending}"
        content = MAKERS[ending](sheet)
    return make_download(content, TYPES[ending], name, is_saved=ending != "txt")


@round_page(May.LEAD)
def topics(request: HttpRequest, found: Assessment) -> HttpResponse:
    """Choose what to talk about at the meeting, in which order, and for how long."""
    sheet = fetch_meeting(found)
    if sheet is None:
        return _send_to_round(request, found)
    post = read_post(request)
    rows = list_rows(sheet.agenda, post)
    problem = check_rows(rows) if post is not None else ""
    if post is not None and not problem:
        value = write_choice((row.page.slug, row.minutes) for row in sort_rows(rows))
        entry = Entry(AGENDA, value, post.get(SEEN_PREFIX + AGENDA, ""))
        try:
            _stored, problems = save_page(
                make_joint_sheet(found), sheet.instrument, [entry], user=get_user(request)
            )
        except ChangeRefused:
            return _send_to_round(request, found)
        if not problems:
            messages.success(request, _("Ämnena är valda."))
            return redirect("meeting", found.public_id)
        problem = _("Någon annan har valt ämnen medan ni hade sidan öppen. Se vad som gäller på mötets första sida, och välj igen om det är fel.")  # fmt: skip  # noqa: E501
    context = {
        "round": found,
        "rows": rows,
        "problem": problem,
        "most": MOST_TOPICS,
        "field": build_field(sheet.instrument.questions[AGENDA], sheet.answers, {}),
    }
    return render(request, "meeting/topics.html", context, status=422 if problem else 200)


@round_page(May.LEAD)
def action(request: HttpRequest, found: Assessment, action: int) -> HttpResponse:
    """Change something that was decided at the meeting, or take it away."""
    sheet = fetch_meeting(found, with_tools=True)
    if sheet is None:
        return _send_to_round(request, found)
    planned = fetch_decided(found, action)
    if planned is None:
        raise Http404
    planned.collaboration = found.collaboration
    came_from = sheet.agenda.find(request.GET.get("fran", ""))
    back = _address(found, (came_from or sheet.agenda.find_page_of(planned.aspect)).slug)
    if "remove" in request.POST:
        remove_action(
            action_id=planned.pk, collaboration=found.collaboration, today=timezone.localdate()
        )
        messages.success(request, _("Åtgärden är borttagen."))
        return redirect(back)
    return edit_action(
        request,
        planned,
        sheet.edition,
        "meeting/action.html",
        {"round": found, "back": back},
        lambda _changed: redirect(back),
        asks_status=False,
    )


def _send_to_round(request: HttpRequest, found: Assessment) -> HttpResponse:
    if has_texts(request):
        return answer_unsaved(request, Why.CHANGED)
    messages.info(request, _("Mötet hålls när omgången har stängt: då finns ett resultat."))
    return redirect("round", public_id=found.public_id)


def _address(found: Assessment, slug: str) -> str:
    if slug == PLACEMENT:
        return reverse("meeting", args=[found.public_id])
    return reverse("meeting_subject", args=[found.public_id, slug])


# What is posted -----------------------------------------------------------------------------------


def _take(request: HttpRequest, sheet: MeetingSheet, page: AgendaPage) -> HttpResponse:
    stored, problems = save_page(
        make_joint_sheet(sheet.assessment),
        sheet.instrument,
        read_entries(request.POST, page.fields),
        user=get_user(request),
    )
    sheet = replace(sheet, answers=stored)
    form = _make_new_form(request, sheet, page)
    if problems or not form.is_valid():
        status = 409 if problems else 422
        return _render_page(request, sheet, page, problems, form, status)
    if form.has_changed():
        done = sheet.find_tool(page)
        add_action(
            from_tool_id=done and done.assessment,
            collaboration=sheet.assessment.collaboration,
            assessment=sheet.assessment,
            today=timezone.localdate(),
            submission=read_submission(request),
            **form.fields_of_action,
        )
    return _go(request, sheet, page)


def _go(request: HttpRequest, sheet: MeetingSheet, page: AgendaPage) -> HttpResponse:
    target = request.POST.get("go", "")
    if target == "report":
        store_meeting_report(assessment=sheet.assessment, today=timezone.localdate())
        messages.success(request, _("Rapporten är gjord på nytt, med det ni bestämde på mötet."))
        return redirect("round_result", public_id=sheet.assessment.public_id)
    number = target.removeprefix(ACTION)
    if target.startswith(ACTION) and is_number(number):
        address = reverse("meeting_action", args=[sheet.assessment.public_id, int(number)])
        return redirect(f"{address}?fran={page.slug}")
    found = sheet.agenda.find(target) or page
    return redirect(_address(sheet.assessment, found.slug))


# What is shown ------------------------------------------------------------------------------------


def _make_new_form(request: HttpRequest, sheet: MeetingSheet, page: AgendaPage) -> ActionForm:
    """The form of one more action; left empty it adds none."""
    return ActionForm(
        read_post(request),
        edition=sheet.edition,
        today=timezone.localdate(),
        aspect=page.aspect,
        prefix="new",
        empty_permitted=True,
        use_required_attribute=False,
    )


def _render_page(
    request: HttpRequest,
    sheet: MeetingSheet,
    page: AgendaPage,
    problems: Problems | None = None,
    form: ActionForm | None = None,
    status: int = 200,
    *,
    can_write: bool = True,
) -> HttpResponse:
    agenda, report = sheet.agenda, sheet.report
    computed = {stage.code for stage in report.places}
    stage, reason = (sheet.values.get(field, "") for field in (JOINT_STAGE, JOINT_REASON))
    context = {
        "sheet": sheet,
        "round": sheet.assessment,
        "report": report,
        "agenda": agenda,
        "page": page,
        "subject": page.subject,
        "position": agenda.count_to(page),
        "before": agenda.before(page),
        "after": agenda.after(page),
        "can_write": can_write,
        "problems": problems,
        "fields": {
            _FIELDS.get(field, "note"): build_field(
                sheet.instrument.questions[field], sheet.answers, problems or {}
            )
            for field in page.fields
        },
        "joint_stage": sheet.edition.stage_by_code.get(stage),
        "joint_reason": reason,
        "asks_why": needs_reason(stage, reason, computed),
        "actions": [
            (planned, _name_aspect(sheet, planned))
            for planned in sorted(sheet.list_actions(page), key=attrgetter("for_steering"))
        ],
        "form": form or _make_new_form(request, sheet, page),
        "last_saved": max((a.saved_at for a in sheet.answers.values()), default=None),
        "answers_url": reverse("meeting_answers", args=[sheet.assessment.public_id]),
    }
    if page.subject:
        vote = fetch_vote(sheet.assessment, page.slug)
        counts = vote.result["counts"] if vote and vote.result else {}
        context["vote"] = vote
        context["pairs"] = pairs = pair_questions(page.subject.questions, counts)
        context["most"] = count_most(question for pair in pairs for question in pair)
        if vote and vote.result is None:
            context |= describe_open(request, vote)
        offers = choose_offers([page.aspect], list_offered())
        context["offer"] = offers[0][1] if offers else None
    if done := sheet.find_tool(page):
        context["assessment"], context["shown"] = fetch_done(done)
        where = sheet.assessment.collaboration.public_id
        context["plan_url"] = reverse("add_to_plan", args=[where]) if can_write else ""
    if page.is_iceberg:
        context |= describe(request, sheet.assessment.collaboration, leads=can_write)
    if page.is_summary:
        context["notes"] = _list_notes(sheet)
        context["is_behind"] = find_change_since(sheet.assessment, sheet.snapshot)
    return render(request, "meeting/page.html", context, status=status)


def _name_aspect(sheet: MeetingSheet, planned: PlannedAction) -> str:
    aspect = sheet.edition.aspect_by_code.get(planned.aspect)
    return aspect.title if aspect else ""


def _list_notes(sheet: MeetingSheet) -> list[tuple[str, str]]:
    """What has been said of aspects, each with its title, in content order."""
    titles = {f"note.{code}": aspect.title for code, aspect in sheet.edition.aspect_by_code.items()}
    return [(title, sheet.values[f]) for f, title in titles.items() if f in sheet.values]
