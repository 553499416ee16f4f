"""The files of a plan: for calendars, for spreadsheets, and the time for the next round.

The only import of icalendar and XlsxWriter. An action's entry in a calendar keeps its identity, so
that a file read in again changes it instead of adding another. What is over or removed, or has no
day any longer, stays in the file as cancelled (RFC 5545, 3.8.1.11): left out, it would stay in
calendars.
"""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from assessments.core.labels import ACTION_STATUS_LABELS
from assessments.models import Collaboration, RemovedAction
from assessments.plan.rules import PlanItem, choose_calendar_day
from assessments.plan.selectors import PlanSheet
from assessments.results.files.downloads import make_download, name_file
from assessments.results.files.tables import write_table
from samverkan.texts import clean_line, clean_text

Cell = str | date | None

UID_DOMAIN: Final = "samverkanskollen"
"""What the identities of calendar entries end with; the site's address may change."""

WIDTHS: Final = (60, 25, 14, 30, 25, 14, 14, 14, 25, 30)
"""Widths of the spreadsheet's columns, in characters."""

TYPES: Final = {
    "ics": "text/calendar; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def make_plan_file(
    name: str, collaboration: Collaboration, sheet: PlanSheet, now: datetime
) -> HttpResponse | None:
    """Make the named file of a plan, None if there is no such file."""
    maker = _MAKERS.get(name)
    content = maker(collaboration, sheet, now) if maker else None
    if content is None:
        return None
    ending = name.rpartition(".")[2]
    what = "nasta-omgang" if name == NEXT_ROUND else "handlingsplan"
    filename = f"{name_file(collaboration.name)}-{what}-{timezone.localdate(now)}.{ending}"
    return make_download(content, TYPES[ending], filename)


# Calendars ----------------------------------------------------------------------------------------


def make_calendar(collaboration: Collaboration, sheet: PlanSheet, now: datetime) -> bytes | None:
    """The plan as whole days, each the last on which something should be done.

    None if there is nothing to put in a calendar: a file must hold something.
    """
    if not sheet.is_in_calendars:
        return None
    return _write_calendar(
        *(_make_event(collaboration, item, now) for item in sheet.plan.in_calendar),
        *(_make_removed_event(collaboration, removed, now) for removed in sheet.removed),
    )


def make_next_round(collaboration: Collaboration, sheet: PlanSheet, now: datetime) -> bytes | None:
    """A day in the month that is suggested for the next round, None if none is."""
    if sheet.next_month is None:
        return None
    event = _start_event(
        f"omgang-{collaboration.public_id}",
        choose_calendar_day(sheet.next_month, timezone.localdate(now)),
        now,
    )
    event.add("summary", _("Dags för nästa omgång i Samverkanskollen"))
    event.add("description", clean_line(collaboration.name))
    return _write_calendar(event)


def _write_calendar(*events: Event) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//Samverkanskollen//{get_language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _start_event(identity: str, day: date, now: datetime, revision: int | None = None) -> Event:
    event = Event()
    event.add("uid", f"{identity}@{UID_DOMAIN}")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", min(day, date.max - timedelta(days=1)) + timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # the day is not taken up
    if revision is not None:
        event.add("sequence", revision)
    return event


def _make_removed_event(
    collaboration: Collaboration, removed: RemovedAction, now: datetime
) -> Event:
    event = _start_event(f"atgard-{removed.pk}", removed.day, now, removed.revision)
    event.add("status", "CANCELLED")
    event.add("summary", _("Borttagen ur planen"))
    event.add("description", clean_line(collaboration.name))
    return event


def _make_event(collaboration: Collaboration, item: PlanItem, now: datetime) -> Event:
    action = item.action
    day = action.due_on or item.done_on or timezone.localdate(now)
    event = _start_event(f"atgard-{item.id}", day, now, item.revision)
    is_over = action.status.is_over
    event.add("status", "CANCELLED" if is_over or action.due_on is None else "CONFIRMED")
    status = f"{ACTION_STATUS_LABELS[action.status]}: " if is_over else ""
    event.add("summary", clean_line(status + action.what))
    said = [
        collaboration.name,
        _("Ansvarig: %(who)s") % {"who": action.who} if action.who else "",
        _("Gäller %(aspect)s") % {"aspect": item.aspect_title} if item.aspect_title else "",
    ]
    event.add("description", clean_text("\n".join(line for line in said if line)))
    return event


# Spreadsheets -------------------------------------------------------------------------------------


def _list_rows(sheet: PlanSheet) -> list[list[Cell]]:
    """The whole plan, its headings first, in the order of the page."""
    heads: list[Cell] = [
        _("Åtgärd"), _("Ansvarig"), _("Klart senast"), _("Aspekt"), _("Omgång"), _("Läge"),
        _("Klar den"),
    ]  # fmt: skip
    late = {item.id for item in sheet.plan.overdue}
    rows = [heads, *(_make_row(item, item.id in late) for item in sheet.plan.items)]
    actions = [item.action for item in sheet.plan.items]
    if any(action.for_steering or action.cost for action in actions):
        more = [(_("Styrgruppen beslutar"), _("Kostnad"))]
        more += [(_("ja") if each.for_steering else "", each.cost) for each in actions]
        for row, cells in zip(rows, more, strict=True):
            row += cells
    origins = [item.origin.title if item.origin else "" for item in sheet.plan.items]
    if any(origins):
        for row, title in zip(rows, [_("Från verktyget"), *origins], strict=True):
            row.append(title)
    return rows


def _make_row(item: PlanItem, is_late: bool) -> list[Cell]:
    action = item.action
    status = str(ACTION_STATUS_LABELS[action.status])
    return [
        action.what, action.who, action.due_on, item.aspect_title, item.round_title,
        _("%(status)s, försenad") % {"status": status} if is_late else status,
        item.done_on,
    ]  # fmt: skip


def make_workbook(collaboration: Collaboration, sheet: PlanSheet, now: datetime) -> bytes:
    """The plan as a workbook with dates as dates; no text is taken for a formula or a link."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": _("Handlingsplan"), "created": now.replace(tzinfo=None)})
    page = book.add_worksheet(_("Handlingsplan"))
    head, text = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    for number, row in enumerate(_list_rows(sheet)):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(number, column, cell, day)
            elif cell:
                page.write_string(number, column, clean_text(cell), text if number else head)
    page.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


NEXT_ROUND: Final = "next_round.ics"

_MAKERS: dict[str, Callable[[Collaboration, PlanSheet, datetime], bytes | None]] = {
    "plan.ics": make_calendar,
    "plan.xlsx": make_workbook,
    # A table that Swedish spreadsheet programs open as it is.
    "plan.csv": lambda _collaboration, sheet, _now: write_table(_list_rows(sheet)),
    NEXT_ROUND: make_next_round,
}
