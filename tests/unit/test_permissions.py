"""What a leader, a co-leader and a reader may: the table of the documentation is the program's."""

import re

import pytest

from assessments.core.rules import permissions
from assessments.core.rules.permissions import May, Role, can

ROWS = re.findall(
    r"^\| ([\w-]+) \| (yes|no) \| (yes|no) \| (yes|no) \|$", permissions.__doc__ or "", re.MULTILINE
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_role_may_what_the_table_says(row):
    role = Role(row[0].replace("-", "_"))
    assert [can(role, may) for may in May] == [given == "yes" for given in row[1:]]


def test_the_table_has_every_role():
    assert len(ROWS) == len(Role)
