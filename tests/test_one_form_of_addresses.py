"""However an address was written there is one account, also of what was stored before."""

import importlib

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assessments.models import Collaboration, Feedback, Invitation, Member
from samverkan.accounts.organisation import find_address
from samverkan.models import StaffInvitation, User
from tests.group import make_group, sign_in

migration = importlib.import_module("assessments.migrations.0011_one_form_of_addresses")
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ZW = "anna@kom\u200bmun.se"
WRITTEN = {
    "anna@kommun.se": [ZW, "anna@kommun.se\u200b", "\u202aAnna@Kommun.se\u202c", "anna@ｋommun.se",
                       "anna@ⓚommun.se", "an\u00adna@kommun.se\ufe0f"],
    "anna@åre.se": ["anna@xn--re-xia.se", "anna@A\u030are.se", "anna@ÅRE.se"],
}  # fmt: skip
EVERY = [(one, written) for one, forms in WRITTEN.items() for written in (one, *forms)]


@pytest.mark.parametrize(("one", "written"), EVERY, ids=ascii)
def test_whichever_door_an_address_comes_through_it_is_one_account(
    client, one, written, mailoutbox, settings
):
    settings.SITE_URL = "https://samverkan.example"
    settings.OIDC_TRUSTED_DOMAINS = []
    assert client.post(reverse("account_login"), {"email": written}).status_code == 302
    assert mailoutbox[-1].to == [one]
    group = make_group(leader="leder@samverkan.example")
    group.open()
    leader = sign_in("leder@samverkan.example")
    added = {"email": written, "role": "reader"}
    assert leader.post(group.collaboration_url("members"), added).status_code == 302
    invited = leader.post(group.url("invitations"), {"addresses": f"Anna\t{written}"})
    assert invited.status_code == 302
    assert Invitation.objects.get().email == one
    fed = {"text": "Hej", "topic": "ovrigt", "email": written}
    assert client.post(reverse("feedback"), fed).status_code in (200, 302)
    assert Feedback.objects.get().email == one
    call_command("invite_staff", written)
    assert find_address({"email": written, "email_verified": True}) == one
    assert StaffInvitation.objects.get().email == one
    everybody = set(User.objects.values_list("email", flat=True))
    assert {email for email in everybody if "example" not in email} == {one}
    call_command("close_account", written)
    assert not User.objects.get(email=one).is_active


@pytest.mark.parametrize("written", ['"anna ek"@kommun.se', "anna@", "anna ek@kommun.se"])
def test_what_has_no_one_form_is_refused_with_a_word(client, written):
    response = client.post(reverse("account_login"), {"email": written})
    assert response.status_code == 422
    assert "Adressen ser inte rätt ut" in response.content.decode()
    assert not User.objects.exists()


def migrate():
    migration.rewrite(apps, None)


def test_two_accounts_of_one_mailbox_become_one_with_all_that_they_led():
    used = User.objects.create(email="anna@kommun.se", last_login=timezone.now())
    protected = User.objects.create(email=ZW, last_login=timezone.now())
    Authenticator.objects.create(user=protected, type=Authenticator.Type.TOTP, data={})
    led = Collaboration.objects.create(name="A", scope="B", owner=used)
    seen = Collaboration.objects.create(name="C", scope="D", owner=protected)
    both = Collaboration.objects.create(name="E", scope="F")
    Member.objects.create(collaboration=seen, user=used, role="reader")
    Member.objects.create(collaboration=both, user=used, role="co_leader")
    Member.objects.create(collaboration=both, user=protected, role="reader")
    migrate()
    user = User.objects.get()
    assert (user.pk, user.email) == (protected.pk, "anna@kommun.se")
    assert {c.pk for c in Collaboration.objects.filter(owner=user)} == {led.pk, seen.pk}
    assert [(m.collaboration_id, m.role) for m in Member.objects.all()] == [(both.pk, "co_leader")]
    migrate()
    assert User.objects.get().email == "anna@kommun.se"


def test_other_stored_addresses_get_their_one_form_and_nothing_stops_the_migration():
    quoted = User.objects.create(email='"anna ek"@kommun.se')
    sent_to = User.objects.create(email="bo@straße.de")  # mail has gone to strasse.de
    StaffInvitation.objects.create(email=ZW, token_sha256="a", expires_at=timezone.now())
    Feedback.objects.create(text="Hej", email="anna@xn--re-xia.se")
    group = make_group()
    group.open()
    for email in (ZW, "anna@kommun.se", "bo@xn--re-xia.se"):
        Invitation.objects.create(assessment=group.reload(), email=email)
    migrate()
    assert User.objects.get(pk=quoted.pk).email == '"anna ek"@kommun.se'
    assert User.objects.get(pk=sent_to.pk).email == "bo@strasse.de"
    assert StaffInvitation.objects.get().email == "anna@kommun.se"
    assert Feedback.objects.get().email == "anna@åre.se"
    assert {i.email for i in Invitation.objects.all()} == {ZW, "anna@kommun.se", "bo@åre.se"}
