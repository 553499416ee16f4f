"""The forms of the steering group's page and of its link."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from assessments.core.forms import LaidOutForm
from assessments.groups.rules.addresses import read_addresses
from assessments.instruments.instrument import MAX_TEXT
from assessments.meeting.rules.meeting import Outcome
from assessments.methods.stages.answers import MAX_NAME, MAX_SCOPE
from assessments.models import Decision, PlannedAction
from assessments.steering.rules import read_decided, read_proposal
from assessments.templatetags.report_tags import after_that
from samverkan.forms import (
    DayField,
    EmailField,
    LineField,
    RadioField,
    TextField,
    refuse_web_address,
)
from samverkan.mail import can_be_mailed
from samverkan.texts import fold_invisible

LINK_DAYS: Final = 60
"""Days that a link works unless its maker says otherwise."""

MOST_MAILED: Final = 20
"""The most addresses that the link may be mailed to at a time."""

MOST_LINK_DAYS: Final = 365
"""The most days that a link may be made for."""


class _SteeringForm(LaidOutForm):
    """A form of a page that may have several: the ids of its fields begin with its own name."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{type(self).__name__.lower()}-%s"
        self.today = today


class SteeringLinkForm(_SteeringForm):
    expires_on = DayField(
        label=_("Länken gäller till och med"),
        required_message=_("Välj den sista dagen som länken ska gälla."),
    )

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        if day < self.today:
            raise forms.ValidationError(_("Den dagen har redan varit. Välj en senare dag."))
        if day > self.today + timedelta(days=MOST_LINK_DAYS):
            raise forms.ValidationError(_("Välj en dag inom ett år."))
        return day


class MailForm(_SteeringForm):
    """Whom the link is mailed to, with some words of the leader's own; no address is stored."""

    addresses = TextField(
        label=_("E-postadresser"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("Högst 20. De raderas när mejlet har gått."),
        error_messages={"required": _("Skriv minst en e-postadress.")},
    )
    message = TextField(
        label=_("Några ord från er"),
        required=False,
        max_length=MAX_SCOPE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Till exempel när ni ses och vad ni mest vill ha svar på. "
            "Mejlet börjar redan med ”Hej!” och säger vad det gäller."
        ),
    )

    def clean_addresses(self) -> tuple[str, ...]:
        pasted = read_addresses(self.cleaned_data["addresses"], can_be_mailed)
        if pasted.bad:
            said = _("Det här går inte att läsa som en adress: %(bad)s. Inget har skickats.")
            raise forms.ValidationError(said, params={"bad": "; ".join(pasted.bad)[:200]})
        if not pasted.addresses:
            raise forms.ValidationError(self.fields["addresses"].error_messages["required"])
        if len(pasted.addresses) > MOST_MAILED:
            raise forms.ValidationError(_("Skriv högst 20 adresser."))
        return pasted.addresses

    def clean_message(self) -> str:
        message: str = self.cleaned_data["message"]
        refuse_web_address(message)
        return message


class CommentForm(_SteeringForm):
    """What the steering group says of the whole, or of the action whose id stands in the form."""

    layout: ClassVar[tuple[Any, ...]] = (
        "text",
        Field("name", autocomplete="name"),
        Field("email", autocomplete="email", inputmode="email"),
        "action_id",
    )
    text = TextField(
        label=_("Kommentar eller fråga"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv kommentaren först.")},
    )
    name = LineField(
        label=_("Ert namn"), required=False, max_length=MAX_NAME, help_text=_("Frivilligt.")
    )
    email = EmailField(
        label=_("E-post, om du vill ha svaret med mejl"),
        required=False,
        help_text=_(
            "Frivilligt. Adressen visas inte för någon och raderas när svaret har mejlats."
        ),
    )
    action_id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, action_id: int | None = None, name: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"action_id": action_id, "name": name}, **kwargs)
        self.about = str(self["action_id"].value() or "")
        self.auto_id = f"{type(self).__name__.lower()}{slugify(self.about)}-%s"


