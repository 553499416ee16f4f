"""Reads all that there is a golden result of, by its name; and keeps golden results in files."""

import json
from pathlib import Path
from typing import Any

from tests.carried_over.rows import HERE, read_shared, unpack, write_json

ADDRESSES = HERE / "addresses.json"
GOLDEN = HERE / "golden"

INSIDE, ACCOUNTS, SESSION = "inside", "accounts", "session"
"""Golden results that are of no one address."""

INSIDE_WAYS = {INSIDE: "inside", ACCOUNTS: "accounts", SESSION: "same"}


def read_addresses() -> dict[str, Any]:
    """`places`: what is read; `secrets`: what is needed for that; `accounts`: whose are tried."""
    found: dict[str, Any] = json.loads(ADDRESSES.read_text(encoding="utf-8"))
    return found


def read_everything(addresses: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the program says now. First what no page shows: pages write a little, such as counts."""
    from tests.carried_over.inside import read_inside
    from tests.carried_over.reading import Reader, read_accounts, read_session

    listed = addresses or read_addresses()
    reader = Reader(listed["secrets"])
    said: dict[str, Any] = {INSIDE: read_inside()}
    said[SESSION] = read_session(listed["secrets"]["session of cia"])
    said |= {place["name"]: reader.read(place) for place in listed["places"]}
    said[ACCOUNTS] = read_accounts(listed["accounts"], listed["secrets"])
    return said


def list_ways() -> dict[str, str]:
    """How each golden result is compared, by its name."""
    ways = {place["name"]: place["how"] for place in read_addresses()["places"]}
    return ways | INSIDE_WAYS


# Files --------------------------------------------------------------------------------------------


def name_file(name: str) -> str:
    return "".join(c if c.isalnum() or c in ".@-" else "_" for c in name)


def read_golden() -> dict[str, Any]:
    shared = read_shared()
    return {name: _read(name_file(name), shared) for name in list_ways()}


def _read(stem: str, shared: list[Any]) -> Any:
    text = GOLDEN / f"{stem}.txt"
    if text.exists():
        return text.read_bytes().decode()
    return unpack(json.loads((GOLDEN / f"{stem}.json").read_text(encoding="utf-8")), shared)


def write_golden(name: str, packed: Any) -> Path:
    """A text as a text; anything else as JSON, a part of it on each line."""
    GOLDEN.mkdir(exist_ok=True)
    if isinstance(packed, str):
        path = GOLDEN / f"{name_file(name)}.txt"
        path.write_bytes(packed.encode())
    else:
        path = GOLDEN / f"{name_file(name)}.json"
        path.write_text(_lay_out(packed) + "\n", encoding="utf-8")
    return path


def _lay_out(value: Any, depth: int = 3) -> str:
    """JSON with a line for each part, this deep."""
    if depth and isinstance(value, list) and value and value != [*filter(_is_plain, value)]:
        return "[\n" + ",\n".join(_lay_out(part, depth - 1) for part in value) + "\n]"
    if depth and isinstance(value, dict) and value and value.keys() != {"@"}:
        parts = (f"{write_json(k)}: {_lay_out(part, depth - 1)}" for k, part in value.items())
        return "{\n" + ",\n".join(parts) + "\n}"
    return write_json(value)


def _is_plain(value: Any) -> bool:
    return not isinstance(value, dict | list)
