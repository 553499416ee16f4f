"""Why nothing of a row was saved, in words."""

from typing import Any

from django.utils.translation import gettext as _

from model_content.actions.revisions import EditionNotReady
from model_content.actions.rows import EditConflict
from model_content.domain.lifecycle import NotTextual
from model_content.findings import describe_finding


def say_refusal(error: Exception) -> str:
    """Why nothing was saved, and what to do."""
    if isinstance(error, EditConflict):
        return _("Någon annan har ändrat samma text sedan ni öppnade den. Välj vilken som gäller.")
    if isinstance(error, NotTextual):
        return _("Rättelsen ändrar mer än en text. Gör ett nytt utkast i stället.")
    if isinstance(error, EditionNotReady):
        return _("Så kan texten inte stå i en publicerad utgåva. Ändra det här och spara igen:")
    return _("Utgåvan är inte längre ett utkast, så texten kan inte ändras. Den står kvar nedan.")


def list_refusals(error: Exception, row: Any) -> list[str]:
    """The same, with each fault in words, and where it is unless it is in this row."""
    aspect = getattr(row, "aspect", None)
    own = (getattr(row, "code", None), getattr(aspect, "code", None))
    faults = error.faults if isinstance(error, EditionNotReady) else []
    said = [(fault.code, describe_finding(fault)) for fault in faults]
    listed = [words if code in own else f"{code}: {words}" for code, words in said]
    return [say_refusal(error), *listed]
