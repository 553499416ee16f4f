"""The invented collaborations: several stages, rounds and tools, only where there is nothing."""

import pytest
from django.core.management import CommandError, call_command

from assessments.core.rules.lifecycle import State
from assessments.models import Assessment, Collaboration, Snapshot
from samverkan.models import User
from tests.group import sign_in
from tests.markup import read_page

pytestmark = pytest.mark.django_db


def test_an_empty_database_is_filled_once_and_says_how_to_sign_in(capsys):
    call_command("fill_demo")
    said = capsys.readouterr().out
    assert "Sign in at /konto/logga-in/ as anna.demo@example.com" in said
    rounds = Assessment.objects.filter(instrument="stages")
    assert set(rounds.values_list("state", flat=True)) == {State.OPEN, State.CLOSED}
    results = Snapshot.objects.filter(assessment__in=rounds)
    stages = {each.document["diagnosis"]["stage"] for each in results}
    assert len(stages) >= 5
    assert Assessment.objects.exclude(instrument="stages").count() >= 4
    leader = sign_in("anna.demo@example.com")
    page = read_page(leader.get("/mina/")).text
    assert [c.name for c in Collaboration.objects.all() if c.name not in page] == []
    steering = read_page(leader.get(said.split()[-1])).text
    assert "avsätta en halvtid för samordning i ett år" in steering
    found = read_page(leader.get("/lar-av-varandra/")).text
    assert "Räddning över gränsen" in found
    before = Collaboration.objects.count()
    with pytest.raises(CommandError, match="there is something"):
        call_command("fill_demo")
    assert Collaboration.objects.count() == before


def test_nothing_invented_gets_among_what_is_not(settings):
    User.objects.create(email="per@region.example")
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("fill_demo")
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not in production"):
        call_command("fill_demo")
    assert not Collaboration.objects.exists()