class AnswerForm(CommentForm):
    """What a leader answers the steering group."""

    layout = ("text", Field("name", autocomplete="name"), "action_id")
    email = None  # type: ignore[assignment]  # how Django leaves a field out
    text = TextField(
        label=_("Ert svar"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv svaret först.")},
    )


class DecisionForm(_SteeringForm):
    layout: ClassVar[tuple[Any, ...]] = ("decided_on", "text", Field("name", autocomplete="name"))
    decided_on = DayField(label=_("Dag"), required_message=_("Välj dagen för beslutet."))
    text = TextField(
        label=_("Vad beslutades?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Till exempel: Vi avsätter arbetstid för alla parter från i höst."),
        error_messages={"required": _("Skriv vad som beslutades. Det räcker med en mening.")},
    )
    name = LineField(
        label=_("Antecknat av"), required=False, max_length=MAX_NAME, help_text=_("Frivilligt.")
    )

    def __init__(self, *args: Any, opened_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened_on = opened_on

    def clean_decided_on(self) -> date:
        day: date = self.cleaned_data["decided_on"]
        if self.opened_on and day < self.opened_on:
            raise forms.ValidationError(
                _("Omgången öppnade %(day)s. Välj den dagen eller en senare."),
                params={"day": date_format(self.opened_on, "j F Y")},
            )
        if day > self.today:
            raise forms.ValidationError(
                _("Den dagen har inte varit än. Välj i dag eller tidigare.")
            )
        return day


class DayForm(DecisionForm):
    """The day of a decision, put right by those who lead."""

    layout = ("decided_on",)
    text = None  # type: ignore[assignment]  # how Django leaves a field out
    name = None  # type: ignore[assignment]


class ItemForm(DecisionForm):
    """What is decided of one thing that the group has asked for; `revision` is what was read."""

    layout: ClassVar[tuple[Any, ...]] = (
        "outcome",
        "text",
        "reason",
        Div("due_on", Field("cost", autocomplete="off"), css_class="three"),
        "decided_on",
        Field("name", autocomplete="name"),
        "revision",
    )
    outcome = RadioField(
        label=_("Vad beslutar ni?"),
        choices=[
            (Outcome.PROPOSED.value, _("Enligt förslaget")),
            (Outcome.CHANGED.value, _("Med ändring: ändra lydelsen, dagen eller kostnaden")),
            (Outcome.REFERRED.value, _("Återremiss: skriv vad som behöver göras om")),
            (Outcome.REJECTED.value, _("Avslag: det stryks ur planen")),
        ],
        error_messages={"required": _("Välj vad ni beslutar.")},
    )
    text = TextField(
        label=_("Styrgruppen beslutar att …"),
        required=False,
        max_length=MAX_SCOPE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Så lyder förslaget. Skriv den nya lydelsen här om ni beslutar med ändring."),
    )
    reason = TextField(
        label=_("Skäl"),
        required=False,
        max_length=MAX_SCOPE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Behövs vid återremiss, annars frivilligt."),
    )
    due_on = DayField(label=_("Klart senast, om ni ändrar"), required=False)
    cost = LineField(label=_("Kostnad, om ni ändrar"), required=False, max_length=MAX_NAME)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, action: PlannedAction, last: Decision | None, **kwargs: Any
    ) -> None:
        """`last` is what was decided of the `action` before, None if it is asked anew."""
        self.proposed, self.read_as = read_proposal(action, last), action.revision
        shown = read_decided(last) if last and last.is_agreed else self.proposed
        initial = shown | {"what": after_that(shown["what"])}
        initial |= {"text": initial["what"], "revision": self.read_as}
        if last:  # to be corrected
            initial |= {"outcome": last.outcome, "decided_on": last.decided_on, "reason": last.why}
        super().__init__(
            *args, initial=kwargs.pop("initial") | initial, prefix=f"item{action.pk}", **kwargs
        )
        self.auto_id = "id_%s"
        self.action_id = action.pk
        if last:
            self.fields["text"].help_text = _("Skriv om lydelsen här om ni beslutar med ändring.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        outcome, text = given.get("outcome"), after_that(given.get("text") or "")
        given["text"] = text
        changed = self._list_changed(given, self.proposed)
        written = {n for n in changed & self._list_changed(given, self.initial) if given[n]}
        if given.get("revision") != self.read_as:
            pass  # of what was read before somebody changed it nothing can be said
        elif outcome == Outcome.CHANGED:
            if "text" not in self.errors and not (text and changed):
                self.add_error(
                    "text", _("Skriv den nya lydelsen, eller ändra dagen eller kostnaden.")
                )
            due_on, decided_on = given.get("due_on"), given.get("decided_on")
            if "due_on" in changed and due_on and decided_on and due_on < decided_on:
                self.add_error("due_on", _("Den dagen är före beslutet. Välj en senare dag."))
        elif outcome and written:
            said = _("Ni har ändrat lydelsen, dagen eller kostnaden. Välj då ”Med ändring”.")
            self.add_error("outcome", said)
        if outcome == Outcome.REFERRED and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Skriv varför ni återremitterar."))
        if "outcome" in given:
            given["outcome"] = Outcome(given["outcome"])
        return given

    @staticmethod
    def _list_changed(given: Mapping[str, Any], shown: Mapping[str, Any]) -> set[str]:
        """The fields that say something else than what was shown; an empty text does not."""
        text, was = (fold_invisible(t) for t in (given["text"], after_that(shown["what"])))
        terms = {n for n in ("cost", "due_on") if (given.get(n) or None) != (shown[n] or None)}
        return terms | ({"text"} if text not in ("", was) else set())
