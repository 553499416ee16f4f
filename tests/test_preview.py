"""Walking through a draft as its users will, with answers that are thrown away."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assessments.filling.actions.previews import end_preview
from assessments.models import Collaboration
from assessments.region.selectors import list_asked_editions
from model_content.actions.parts import delete_part
from model_content.actions.previews import delete_preview
from model_content.domain.hashing import compute_seal
from model_content.models import Edition, EditionStatus, Revision
from model_content.selectors.editions import fetch_document, fetch_edition
from tests.content import make_draft, save
from tests.staff import make_staff, sign_in_staff
from tests.test_editions import read
from tests.world import start

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NEW_TEXT = "Alla parter kan säga varför de deltar"


@pytest.fixture
def draft(db) -> Edition:
    """A copy of the edition in use with one statement worded anew."""
    user = make_staff("rut")
    made = make_draft(user)
    save(made, "marker/initiativ.m6", user, text=NEW_TEXT)
    save(made, "quote/varfor/1", user, text="Ett nytt citat")
    save(made, "case/hedemora-naringsliv", user, results="Ett nytt resultat")
    save(made, "source/smarta", user, title="En ny källa")
    return made


def begin(browser, edition: Edition) -> str:
    """Press the button; the address of the first page."""
    return browser.post(reverse("preview_edition", args=[edition.pk])).url


def test_a_draft_is_walked_through_to_its_result_and_everything_thrown_away(draft):
    eva = sign_in_staff("eva")
    outline = eva.get(reverse("edition", args=[draft.pk]))
    assert f'action="{reverse("preview_edition", args=[draft.pk])}"' in outline.content.decode()
    page = begin(eva, draft)
    shown = read(eva.get(page))
    assert NEW_TEXT in shown
    assert "Förhandsgranskning av 2026-A" in shown
    home = page.removesuffix("steg/lage/")
    eva.post(home + "visa/")
    for part in ("steg/preliminart/", "steg/klart/", "resultat/1/", ""):
        text = read(eva.get(home + part))
        assert "Svaren slängs." in text
        assert "avsluta/" in text
    assert eva.post(home + "avsluta/").url == reverse("edition", args=[draft.pk])
    assert not Collaboration.objects.exists()
    assert not Edition.objects.filter(status=EditionStatus.PREVIEW).exists()
    assert Revision.objects.count() == 2


PAGES = {
    "/fragor/": NEW_TEXT,
    "/modellen/initiativ/": NEW_TEXT,
    "/aspekter/varfor/": "Ett nytt citat",
    "/erfarenheter/hedemora-naringsliv/": "Ett nytt resultat",
    "/kallor/": "En ny källa",
}


@pytest.mark.one_database
def test_every_page_shows_the_draft_to_the_one_who_looks_at_it_and_to_nobody_else(draft, client):
    """Seen: quotes, cases and the pages to read showed the published edition."""
    eva, pia = sign_in_staff("eva"), sign_in_staff("pia")
    walk = begin(eva, draft)
    pia.cookies["preview"] = client.cookies["preview"] = "1"  # the cookie alone shows nothing
    for page, said in PAGES.items():
        shown = eva.get(page)
        assert said in read(shown), page
        assert "Du förhandsgranskar ett utkast." in read(shown)
        assert "no-store" in shown.headers["Cache-Control"]
        for other in (pia, client):
            assert said not in read(other.get(page)), page
            assert "förhandsgranskar" not in read(other.get(page))
    assert eva.get("/fragor/fragor.pdf").headers["Content-Disposition"].count("prov-1")
    eva.post(walk.removesuffix("steg/lage/") + "avsluta/")
    for page, said in PAGES.items():
        assert said not in read(eva.get(page))


def test_what_is_begun_while_looking_at_a_draft_is_begun_for_real(draft):
    eva = sign_in_staff("eva")
    begin(eva, draft)
    assert start().published.content.code == "2026.2"
    form = {"name": "På riktigt", "scope": "Allt", "answered": "alone"}
    assert eva.post(reverse("new"), form).status_code == 302
    made = Collaboration.objects.get(name="På riktigt")
    assert made.assessments.get().edition.code == "2026.2"


def test_a_preview_that_has_been_deleted_leaves_the_edition_in_use(draft):
    eva = sign_in_staff("eva")
    begin(eva, draft)
    end_preview(Edition.objects.get(status=EditionStatus.PREVIEW).pk)
    assert NEW_TEXT not in read(eva.get("/fragor/"))


@pytest.mark.one_database
def test_visitors_who_look_at_nothing_ask_nothing_more(client, django_assert_num_queries):
    client.get("/fragor/")
    with django_assert_num_queries(1):
        client.get("/fragor/")


@pytest.mark.one_database
def test_a_preview_is_nowhere_else_to_be_seen_kept_or_mailed(draft, client):
    eva = sign_in_staff("eva")
    home = begin(eva, draft).removesuffix("steg/lage/")
    assert fetch_edition().content.code == "2026.2"
    assert "prov" not in read(eva.get(reverse("admin:index")))
    assert eva.post(home + "lagg-till/").status_code == 404
    assert eva.post(home + "mejla/", {"email": "eva@norrbotten.example"}).status_code == 404
    assert "Svarslänk" not in read(eva.get(home))
    sam = sign_in_staff("sam")
    assert sam.get("/personal/statistik/?utgava=2026-A-prov-1").status_code == 404
    assert list_asked_editions() == ["2026.2", "2026.1"]
    pia = sign_in_staff("pia")
    publish = reverse("edition_ready", args=[draft.pk])
    assert "Inga omgångar eller diagnoser pågår just nu." in read(pia.get(publish))


@pytest.mark.one_database
def test_what_would_leave_nothing_to_answer_is_refused_in_words(draft):
    eva = sign_in_staff("eva")
    for key in ("statement/varfor.3", "statement/varfor.4"):
        delete_part(edition_id=draft.pk, key=key, user=make_staff("rut"))
    refused = eva.post(reverse("preview_edition", args=[draft.pk]), follow=True)
    assert "Det finns inget att svara på i: Varför?" in read(refused)
    assert not Collaboration.objects.exists()


def test_previews_have_codes_of_their_own_and_go_after_a_day(draft, monkeypatch):
    eva = sign_in_staff("eva")
    begin(eva, draft)
    begin(eva, draft)
    codes = Edition.objects.filter(status=EditionStatus.PREVIEW).values_list("code", flat=True)
    assert set(codes) == {"2026-A-prov-1", "2026-A-prov-2"}
    begun = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: begun + timedelta(hours=23))
    call_command("run_due")
    assert Collaboration.objects.count() == 2
    monkeypatch.setattr(timezone, "now", lambda: begun + timedelta(days=1, minutes=1))
    call_command("run_due")
    assert not Collaboration.objects.exists()
    assert not Edition.objects.filter(status=EditionStatus.PREVIEW).exists()


def test_ending_a_preview_leaves_every_other_edition_alone(draft):
    first = start().respondent.assessment.edition_id
    for edition in (first, draft.pk):
        assert end_preview(edition) == 0
        assert delete_preview(edition_id=edition) == 0
    assert Collaboration.objects.count() == 1
    assert Revision.objects.filter(edition=first).exists()
    assert Edition.objects.filter(pk=draft.pk).exists()


def test_who_publishes_the_draft_looks_at_it_no_longer_as_a_draft(draft):
    """Seen: the pages went on saying that a draft was looked at."""
    pia = sign_in_staff("pia")
    begin(pia, draft)
    assert "förhandsgranskar" in read(pia.get(reverse("model")))
    draft.refresh_from_db()
    sent = {"seal": compute_seal(fetch_document(draft))}
    assert pia.post(reverse("edition_publish", args=[draft.pk]), sent).status_code == 302
    assert "förhandsgranskar" not in read(pia.get(reverse("model")))


@pytest.mark.one_database
def test_only_editors_preview(draft):
    address = reverse("preview_edition", args=[draft.pk])
    assert sign_in_staff("sam").post(address).status_code == 403
    assert sign_in_staff("eva").get(address).status_code == 405
    assert sign_in_staff("pia").post(address).status_code == 302
