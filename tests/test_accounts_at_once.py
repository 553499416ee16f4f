"""Two connections at once, on PostgreSQL: one claims, and all count the same."""

from django.test import Client
from django.utils import timezone

from assessments.filling.actions.diagnoses import AlreadyClaimed, claim_diagnosis
from assessments.groups.actions.accounts import delete_account
from assessments.models import Collaboration
from samverkan.accounts.actions import (
    InvitationRefused,
    accept_invitation,
    invite_staff,
    prepare_account,
)
from samverkan.models import User
from tests.test_concurrency import in_threads, two_connections
from tests.world import start

pytestmark = two_connections


def test_of_two_who_claim_at_once_one_has_it_and_the_other_is_told():
    for number in range(5):
        diagnosis = start()
        users = [prepare_account(email=f"{who}{number}@kommun.example") for who in "ab"]

        def claim(user, diagnosis=diagnosis):
            claim_diagnosis(respondent=diagnosis.respondent, user=user, keep_links=False)
            return user

        done = in_threads(*(lambda user=user: claim(user) for user in users))
        [winner] = [result for result in done if isinstance(result, User)]
        [loser] = [result for result in done if isinstance(result, AlreadyClaimed)]
        assert loser
        assert diagnosis.assessment.collaboration.owner == winner
        assert diagnosis.assessment.read_generation == 2, "the loser has revoked nothing"


def test_an_account_deleted_while_it_claims_leaves_no_diagnosis_behind_it():
    diagnosis, user = start(), prepare_account(email="anna@kommun.example")
    in_threads(
        lambda: claim_diagnosis(respondent=diagnosis.respondent, user=user, keep_links=True),
        lambda: delete_account(user=user, keep_diagnoses=True),
    )
    owners = set(Collaboration.objects.values_list("owner", flat=True))
    assert owners <= {None, *User.objects.values_list("pk", flat=True)}


def test_an_address_that_signs_in_twice_at_once_has_one_account():
    prepared = in_threads(*[lambda: prepare_account(email="anna@kommun.example")] * 4)
    assert len({user.pk for user in prepared}) == 1


def test_an_invitation_that_is_taken_twice_at_once_is_good_once():
    for number in range(5):
        email = f"eva{number}@kommun.example"
        token = invite_staff(email=email, as_superuser=False, now=timezone.now())

        def accept(email=email, token=token):
            user = prepare_account(email=email)
            user.second_factor_given = True
            return accept_invitation(token=token, user=user, now=timezone.now())

        prepare_account(email=email)
        refused = [isinstance(r, InvitationRefused) for r in in_threads(accept, accept)]
        assert sorted(refused) == [False, True]
        assert User.objects.get(email=email).staff_since


def test_the_limit_holds_for_many_who_ask_at_once():
    def ask():
        return Client().post("/konto/logga-in/", {"email": "anna@kommun.example"}).status_code

    assert sorted(in_threads(*[ask] * 8)) == [302] * 3 + [429] * 5
