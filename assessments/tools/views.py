"""The tools: what there is, each with a page, begun alone or in a collaboration; the parties'
sheets and the steering group's link."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from assessments.core.access import (
    RoundKind,
    collaboration_page,
    get_user,
    load_respondent,
    load_sheet,
    private_page,
    reads_or_posts,
)
from assessments.core.editing import read_post, render_form
from assessments.core.labels import read_tool_words
from assessments.core.mails import send_text, write_text
from assessments.core.rules.permissions import May, can
from assessments.core.throttle import is_over_limit, refuse_party
from assessments.filling.selectors.sheets import (
    fetch_pinned_edition,
    fetch_sheet,
    fetch_sheets_of_tool,
)
from assessments.groups.forms import CollaborationForm
from assessments.methods.sheets.fields import ToolInstrument, find_first_page, list_progress
from assessments.methods.sheets.shown import ShownTool, show_own
from assessments.models import Assessment, Collaboration, Respondent
from assessments.results.files.downloads import make_download, name_file
from assessments.steering.actions import make_steering_link, revoke_steering_link
from assessments.steering.forms import MailForm
from assessments.steering.views.leading import mail_by_form, make_link_form, render_link
from assessments.tools import actions
from assessments.tools.files import fetch_form_pdf, make_unkept_pdf
from assessments.tools.forms import TAKEN, OwnSheetForm, PartiesForm
from assessments.tools.selectors import (
    PartyRow,
    fetch_new_turn,
    fetch_tool_sheet,
    find_token,
    list_parties,
    list_sheets,
)
from model_content.domain.tools import Tool
from model_content.selectors.editions import fetch_edition
from model_content.selectors.tools import (
    NoSuchTool,
    PublishedTool,
    fetch_tool,
    fetch_tool_revision,
    list_reading,
    list_tools,
)
from samverkan.submitted.form_tokens import read_submission


def _load(key: str) -> PublishedTool:
    try:
        return fetch_tool(key)
    except NoSuchTool:
        raise Http404("tool") from None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All tools: for whom, how long, from which source."""
    edition = fetch_edition().content
    tools = [each.content for each in list_tools()]
    context = {"tools": tools, "edition": edition, "pages": list_reading()}
    return render(request, "tools/index.html", context)


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    tool, edition = _load(key).content, fetch_edition().content
    context = {
        "tool": tool,
        "edition": edition,
        "pages": [page for page in list_reading() if key in page.tools],
    }
    return render(request, "tools/tool.html", context)


@require_safe
def form_pdf(request: HttpRequest, key: str) -> HttpResponse:
    """The empty form as a PDF file, to be filled in with a pen."""
    return make_download(fetch_form_pdf(_load(key)), "application/pdf", f"{key}.pdf")


@reads_or_posts
def start(request: HttpRequest, key: str) -> HttpResponse:
    """Name what it is about, and begin: no account is needed but for what a group does unnamed."""
    tool = _load(key)
    if tool.content.anonymous:
        return redirect("tool", key=key)
    form = CollaborationForm(read_post(request))
    context = {"tool": tool.content}
    if not (form.is_bound and form.is_valid()):
        return render_form(request, "tools/start.html", form, context)
    if is_over_limit(request, "create"):
        form.add_error(None, _("Det har skapats väldigt många diagnoser härifrån den senaste timmen. Det ni skrev finns kvar här. Försök igen om en stund."))  # fmt: skip  # noqa: E501
        return render_form(request, "tools/start.html", form, context, status=429)
    token = actions.start_sheet(
        tool=tool,
        edition=fetch_edition(),
        submission=read_submission(request),
        **form.cleaned_data,
    )
    return _begin(tool, token)


def _begin(tool: PublishedTool, token: str) -> HttpResponse:
    """To the first page, or to the question whether parties are to fill in each for itself."""
    if tool.content.by_party:
        return redirect("parties", token=token)
    return redirect("page", token=token, slug=find_first_page(tool.content))


@collaboration_page(May.READ, post=May.LEAD)
def of_collaboration(request: HttpRequest, found: Collaboration) -> HttpResponse:
    """The tools that a collaboration has begun, and those that it can begin."""
    if request.method == "POST":
        tool = _load(request.POST.get("tool", ""))
        if tool.content.anonymous:
            return redirect("iceberg", found.public_id)
        token = actions.start_sheet(
            tool=tool,
            edition=fetch_edition(),
            collaboration=found,
            submission=read_submission(request),
        )
        return _begin(tool, token)
    context = {
        "collaboration": found,
        "leads": can(found.role, May.LEAD),
        "sheets": list_sheets(found),
        "tools": [each.content for each in list_tools()],
    }
    return render(request, "tools/of_collaboration.html", context)


