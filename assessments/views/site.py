"""What a visitor must be told: about personal data, and about accessibility."""

from datetime import date
from typing import Any, Final

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import begun
from assessments.actions.accounts import UNPROVED_HOURS
from assessments.actions.site import COUNTS_KEPT_HOURS
from assessments.domain.retention import KEPT_MONTHS, LEAST_MONTHS, MOST_MONTHS
from assessments.selectors.keeping import UNREACHABLE_DAYS, WARNED_DAYS
from samverkan.accounts.actions import INVITED_HOURS
from samverkan.submitted.actions import SUBMISSIONS_KEPT
from samverkan.submitted.unsaved import KEPT_SECONDS

ASSESSED_ON: Final = date(2026, 11, 21)
"""When the site was last held against the law's requirements on accessibility."""

UPDATED_ON: Final = date(2026, 11, 21)
"""When the text of the accessibility statement was last changed."""

REPORT_TO_AUTHORITY: Final = "https://www.digg.se/tdosanmalan"
"""Where Digg, which supervises the law (2018:1937), takes reports; its template demands it."""

WEEK: Final = 7 * 24 * 3600
"""Seconds in a week, in which the life of a cookie is said."""


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored, for how long, and who sees it."""
    context = {
        "operator": describe_operator(),
        "kept_months": KEPT_MONTHS,
        "least_months": LEAST_MONTHS,
        "most_years": MOST_MONTHS // 12,
        "warned_days": WARNED_DAYS,
        "unreachable_days": UNREACHABLE_DAYS,
        "pdf_days": settings.REPORTS_KEPT_DAYS,
        # `run_due` runs hourly, so what is due may stay for another hour.
        "count_hours": COUNTS_KEPT_HOURS + 1,
        "form_cookie": settings.CSRF_COOKIE_NAME,
        "form_cookie_weeks": settings.CSRF_COOKIE_AGE // WEEK,
        "message_cookie": CookieStorage.cookie_name,
        "language_cookie": settings.LANGUAGE_COOKIE_NAME,
        "answers_cookie": begun.COOKIE,
        "answers_cookie_days": begun.DAYS_LONGER,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "session_weeks": settings.SESSION_COOKIE_AGE // WEEK,
        "unsaved_hours": KEPT_SECONDS // 3600 + 1,
        "form_days": SUBMISSIONS_KEPT.days + 1,
        "code_minutes": settings.ACCOUNT_LOGIN_TIMEOUT // 60,
        "unproved_hours": UNPROVED_HOURS + 1,
        "invited_hours": INVITED_HOURS + 1,
        "organisation": settings.OIDC["name"],
    }
    return render(request, "site/privacy.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, with the parts that the law asks for."""
    context = {
        "operator": describe_operator(),
        "assessed_on": ASSESSED_ON,
        "updated_on": UPDATED_ON,
        "authority_url": REPORT_TO_AUTHORITY,
    }
    return render(request, "site/accessibility.html", context)


def describe_operator() -> dict[str, Any]:
    """Who runs the site, as the settings say; `email` and `url` may be empty."""
    return {
        "name": settings.OPERATOR,
        "email": settings.OPERATOR_EMAIL,
        "url": settings.OPERATOR_URL,
    }
