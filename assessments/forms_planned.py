"""The form of an action that is in the plan already."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms_plan import ActionForm
from assessments.labels import ACTION_STATUS_LABELS


class PlannedActionForm(ActionForm):
    """An action of the plan, with what has become of it and the revision that the page saw."""

    status = forms.ChoiceField(
        label=_("Läge"),
        choices=list(ACTION_STATUS_LABELS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj ett läge.")},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout.append("status")
        self.helper.layout.append("seen")
