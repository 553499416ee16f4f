"""Reads what no page shows, past the pages: the only place here that knows today's tables.

Where these tables give way to others, what stands here is written anew, so that it says the same of
them. What it said at first is in `golden/` and stays.
"""

import hashlib
import json
from typing import Any

from django.apps import apps


def read_inside() -> dict[str, Any]:
    return {
        "snapshots": list_snapshots(),
        "answers": list_answers(),
        "joint": list_joint_entries(),
        "changes": list_changes(),
        "revisions": list_revisions(),
        "accounts": list_accounts(),
        "counts": count_the_rest(),
    }


def _rows(model: str, *names: str, order: str = "pk") -> list[tuple[Any, ...]]:
    return list(apps.get_model(model)._base_manager.order_by(order).values_list(*names))


def list_snapshots() -> list[list[Any]]:
    """Of each result: its round, number, day, hash, and its document."""
    names = ("assessment__public_id", "number", "created_at", "sha256", "document")
    found = [
        [str(round_), number, made.isoformat(), _check_hash(sha256, document), document]
        for round_, number, made, sha256, document in _rows("assessments.Snapshot", *names)
    ]
    return sorted(found, key=lambda row: row[:2])


def _check_hash(sha256: str, document: Any) -> str:
    """The hash that is stored with a document, and whether it is another's."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    is_own = hashlib.sha256(canonical.encode()).hexdigest() == sha256
    return sha256 if is_own else f"{sha256} is not the hash of what is stored"


def list_answers() -> list[list[Any]]:
    """The answers of each respondent: the round, the hash of their link, and when → field → value.

    What was taken back is among them: it keeps its revision, which is given where it is not 1.
    """
    names = (
        "sheet__kind", "sheet__assessment__public_id", "sheet__token_sha256", "saved_at", "field",
        "value", "revision",
    )  # fmt: skip
    found: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    rows = [(str(row[0]), row[1], row[2].isoformat(), *row[3:])
            for kind, *row in _rows("assessments.Answer", *names)
            if kind == "respondent"]  # fmt: skip
    for round_, link, saved_at, field, value, revision in sorted(rows):
        answers = found.setdefault((round_, link), {}).setdefault(saved_at, {})
        answers[field] = value if revision == 1 else [value, revision]
    return [[*key, answers] for key, answers in found.items()]


def list_joint_entries() -> list[list[Any]]:
    """Every field of a joint assessment, with whoever saved it last."""
    names = (
        "sheet__kind", "sheet__assessment__public_id", "field", "value", "revision", "saved_at",
        "saved_by__email",
    )  # fmt: skip
    rows = [row for kind, *row in _rows("assessments.Answer", *names) if kind == "joint"]
    return sorted([str(row[0]), *row[1:4], row[4].isoformat(), row[5]] for row in rows)


def list_changes() -> list[list[Any]]:
    """The history of each edition, the oldest first: what, where, who, when, why, before, after."""
    names = ("edition__code", "kind", "key", "by", "at", "reason", "before", "after")
    rows = _rows("model_content.ContentChange", *names)
    return [[*row[:2], *_name_row(*row[:3]), row[3], row[4].isoformat(), *row[5:]] for row in rows]


def _name_row(edition: str, _kind: str, key: str) -> tuple[str, str]:
    """The table and the code by which a row was named in the history, by the key of what it is."""
    kind, _, rest = key.partition("/")
    if kind in ("marker", "statement"):
        return "question", rest
    return kind.replace("_", ""), rest.partition("/")[0] or edition


def list_revisions() -> list[list[Any]]:
    """Of each revision of an edition that has been published: its hash, which names its words."""
    names = ("edition__code", "number", "sha256", "document")
    found = []
    for code, number, sha256, document in _rows("model_content.Revision", *names):
        found.append([code, number, _check_hash(sha256, document)])
    return sorted(found)


def list_accounts() -> list[dict[str, Any]]:
    """Each account: since when, whether it is open, what it may do, its second factors."""
    return [
        {
            "email": user.email,
            "is_active": user.is_active,
            "created_at": user.created_at.isoformat(),
            "staff_since": user.staff_since and user.staff_since.isoformat(),
            "is_superuser": user.is_superuser,
            "groups": sorted(group.name for group in user.groups.all()),
            "rights": sorted(right.codename for right in user.user_permissions.all()),
            "factors": sorted(factor.type for factor in user.authenticator_set.all()),
            "sessions": user.sessions_generation,
        }
        for user in apps.get_model("samverkan.User").objects.order_by("email")
    ]


def count_the_rest() -> dict[str, int]:
    """How many there are of what neither a page nor a list above shows."""
    named = {
        "feedback": "assessments.Feedback",
        "rate counts": "assessments.RateCount",
        "sent forms": "samverkan.Submission",
        "invitations to the staff": "samverkan.StaffInvitation",
        "accepted words": "model_content.KnownWord",
        "sessions": "sessions.Session",
        "lines of the admin's log": "admin.LogEntry",
    }
    return {name: apps.get_model(label)._base_manager.count() for name, label in named.items()}
