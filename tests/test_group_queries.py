"""How many queries a group's pages make: fixed, and the same with 3 and with 300 respondents."""

import re
from collections.abc import Iterable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions.plans import add_action
from assessments.models import Answer, Invitation, Respondent
from tests.group import ANNA, Group, days_from_now, make_group, sign_in
from tests.group_addresses import GROUP_ADDRESSES, GroupAddress, Where
from tests.test_group_access import find_token
from tests.world import read_example_fields

pytestmark = pytest.mark.django_db

TRANSACTION = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)

BUDGET: dict[str, int] = {}
"""Queries of a GET by the one who leads, by the name of the address; two are the account's."""
