"""“Lär av varandra”: the public list of collaborations to learn from, and a question to one."""

from collections.abc import Container, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.core.access import get_user, private_page, reads_or_posts
from assessments.core.editing import read_post, render_form
from assessments.core.throttle import find_full_of_questions, refuse_mails, refuse_question
from assessments.models import Collaboration
from assessments.plan.selectors import list_leaders_addresses
from assessments.region.rules.reading import find_cases
from assessments.sharing.actions import take_question
from assessments.sharing.forms import AskForm
from assessments.sharing.mails import pass_on
from assessments.sharing.rules import count_aspects, count_kinds, find
from assessments.sharing.selectors import fetch_listed, list_listed
from model_content.labels import TYPE_LABELS, Label
from model_content.selectors.editions import fetch_edition
from samverkan.accounts.recent import ask_to_sign_in
from samverkan.site.public import get_site_address
from samverkan.submitted.actions import forget_submission
from samverkan.submitted.form_tokens import read_submission

ON_A_PAGE = 30


@require_safe
@private_page
def listed(request: HttpRequest) -> HttpResponse:
    """The list, of a type and good at an aspect if the address says so.

    Nobody is to keep or index it: what is taken back is gone at once.
    """
    edition = fetch_edition().content
    titles = {a.code: a.title for a in edition.aspects}
    everybody = list_listed()
    kind, aspect = _read(request, "typ", TYPE_LABELS), _read(request, "aspekt", titles)
    kinds = count_kinds(everybody, TYPE_LABELS, aspect)
    aspects = count_aspects(everybody, titles, kind)
    rows = find(everybody, kind, aspect)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("sida"))
    context: dict[str, Any] = {
        "page": page,
        "rows": [(each, [titles[a] for a in each.aspects if a in titles]) for each in page],
        "cases": ()
        if rows or not aspect
        else find_cases(edition.aspect_by_code[aspect], edition.cases),
        "found": page.paginator.count,
        "everybody": len(everybody),
        "chosen": [label for label in (TYPE_LABELS.get(kind), titles.get(aspect)) if label],
        "choices": [
            (_("Typ av samverkan"), _list_links(TYPE_LABELS, kinds, "typ", kind, aspekt=aspect)),
            (_("Bra på"), _list_links(titles, aspects, "aspekt", aspect, typ=kind)),
        ],
    }
    if page.has_previous():
        context["before"] = _address(typ=kind, aspekt=aspect, sida=page.previous_page_number())
    if page.has_next():
        context["after"] = _address(typ=kind, aspekt=aspect, sida=page.next_page_number())
    return render(request, "sharing/learn.html", context)


def _read(request: HttpRequest, name: str, known: Container[str]) -> str:
    given = request.GET.get(name, "")
    return given if given in known else ""


def _list_links(
    labels: Mapping[str, Label], counts: Mapping[str, int], name: str, chosen: str, **other: str
) -> list[dict[str, Any]]:
    return [
        {"label": labels[code], "hits": count, "is_chosen": code == chosen,
         "url": _address(**{name: code}, **other)}
        for code, count in counts.items()
    ]  # fmt: skip


def _address(**query: Any) -> str:
    given = urlencode({name: value for name, value in query.items() if value})
    return f"{reverse('learn')}?{given}"


@reads_or_posts
@private_page
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Ask those who lead it: by mail, with the address that the visitor has proved."""
    found = fetch_listed(number)
    if not request.user.is_authenticated:
        if found and request.method == "GET":
            said = _("Logga in för att fråga %(name)s. De får din adress, du får inte deras.")
            messages.info(request, said % {"name": found.name})
        return ask_to_sign_in(request)
    if found is None:
        raise Http404
    form = AskForm(read_post(request))
    context = {"asked": found}
    if not form.is_valid():
        return render_form(request, "sharing/ask.html", form, context)
    refused = _ask(request, found, form)
    if refused:
        form.add_error(None, refused)
        return render_form(request, "sharing/ask.html", form, context, 429)
    said = _(
        "Vi har mejlat din fråga till dem som leder %(name)s. De svarar till din e-postadress."
    )
    messages.success(request, said % {"name": found.name})
    return redirect("learn")


def _ask(request: HttpRequest, found: Collaboration, form: AskForm) -> str | None:
    """Mail the question, or say why it was not."""
    user, submission = get_user(request), read_submission(request)
    if not take_question(collaboration=found, submission=submission):
        return None
    refused = refuse_question(user, found.pk) or refuse_mails(request, user, 1)
    if not refused:
        addresses = list_leaders_addresses(found)
        full = find_full_of_questions(addresses)
        free = [address for address in addresses if address not in full]
        if not free:
            refused = _("De har redan fått många mejl i dag, så frågan är inte skickad. Det du skrev finns kvar här. Försök igen i morgon.")  # fmt: skip  # noqa: E501
        elif not pass_on(
            found, free, site=get_site_address(request), reply_to=user.email, **form.cleaned_data
        ):
            refused = _("Mejlet gick inte iväg. Det du skrev finns kvar här. Försök igen om en stund.")  # fmt: skip  # noqa: E501
    if refused:
        forget_submission(submission)
    return refused
