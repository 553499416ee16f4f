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
        self._keep_aspect(str(self.initial.get("aspect", "")))
        self.helper.layout.append("status")
        self.helper.layout.append("seen")

    def _keep_aspect(self, code: str) -> None:
        """What the action is about stays to choose also where the edition no longer has it."""
        aspect = self.fields["aspect"]
        assert isinstance(aspect, forms.ChoiceField)
        if not aspect.valid_value(code):
            aspect.choices = [*aspect.choices, (code, _("Som förut (aspekten finns inte längre)"))]  # type: ignore[misc]
