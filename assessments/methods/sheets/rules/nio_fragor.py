"""Nio frågor före start (003 8.3, 2.5, 8.1, 8.2): no score, no form computed, no lengths."""

from typing import Final

from assessments.methods.sheets.outcome import Found, Rules, Sheets, found

FORM: Final = "nio-fragor.3.1"
PHASE: Final = "nio-fragor.4b.1"
STOP: Final = "nio-fragor.4.5"
"""Phase five, which is often left out altogether."""

TOGETHER: Final = ("part_time", "full_time", "team")
"""The forms in which people work together."""


def has_no_answer(sheets: Sheets) -> Found | None:
    """Questions that nobody has answered, or that are said to have no answer."""
    begun = [code for code in sheets.items("1") if sheets.is_answered(code)]
    if not begun:
        return None
    none = set(sheets.those("1", "no", "dont_know"))
    missing = none | (set(sheets.items("1")) - set(begun))
    return found(code for code in sheets.items("1") if code in missing)


def is_not_agreed(sheets: Sheets) -> Found | None:
    return found(sheets.those("1", "partly"))


def is_out_of_balance(sheets: Sheets) -> Found | None:
    return found(sheets.those("2b", "off"))


def may_be_out_of_balance(sheets: Sheets) -> Found | None:
    return found(sheets.those("2b", "unsure"))


def plans_a_failure(sheets: Sheets) -> Found | None:
    return found(sheets.those("2c", "true"))


def speaks_for_more_together(sheets: Sheets) -> Found | None:
    """The direction that the source gives, beside the form chosen: which one is right it says not.

    003:2176–2195.
    """
    form = sheets.find_option(FORM)
    return found(sheets.those("3b", "true"), form=form.short) if form else None


def works_in_a_group(sheets: Sheets) -> Found | None:
    return found([FORM]) if sheets.value(FORM) in TOGETHER else None


def is_in_a_phase(sheets: Sheets) -> Found | None:
    phase = sheets.find_option(PHASE)
    if phase is None:
        return None
    return found([PHASE], phase=phase.text, forgotten=phase.short)


def lacks_answers(sheets: Sheets) -> Found | None:
    """What has no answer, or none that all stand behind."""
    missing = has_no_answer(sheets)
    codes = {*(missing.because if missing else ()), *sheets.those("1", "partly")}
    return found(code for code in sheets.items("1") if code in codes)


def lacks_conditions(sheets: Sheets) -> Found | None:
    return found(sheets.those("3c", "no", "partly", "dont_know"))


def has_no_stop(sheets: Sheets) -> Found | None:
    """The other phases have dates, and the fifth has none."""
    dated = [code for code in sheets.items("4") if sheets.value(code)]
    return found([STOP]) if dated and STOP not in dated else None


RULES: Final[Rules] = {
    "utan-svar": has_no_answer,
    "inte-overens": is_not_agreed,
    "obalans": is_out_of_balance,
    "osaker-balans": may_be_out_of_balance,
    "planerat-misslyckande": plans_a_failure,
    "mer-sammanhallet": speaks_for_more_together,
    "sma-grupper": works_in_a_group,
    "fas": is_in_a_phase,
    "skriv-svaren": lacks_answers,
    "ratta-balansen": is_out_of_balance,
    "be-om-det-som-saknas": lacks_conditions,
    "bestam-nar-ni-stannar-upp": has_no_stop,
}