def _load_parties(
    request: HttpRequest, token: str | UUID, kind: RoundKind
) -> tuple[Respondent, Tool]:
    """The joint sheet of a tool that parties fill in each for itself."""
    respondent = load_respondent(request, token, kind)
    tool: Any = fetch_pinned_edition(respondent).content
    if respondent.assessment.tool_id is None or not tool.by_party:
        raise Http404
    return respondent, tool


@reads_or_posts
@private_page
def parties(request: HttpRequest, token: str | UUID) -> HttpResponse:
    """A link for each party, who has filled in, and more parties."""
    respondent, tool = _load_parties(request, token, RoundKind.ONE)
    assessment = respondent.assessment
    if party := request.POST.get("sure") or request.POST.get("remove"):
        return _remove_party(request, assessment, token, party)
    if "remind" in request.POST:
        return _remind(request, assessment, token, tool)
    there, new_turn = assessment.organisations, fetch_new_turn(assessment, timezone.localdate())
    listed = list_parties(assessment)
    unreached = _list_unreached(listed, new_turn)
    sides = {"parties": ("\n".join(unreached) if new_turn else "") if there else tool.sides}
    form = PartiesForm(read_post(request), there=there, counted=tool.counted, initial=sides)
    if form.is_bound and form.is_valid():
        named = form.cleaned_data["parties"]
        made = actions.add_parties(assessment=assessment, parties=named)
        messages.success(request, _say_added(is_made=bool(made), has_addresses=any(named.values())))
        return redirect("parties", token=token)
    sheet = fetch_sheet(respondent)
    assert isinstance(sheet.instrument, ToolInstrument)
    told = list_progress(sheet.instrument, fetch_sheets_of_tool(assessment))
    progress = {each.party: each for each in told}
    rows = [
        (row, request.build_absolute_uri(_link_own(tool, row.token)), progress.get(row.name))
        for row in listed
    ]
    own = [step.code for step in tool.steps if step.by_party]
    context = {
        "assessment": assessment,
        "tool": tool,
        "token": token,
        "rows": rows,
        "due": any(row.is_due for row in listed),
        "is_mailed": any(row.sheet.mailed_on for row in listed),
        "new_turn": new_turn,
        "unreached": unreached,
        "first": sheet.walk.pages[0].slug,
        "is_answered": any(field.startswith(f"{code}.") for code in own for field in sheet.values),
    }
    return render_form(request, "tools/parties.html", form, context)


def _list_unreached(rows: list[PartyRow], turn: date | None) -> list[str]:
    """Those who have something left to do and no address to mail it to."""
    return [row.name for row in rows if not row.sheet.email and not row.has_gone_through(turn)]


def _say_added(*, is_made: bool, has_addresses: bool) -> str:
    if is_made:
        return _("Länkarna är gjorda. De är inte skickade än.")
    if has_addresses:
        return _("Adresserna är sparade. Länkarna är inte mejlade än.")
    return _("Alla har redan en länk. Inget är ändrat.")


def _link_own(tool: Tool, token: str) -> str:
    """Where a sheet of one's own begins."""
    return reverse("page", args=[token, find_first_page(tool, own=True)])


def _remind(
    request: HttpRequest, assessment: Assessment, token: str | UUID, tool: Any
) -> HttpResponse:
    """Mail its link to each party that has an address and has not begun."""
    sent, left, refused = [], 0, ""
    is_owned, today = assessment.collaboration.owner_id is not None, timezone.localdate()
    rows, turn = list_parties(assessment), fetch_new_turn(assessment, today)
    last_on = {row.name: row.last_on for row in rows} if turn else {}
    for sheet in actions.claim_reminders(assessment=assessment, today=today):
        party = sheet.organisation
        said = refuse_party(request, sheet.pk, sheet.email, is_owned=is_owned) or ""
        if said or not _mail_party(request, assessment, sheet, tool, last_on.get(party)):
            actions.release_reminder(sheet=sheet)
            refused = said or _("Alla mejl gick inte iväg. Försök igen om en stund.")
            left += 1
        else:
            sent.append(party)
    if refused:
        count = _("%(sent)d skickade, %(left)d inte.") % {"sent": len(sent), "left": left}
        messages.error(request, f"{count} {refused}")
    else:
        messages.success(request, _say_mailed(sent, _list_unreached(rows, turn)))
    return redirect("parties", token=token)


def _say_mailed(sent: list[str], unreached: list[str]) -> str:
    told = _("Mejlat till: %(names)s.") if sent else _("Inget mejl är skickat.")
    if unreached:
        told += " " + _("Ingen adress till: %(unreached)s.")
    return told % {"names": ", ".join(sent), "unreached": ", ".join(unreached)}


def _mail_party(
    request: HttpRequest, assessment: Assessment, sheet: Respondent, tool: Any, last: date | None
) -> bool:
    """Mail a party its link; `last` is the day of its answers, if a new turn may begin."""
    link = _link_own(tool, find_token(sheet.pk, sheet.token_sha256 or ""))
    with override(assessment.language):
        given = {"assessment": assessment, "party": sheet.organisation, "tool": tool, "last": last}
        text = write_text("tools/party_mail.txt", link=request.build_absolute_uri(link), **given)
        subject = _("Fyll i %(tool)s inför att ni ses") % {"tool": tool.title}
    return send_text(subject, text, [sheet.email], what="a link to a party's sheet")


