"""What the form of a round asks about the result: what it is to be broken down by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.rounds.rules.terms import (
    NO_BREAKDOWN,
    ORGANISATION,
    PERSPECTIVE,
    SECOND_PERSPECTIVE,
)
from samverkan.forms import ChoiceField

BREAKDOWNS = (
    (
        ORGANISATION,
        _(
            "Parterna: den som svarar väljer vilken den kommer från. Anonymt krävs minst 5 svar "
            "från en part för att den ska visas."
        ),
    ),
    (PERSPECTIVE, _("Perspektiven: initiativtagare, drivande, medverkande och intressenter")),
    (SECOND_PERSPECTIVE, _("Rollerna: arbetsgivare, fackliga, chefer och medarbetare")),
    (NO_BREAKDOWN, _("Ingenting: bara helheten visas")),
)


LENGTHS = (
    ("no", _("Hela: alla frågor, ungefär en kvart")),
    (
        "yes",
        _(
            "Kort: bara var ni står och vad ni helst vill arbeta med, ungefär fyra minuter. Passar "
            "mellan två hela omgångar."
        ),
    ),
)


class AskedFields(forms.Form):
    """How much is asked, and the one thing that the result is broken down by: two would together
    give small groups away."""

    is_short = ChoiceField(
        label=_("Hur mycket ska ni svara på?"),
        required=False,
        widget=forms.RadioSelect,
        choices=LENGTHS,
        help_text=_(
            "En kort omgång visar läget, vad ni är oeniga om och vad ni vill arbeta med. Den säger "
            "inget om hur väl det fungerar, och föreslår inget att börja med."
        ),
    )

    breakdown = ChoiceField(
        label=_("Vad vill ni jämföra?"),
        widget=forms.RadioSelect,
        choices=BREAKDOWNS,
        help_text=_(
            "Välj en sak. Den som svarar får frågan om just den. Två uppdelningar skulle "
            "tillsammans kunna visa vad en enda person har svarat."
        ),
        error_messages={"required": _("Välj vad ni vill jämföra.")},
    )

    def settle_breakdown(self) -> None:
        """Whoever writes parties and leaves the choice as it was compares the parties."""
        data = self.cleaned_data
        parties, before = data.get("organisations"), self.initial.get("organisations") or []
        if parties and parties != before and data.get("breakdown") == self.initial.get("breakdown"):
            data["breakdown"] = ORGANISATION
        is_wrong = "organisations" in self.errors
        if data.get("breakdown") == ORGANISATION and not (parties or is_wrong):
            self.add_error("organisations", _("Skriv vilka parter ni vill jämföra."))
