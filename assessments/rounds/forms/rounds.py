"""The forms of a group's round: what it is like, and its last day to answer."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import HTML
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.core.forms import LaidOutForm, MarkedForm, set_choices
from assessments.core.rules.lifecycle import GREATEST_SMALLEST_GROUP, SMALLEST_GROUP
from assessments.groups.rules.addresses import Pasted
from assessments.methods.stages.answers import BY_ORGANISATION, BY_RESPONDENT, MAX_SCOPE
from assessments.models import MAX_GREETING, MAX_TITLE, Assessment, Part
from assessments.rounds.actions.rounds import NOT_SAID, RoundSettings
from assessments.rounds.forms.fields import (
    AskedFields,
    LastDayField,
    OrganisationsField,
    make_people_field,
    set_bounds,
)
from assessments.rounds.forms.invitations import make_addresses_field, read_pasted
from assessments.rounds.rules.terms import ORGANISATION, PERSPECTIVE
from assessments.rounds.rules.waiting import Prospect, look_ahead
from assessments.rounds.selectors.rounds import make_terms
from model_content.domain.content import Stage
from samverkan.forms import (
    Folded,
    LineField,
    MailedField,
    MultipleChoiceField,
    NameField,
    RadioField,
    make_helper,
)
from samverkan.merging import read_values

DAYS_TO_ANSWER = 14
"""Days that a round is open unless its leader chooses otherwise."""

YES_OR_NO_FIELDS = ("anonymous", "has_group_link", "allows_statistics", "is_short")

YES_OR_NO = (("yes", _("Ja")), ("no", _("Nej")))


class RoundForm(AskedFields, MarkedForm):
    """Who is asked, until when and how; all else has a default, and stands folded.

    Args:
        stages: those to choose from, where everybody is asked about the same; none elsewhere.
        invited: how many addresses the draft has already; None for a new round, which asks for
            them.
        shows_length: whether the choice of a short round stands with what is shown.
    """

    field_order = ("is_short", "breakdown", "organisations", "weighting")
    SHOWN = ("addresses", "sender", "greeting", "people", "part", "closes_on", "anonymous")

    all_stages: Sequence[str] = ()

    addresses = make_addresses_field(
        label=_("Vilka bjuder ni in?"),
        help_text=_(
            "Klistra in e-postadresser som de är, högst 500. Var och en får ett mejl med en egen "
            "länk. Delar ni hellre en länk i en chatt eller på skärmen lämnar ni rutan tom."
        ),
        required=False,
    )
    sender = NameField(
        label=_("Vem bjuder in?"),
        max_length=MAX_TITLE,
        help_text=_(
            "Ditt namn och din organisation, till exempel Anna Ek, Luleå kommun. Det står först i "
            "mejlet."
        ),
        required=False,
    )
    greeting = MailedField(
        label=_("Egna ord i mejlet"),
        max_length=MAX_GREETING,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Frivilligt. Till exempel varför ni gör det här och när ni går igenom svaren. Mejlet "
            "hälsar och säger vem som bjuder in: det behöver du inte skriva."
        ),
        required=False,
    )
    title = NameField(
        label=_("Vad ska omgången heta?"),
        max_length=MAX_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv ett namn, så att ni hittar omgången senare.")},
    )
    part = RadioField(label=_("Vad gäller omgången?"), required=False)
    people = make_people_field(
        help_text=_(
            "Lämna tomt om alla får mejl: då räknar vi adresserna. Delar ni en länk skriver ni hur "
            "många som får den."
        ),
    )
    closes_on = LastDayField(
        label=_("Sista dag att svara"),
        help_text=_("Hela dagen räknas. Ni kan flytta den framåt senare."),
    )
    anonymous = RadioField(
        label=_("Ska svaren vara anonyma?"),
        choices=(
            ("yes", _("Anonym: ni ser hur många som har svarat, inte vem som har svarat vad.")),
            (
                "no",
                _("Inte anonym: alla skriver sitt namn, så det kan gå att se vem som svarat vad."),
            ),
        ),
        error_messages={"required": _("Välj om svaren ska vara anonyma.")},
    )
    has_group_link = RadioField(
        label=_("Vem ska kunna svara?"),
        required=False,
        choices=(
            (
                "yes",
                _(
                    "Den som har gruppens länk eller en egen inbjudan. "
                    "Med länken går det att svara flera gånger."
                ),
            ),
            ("no", _("Bara den som får en egen inbjudan med mejl. Varje inbjudan räknas en gång.")),
        ),
        help_text=_(
            "Väljer ni inget finns grupplänken bara om ni frågar fler än dem som ni mejlar."
        ),
    )
    organisations = OrganisationsField(
        label=_("Vilka parter ingår?"),
        help_text=_(
            "Om ni jämför parterna: skriv en per rad. Här står de parter som finns i uppgifterna "
            "om samverkan."
        ),
    )
    reminds = forms.BooleanField(
        label=_("Påminn dem som inte har svarat, tre dagar före sista dagen"), required=False
    )
    allows_statistics = RadioField(
        label=_("Får svaren användas till statistik om frågorna?"),
        required=False,
        choices=YES_OR_NO,
        help_text=_(
            "Statistiken visar hur frågorna fungerar, så att de kan bli bättre. De som svarar får "
            "veta vad ni valt."
        ),
    )
    asked_stages = MultipleChoiceField(
        label=_("Vilka stadier ska ni svara om?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Alla får samma frågor. Var ni står frågas det alltid om, i alla stadier. Ta bort "
            "bara det som ni säkert inte har kommit till."
        ),
        error_messages={"required": _("Välj minst ett stadium.")},
    )
    smallest_group = forms.IntegerField(
        label=_("Minsta grupp i en anonym omgång"),
        min_value=SMALLEST_GROUP,
        max_value=GREATEST_SMALLEST_GROUP,
        help_text=_("Fördelningar och grupper med färre svarande visas inte. Välj 5 till 10."),
        error_messages={
            "required": _("Skriv ett tal från 5 till 10."),
            "min_value": _("Minst 5: med färre går det lätt att räkna ut vem som har svarat vad."),
            "max_value": _("Högst 10."),
            "invalid": _("Skriv ett tal från 5 till 10."),
        },
    )
    weighting = RadioField(
        label=_("Hur ska svaren vägas när ni anger parter?"),
        choices=(
            (BY_ORGANISATION, _("Varje part väger lika, hur många den än skickar")),
            (BY_RESPONDENT, _("Varje svar väger lika")),
        ),
    )

    def __init__(
        self,
        *args: Any,
        parts: Iterable[Part],
        stages: Sequence[Stage],
        today: date,
        invited: int | None = None,
        shows_length: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.invited = invited or 0
        if invited is not None:
            del self.fields["addresses"]
        self.fields["people"].required = False
        self._set_stages(stages)
        self.parts = {str(part.pk): part for part in parts}
        named = [(key, part.name) for key, part in self.parts.items()]
        set_choices(self, "part", [("", gettext("Hela samverkan")), *named])
        set_bounds(self.fields["closes_on"], today, today)
        left_out = ("seen",) if self.parts else ("seen", "part")
        names = [name for name in self.fields if name not in left_out]
        self.shown = (*self.SHOWN, *(["is_short"] if shows_length else []))
        shown = [name for name in self.shown if name in names]
        self.helper = make_helper(
            HTML('<button type="submit" hidden></button>'),  # what Enter presses
            *shown[:1],
            HTML('{% include "rounds/same.html" %}'),
            *shown[1:],
            HTML('{% include "rounds/foreseen.html" %}'),
            Folded(_("Fler val"), *self._lay_out_rest(names)),
            "seen",
        )

    def _lay_out_rest(self, names: Sequence[str]) -> Iterator[Any]:
        for name in names:
            if name not in self.shown:
                yield name
            if name == "organisations":
                yield HTML('{% include "rounds/foreseen_parties.html" %}')

    def _set_stages(self, stages: Sequence[Stage]) -> None:
        """Let the stages be chosen, all from the start; not asked where there are none."""
        if not stages:
            del self.fields["asked_stages"]
            return
        codes = [stage.code for stage in stages]
        set_choices(self, "asked_stages", [(stage.code, str(stage.title)) for stage in stages])
        chosen = [code for code in self.initial.get("asked_stages", ()) if code in codes]
        self.initial["asked_stages"] = chosen or codes
        self.all_stages = codes

    def clean_addresses(self) -> Pasted:
        return read_pasted(self.fields["addresses"], self.cleaned_data["addresses"])

    def clean(self) -> None:
        pasted = self.cleaned_data.get("addresses")
        is_wrong = {"people", "addresses"} & set(self.errors)
        if not (self.asked or is_wrong or (pasted and pasted.bad)):
            self.add_error("people", self.fields["people"].error_messages["required"])
        if (pasted and pasted.addresses) and not self.cleaned_data.get("sender", "-"):
            self.add_error("sender", _("Skriv vem som bjuder in. Det står först i mejlet."))
        self.settle_breakdown()

    @property
    def asked(self) -> int:
        """How many are asked by what is written so far, valid or not."""
        pasted = self.cleaned_data.get("addresses")
        invited = self.invited + (len(pasted.addresses) if pasted else 0)
        return max(self.cleaned_data.get("people") or 0, invited)

    @property
    def prospect(self) -> Prospect | None:
        """What can be shown at most of what is written so far, valid or not; None where nobody has
        said how many are asked."""
        data = {n: self.get_initial_for_field(f, n) for n, f in self.fields.items()}
        if self.is_bound:
            self.is_valid()
            data |= self.cleaned_data
        asked = self.asked if self.is_bound else max(data["people"] or 0, self.invited)
        written = Assessment(
            anonymous=data["anonymous"] != "no",
            smallest_group=data["smallest_group"],
            organisations=data["organisations"],
            breakdown=data["breakdown"],
        )
        return look_ahead(asked, make_terms(written, closed_on=None)) if asked else None

    @property
    def written(self) -> dict[str, Any]:
        """What has been written, as another form can begin with."""
        return {name: self[name].data for name in self.fields}

    @property
    def settings(self) -> RoundSettings:
        """What has been chosen, of a form that is valid."""
        left_out = ("seen", "addresses")
        data = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        data["people"] = data["people"] or NOT_SAID
        data["allows_statistics"] = data["allows_statistics"] == "yes"
        data["part"] = self.parts.get(data["part"])
        data["anonymous"] = data["anonymous"] == "yes"
        mailed = len(self.cleaned_data["addresses"].addresses) if "addresses" in self.fields else 0
        all_are_mailed = mailed > 0 and self.asked == mailed
        data["has_group_link"] = (
            data["has_group_link"] or ("no" if all_are_mailed else "yes")
        ) == "yes"
        data["is_short"] = data["is_short"] == "yes"
        if data.get("asked_stages") == self.all_stages:
            data["asked_stages"] = []
        if data["breakdown"] != ORGANISATION:
            data["weighting"] = BY_RESPONDENT
        return RoundSettings(**data)


def describe_new_round(last: Assessment | None, parties: list[str], today: date) -> dict[str, Any]:
    """What the form of a new round begins with: as the round before it, if there is one, with the
    parties of the collaboration."""
    term = gettext("Våren %(year)s") if today.month < 7 else gettext("Hösten %(year)s")
    begun = describe_round(last or Assessment(asked_at_least=NOT_SAID))
    handed_in: int = getattr(last, "handed_in", 0)
    if last and handed_in > last.people:  # by the group's link, more than anybody had said
        begun["people"] = handed_in
    if parties and not last:
        begun["breakdown"] = ORGANISATION
    elif begun["breakdown"] == ORGANISATION and not parties:
        begun["breakdown"] = PERSPECTIVE
    return {
        **begun,
        "part": "",
        "is_short": "no",
        "organisations": parties,
        "title": _number_title(term % {"year": today.year}, last.title if last else ""),
        "closes_on": today + timedelta(days=DAYS_TO_ANSWER),
        "allows_statistics": "no",
        "greeting": "",
        "has_group_link": "",
    }


def _number_title(term: str, last: str) -> str:
    """The name of a term; of its second round, third and so on with the number."""
    numbered = gettext("%(term)s, omgång %(number)d")
    for number in range(1, 10):
        if last == (term if number == 1 else numbered % {"term": term, "number": number}):
            return numbered % {"term": term, "number": number + 1}
    return term


def describe_round(assessment: Assessment) -> dict[str, Any]:
    """A round's settings as the form has them."""
    names = (name for name in RoundSettings.__dataclass_fields__ if name != "part")
    stored = read_values(assessment, names)
    yes_or_no = {True: "yes", False: "no", None: "no"}
    said = assessment.asked_at_least or assessment.people
    return {
        **stored,
        **{n: yes_or_no[stored[n]] for n in YES_OR_NO_FIELDS},
        "part": str(assessment.part_id or ""),
        "people": None if said == NOT_SAID else said,
        # Until parties are named nobody has chosen how they weigh.
        "weighting": assessment.weighting if assessment.asked_parties else BY_ORGANISATION,
    }


class AskedForm(LaidOutForm):
    """How many are asked, put right while the round is open."""

    people = make_people_field(_("Antalet står i rapporten, till exempel 8 av 11 svarade."))


class ExtendForm(LaidOutForm):
    """A later last day to answer."""

    closes_on = LastDayField(label=_("Ny sista dag att svara"))

    def __init__(self, *args: Any, earliest: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_bounds(self.fields["closes_on"], max(earliest, today), today)


class ReopenForm(ExtendForm):
    """A last day to answer, and why the round is opened again."""

    reason = LineField(
        label=_("Varför öppnar ni omgången igen?"),
        max_length=MAX_SCOPE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Alla som ser samverkan kan läsa det."),
        error_messages={"required": _("Skriv varför, så att andra förstår vad som hände.")},
    )

    field_order = ("reason", "closes_on")
