"""How many queries a group's pages make: fixed, and the same with 3 and with 300 respondents."""

import re

import pytest

pytestmark = pytest.mark.django_db

TRANSACTION = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)

BUDGET: dict[str, int] = {}
"""Queries of a GET by the one who leads, by the name of the address; two are the account's."""