@reads_or_posts
@private_page
def own_sheet(request: HttpRequest, token: str | UUID) -> HttpResponse:
    """Somebody who answers for themselves is given a sheet of their own, and begins on it."""
    respondent, tool = _load_parties(request, token, RoundKind.SHARED)
    assessment = respondent.assessment
    if not tool.counted:
        raise Http404
    form = OwnSheetForm(read_post(request), there=assessment.organisations)
    if form.is_bound and form.is_valid():
        own = actions.add_parties(
            assessment=assessment,
            parties={form.cleaned_data["name"]: ""},
            submission=read_submission(request),
        )
        if own:
            return redirect(_link_own(tool, own))
        form.add_error("name", TAKEN)
    steps = ", ".join(step.title for step in tool.steps if step.by_party)
    context = {"assessment": assessment, "tool": tool, "token": token, "steps": steps}
    return render_form(request, "tools/own_sheet.html", form, context)


@require_safe
@private_page
def own_page(request: HttpRequest, token: str | UUID, *, as_file: bool = False) -> HttpResponse:
    """What a party has answered, to print and bring: nothing of the others."""
    sheet = load_sheet(request, token, RoundKind.ANY)
    party, tool = sheet.respondent.organisation, sheet.instrument
    if not (party and isinstance(tool, ToolInstrument)):
        raise Http404
    shown = ShownTool(
        title=_("Det du har svarat") if tool.tool.counted else _("Det vi har svarat"),
        tool=f"{tool.title} · {sheet.assessment.name}",
        name=party,
        scope=sheet.assessment.scope,
        day=timezone.localdate(),
        edition=tool.tool.code,
        blocks=show_own(tool.tool, read_tool_words(), sheet.values),
    )
    if as_file:
        pdf = make_unkept_pdf("tools/print.html", {"shown": shown})
        return make_download(pdf, "application/pdf", f"{name_file(party)}-{tool.key}.pdf")
    return render(request, "tools/own_page.html", {"shown": shown, "token": token})


def _remove_party(
    request: HttpRequest, assessment: Assessment, token: str | UUID, party: str
) -> HttpResponse:
    """Take a party's sheet away; what it has filled in only after a question."""
    row = next((row for row in list_parties(assessment) if row.name == party), None)
    if row and row.answered and "sure" not in request.POST:
        context = {"assessment": assessment, "token": token, "row": row}
        return render(request, "tools/remove_party.html", context)
    actions.remove_party(assessment=assessment, party=party)
    messages.success(request, _("Bladet är borttaget."))
    return redirect("parties", token=token)


# The steering group's link, for those who lead ----------------------------------------------------


@collaboration_page(May.LEAD)
def link(request: HttpRequest, found: Collaboration, sheet: UUID) -> HttpResponse:
    """The link with its last day; on POST a new one, or it is mailed, or taken back."""
    assessment = fetch_tool_sheet(found, sheet)
    if assessment is None or _load_tool(assessment).anonymous:
        raise Http404
    go = request.POST.get("go", "")
    if go == "mail":
        return _mail(request, assessment)
    form = make_link_form(request if go != "revoke" else None)
    if go == "revoke":
        revoke_steering_link(assessment=assessment)
        messages.success(request, _("Länken fungerar inte längre."))
    elif form.is_bound and form.is_valid():
        make_steering_link(assessment=assessment, **form.cleaned_data)
        messages.success(request, _("Här är länken till styrgruppen."))
    else:
        return _render_link(request, assessment, form=form)
    return redirect("sheet_link", found.public_id, sheet)


def _mail(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    def write(form: MailForm, address: str) -> str:
        given = {"assessment": assessment, "tool": _load_tool(assessment), "link": address}
        said = {"leader": get_user(request).email, "message": form.cleaned_data["message"]}
        return write_text("tools/steering_mail.txt", **given, **said)

    with override(assessment.language):
        subject = _("Till styrgruppen: fyll i %(tool)s") % {"tool": _load_tool(assessment).title}
    here = reverse("sheet_link", args=[assessment.collaboration.public_id, assessment.public_id])
    render_link = partial(_render_link, request, assessment)
    return mail_by_form(request, assessment, subject, write, render_link, here)


def _load_tool(assessment: Assessment) -> Tool:
    assert assessment.tool_id is not None
    return fetch_tool_revision(assessment.tool_id).content


def _render_link(
    request: HttpRequest, assessment: Assessment, status: int | None = None, **forms: Any
) -> HttpResponse:
    context = {"collaboration": assessment.collaboration, "tool": _load_tool(assessment)}
    return render_link(request, assessment, "tools/steering_link.html", context, forms, status)
