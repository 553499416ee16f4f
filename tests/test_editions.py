"""Publishing, retiring, taking up and deleting editions: the pages that ask first."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from model_content.actions.drafts import copy_edition, delete_draft
from model_content.actions.revisions import correct_row, publish_edition
from model_content.actions.rows import RowEdit, update_row

from model_content.models import Edition, EditionStatus, Question
from model_content.selectors.editions import fetch_edition
from tests.group import make_group
from tests.staff import make_staff, sign_in_staff
from tests.world import start

pytestmark = pytest.mark.django_db


def url(name: str, edition: Edition) -> str:
    return reverse(f"admin:model_content_edition_{name}", args=[edition.pk])


def read(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def first(db) -> Edition:
    """The edition that is in use when the test begins."""
    return Edition.objects.get(code="2026.1")


@pytest.fixture
def draft(first) -> Edition:
    return copy_edition(edition_id=first.pk, user=make_staff("rut"), year=2026)


@pytest.fixture
def second(draft) -> Edition:
    """A draft that has been published after the first edition."""
    publish_edition(edition_id=draft.pk, user=make_staff("rut"), now=timezone.now())
    draft.refresh_from_db()
    return draft


def test_an_editor_makes_a_draft_under_the_code_that_was_suggested(first, clock):
    clock("2026-11-21 12:00")
    eva = sign_in_staff("eva")
    assert "2026.2" in read(eva.get(url("copy", first)))
    assert Edition.objects.count() == 1
    answer = eva.post(url("copy", first))
    draft = Edition.objects.get(code="2026.2")
    assert answer.url == url("change", draft)
    assert (draft.status, draft.based_on) == (EditionStatus.DRAFT, "2026.1")


def test_publishing_says_which_edition_is_in_use_and_what_it_leaves_alone(draft):
    start()
    make_group().draft()
    page = read(sign_in_staff("pia").get(url("publish", draft)))
    assert "I bruk nu: <strong>2026.1</strong>. I bruk efteråt: <strong>2026.2</strong>." in page
    assert "1 omgång och 1 diagnos som förbereds eller pågår fortsätter på 2026.1." in page
    assert fetch_edition().content.code == "2026.1"


def publish(browser, page) -> str:
    """Press the button of the page that asks."""
    form = re.search(r'name="seal" value="(\w+)"', page.content.decode())
    return read(browser.post(page.request["PATH_INFO"], {"seal": form[1]}, follow=True))


def reword(draft: Edition, text: str) -> Question:
    """Word a question of a draft otherwise."""
    row = Question.objects.get(edition=draft, code="varfor.1")
    edit = RowEdit(Question, row.pk, {"text": text}, row.version)
    update_row(edit=edit, user=make_staff("eva"))
    return row


def test_of_two_who_publish_at_once_one_is_told(draft):
    pia, rut = sign_in_staff("pia"), sign_in_staff("rut")
    pages = [browser.get(url("publish", draft)) for browser in (pia, rut)]
    assert "publicerad och i bruk" in publish(pia, pages[0])
    assert "Någon annan kan ha hunnit före" in publish(rut, pages[1])
    assert draft.revisions.count() == 1


def test_a_draft_is_published_as_it_was_when_its_publisher_looked(draft):
    pia = sign_in_staff("pia")
    shown = pia.get(url("publish", draft))
    reword(draft, "Alla kan säga varför de deltar")
    again = pia.post(url("publish", draft), {"seal": shown.context["seal"]})
    assert "Någon har ändrat utkastet sedan ni öppnade sidan." in read(again)
    unsealed = pia.post(url("publish", draft))
    assert "Titta igen innan ni publicerar." in read(unsealed)
    draft.refresh_from_db()
    assert draft.status == EditionStatus.DRAFT
    assert not draft.revisions.exists()
    assert "publicerad och i bruk" in publish(pia, again)


def test_an_edition_with_faults_is_not_published_and_the_places_are_named(draft):
    long = "Alla " + "parter " * 25
    row = reword(draft, long.strip())
    pia = sign_in_staff("pia")
    shown = pia.get(url("publish", draft))
    page = read(shown)
    assert long[:80] in page
    assert reverse("admin:model_content_question_change", args=[row.pk]) in page
    assert 'type="submit" class="default"' not in page
    answer = pia.post(url("publish", draft), {"seal": shown.context["seal"]}, follow=True)
    assert "Utgåvan har fel som måste rättas. Inget har ändrats." in read(answer)
    draft.refresh_from_db()
    assert draft.status == EditionStatus.DRAFT


def test_a_retired_edition_stays_readable_in_its_rounds_and_can_be_taken_up(first, second, client):
    newest = start()
    pia = sign_in_staff("pia")
    assert "I bruk efteråt: <strong>2026.1</strong>" in read(pia.get(url("retire", second)))
    pia.post(url("retire", second))
    assert fetch_edition().content.code == "2026.1"
    assert "utgåva 2026.2" in read(client.get(newest.url("page", "lage")))
    assert "enda publicerade" in read(pia.post(url("retire", first), follow=True))
    assert "är redan i bruk" in read(pia.get(url("take_up", first), follow=True))
    pia.post(url("take_up", second))
    assert fetch_edition().content.code == "2026.2"


def test_only_drafts_are_deleted_after_a_short_question(first, draft):
    eva = sign_in_staff("eva")
    assert eva.get(url("delete", first)).status_code == 403
    page = eva.get(url("delete", draft))
    assert page.status_code == 200
    assert len(page.content) < 10_000
    eva.post(url("delete", draft), {"post": "yes"})
    assert list(Edition.objects.all()) == [first]
    assert re.search(
        r"Borttagna utkast</h2>.*<strong>2026.2</strong> · eva@norrbotten.example · \d",
        read(eva.get(reverse("admin:model_content_edition_changelist"))),
    )
    chosen = {"action": "delete_selected", "_selected_action": [first.pk], "post": "yes"}
    eva.post(reverse("admin:model_content_edition_changelist"), chosen)
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    ("page", "action"),
    [
        ("admin:model_content_edition_copy", "model_content.admin.lifecycle.copy_edition"),
        ("admin:model_content_edition_publish", "model_content.admin.lifecycle.publish_edition"),
        ("admin:model_content_edition_delete", "model_content.admin.lifecycle.delete_draft"),
        ("admin:model_content_edition_restore", "model_content.admin.history.restore_change"),
        ("preview_edition", "assessments.views.preview.start_preview"),
    ],
)
def test_an_edition_that_somebody_has_just_deleted_is_not_found(draft, monkeypatch, page, action):
    row = Question.objects.get(edition=draft, code="varfor.1")
    update_row(edit=RowEdit(Question, row.pk, {"text": "Ny"}, row.version), user=make_staff("rut"))
    keys = [draft.pk, draft.changes.first().pk] if page.endswith("restore") else [draft.pk]
    act = import_string(action)

    def act_too_late(**given):
        delete_draft(edition_id=draft.pk)
        return act(**given)

    monkeypatch.setattr(action, act_too_late)
    answer = sign_in_staff("pia").post(reverse(page, args=keys), {"post": "yes"})
    assert answer.status_code == 404


def test_an_editor_may_not_publish_and_an_analyst_may_not_make_drafts(first, draft):
    eva, sam = sign_in_staff("eva"), sign_in_staff("sam")
    for name in ("publish", "retire", "take_up"):
        assert [eva.post(url(name, draft)).status_code, eva.get(url(name, draft)).status_code] == [
            403,
            403,
        ]
    assert sam.post(url("copy", first)).status_code == 403
    assert Edition.objects.count() == 2


def test_a_round_keeps_its_edition_and_a_new_one_gets_the_newly_published(client, anna, second):
    assert "utgåva 2026.1" in read(client.get(anna.url("page", "lage")))
    assert "utgåva 2026.2" in read(client.get(start().url("page", "lage")))


# Corrections --------------------------------------------------------------------------------------


def correct(code: str, text: str) -> None:
    """Word a question of the published edition otherwise."""
    row = Question.objects.get(edition__code="2026.1", code=code)
    edit = RowEdit(Question, row.pk, {"text": text}, row.version)
    correct_row(edit=edit, user=make_staff("pia"), reason="Stavfel")


def test_after_a_correction_an_old_report_reads_as_before_and_a_new_one_says_reworded(
    client, answered, clock
):
    clock("2026-03-02 10:00")
    answered.show()
    files = ("sammanfattning.txt", "beslutsunderlag.docx", "diagnos.json")
    addresses = [answered.url("result_file", 1, name) for name in files]
    before = [client.get(address).content for address in addresses]
    correct("varfor.1", "Alla parter kan säga varför de deltar")
    correct("initiativ.m1", "Någon har tagit ett första steg")
    assert [client.get(address).content for address in addresses] == before
    clock("2026-11-16 10:00")
    answered.published = fetch_edition()
    answered.save({"varfor.1": "3"})
    assert answered.show().document["earlier"]["reworded"] == ["varfor"]
    page = read(client.get(answered.url("result")))
    assert "Omformulerade sedan dess (Varför?): påståendena lyder inte likadant" in page
    assert "Frågor om var ni står är omformulerade sedan dess." in page
    assert "Varför? <em>omformulerad</em></th>" in page
    correct("varfor.2", "Alla parter vet varför de andra deltar")
    assert read(client.get(answered.url("result"))) == page


def test_a_newly_published_edition_is_shown_by_every_process_at_once(client, draft):
    """What a process keeps of an edition it keeps by key, never as the one in use."""
    home = client.get(reverse("all_questions"))  # this process now knows the first edition
    assert home.status_code == 200
    text = "Alla parter kan säga varför de deltar"
    reword(draft, text)
    publish_edition(edition_id=draft.pk, user=make_staff("rut"), now=timezone.now())
    assert text in read(client.get(reverse("all_questions")))
