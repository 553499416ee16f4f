"""Every address under the staff's prefix and what it answers each of them.

`test_staff_access.py` tries them all, and compares them with the URLconf.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from samverkan.accounts.staff import STAFF_PREFIX

NOT_ALLOWED = 405

NOBODY: frozenset[str] = frozenset()
SUPERUSER = frozenset({"rut"})
PUBLISHERS = frozenset({"pia", "rut"})
ANALYSTS = frozenset({"sam", "eva", "pia", "rut"})
OVERVIEW = frozenset({"sam", "rut"})
EDITORS = frozenset({"eva", "pia", "rut"})
APPROVERS = frozenset({"gun", "rut"})
STAFF = frozenset({"eva", "gun", "pia", "sam", "nils", "rut"})

NOT_FOUND = "(?P<url>.*)$"
"""The address of whatever has none; it has no name."""


@dataclass(frozen=True)
class StaffAddress:
    """An address with the status of GET and of an empty POST for those who may.

    `args` name what the world of the test holds; what it does not hold is used as it is. `sends`
    names what of it a POST is not empty of. Others of the staff are `refused`, unless the method is
    not allowed at all.
    """

    name: str
    get: int
    post: int
    readers: frozenset[str] = STAFF
    writers: frozenset[str] | None = None
    args: tuple[str, ...] = ()
    query: str = ""
    sends: tuple[str, ...] = ()
    refused: int = 403

    def url(self, world: dict[str, int | str]) -> str:
        """The address with the keys of this world."""
        if self.name == NOT_FOUND:
            return f"{STAFF_PREFIX}innehall/finns-inte/"
        path = reverse(self.name, args=[world.get(arg, arg) for arg in self.args])
        return f"{path}?{self.query}" if self.query else path

    def form(self, world: dict[str, int | str]) -> dict[str, int | str]:
        """What a POST sends in this world."""
        return {name: world[name] for name in self.sends}

    def may(self, role: str, method: str) -> bool:
        """Whether this one of the staff may use the method here."""
        writers = self.readers if self.writers is None else self.writers
        return role in (self.readers if method == "get" else writers)

    def expect(self, role: str, method: str) -> int:
        """The status that the method gives this one of the staff."""
        status: int = getattr(self, method)
        return status if status == NOT_ALLOWED or self.may(role, method) else self.refused

    def __str__(self) -> str:
        return " ".join((self.name, *self.args, *self.sends))


def list_staff_addresses() -> list[StaffAddress]:
    """All of them; one whose answer depends on the state of an edition stands there for each."""
    return [*PAGES, *EDITION, *PARTS, *USERS]


PAGES = (
    StaffAddress("staff", 200, NOT_ALLOWED),
    StaffAddress("question_statistics", 200, NOT_ALLOWED, ANALYSTS),
    StaffAddress("question_statistics_file", 200, NOT_ALLOWED, ANALYSTS),
    StaffAddress("approvals", 200, NOT_ALLOWED, APPROVERS),
    StaffAddress("approve", 200, 422, APPROVERS, args=("asking",)),
    StaffAddress("manage_region", 200, 302, ANALYSTS, OVERVIEW),
    StaffAddress("publish_region", NOT_ALLOWED, 404, OVERVIEW, args=("2025",)),
    StaffAddress("preview_edition", NOT_ALLOWED, 302, EDITORS, args=("draft",)),
    StaffAddress("preview_tool", 200, NOT_ALLOWED, EDITORS, args=("tool",)),
    StaffAddress("admin:index", 200, 200),
    StaffAddress("admin:app_list", 200, 200, SUPERUSER, args=("samverkan",), refused=404),
    StaffAddress("admin:jsi18n", 200, NOT_ALLOWED),
    StaffAddress("admin:login", 302, 302),
    StaffAddress("admin:logout", 302, 302),
    StaffAddress(NOT_FOUND, 404, 404),
)


def _edition(name: str, get: int, post: int, *args: str, readers: frozenset[str] = EDITORS,
             writers: frozenset[str] | None = None, query: str = "",
             sends: tuple[str, ...] = ()) -> StaffAddress:  # fmt: skip
    return StaffAddress(name, get, post, readers, writers, args, query, sends)


EDITION = (
    _edition("edition_import", 200, 422),
    _edition("edition_restore", 403, 302, "draft", "change"),
    _edition("edition_restore", 403, 403, "published", "change"),
    _edition("edition_delete", 200, 302, "draft"),
    _edition("edition_delete", 403, 403, "published"),
    _edition("edition_delete", 403, 403, "retired"),
    _edition("edition_publish", 403, 302, "draft", readers=PUBLISHERS),  # asks again without seal
    _edition("edition_publish", 403, 302, "draft", readers=PUBLISHERS, sends=("seal",)),
    _edition("edition_publish", 403, 302, "published", readers=PUBLISHERS),
    # Led back with a word: it is in use.
    _edition("edition_take_up", 302, 302, "published", readers=PUBLISHERS),
    _edition("edition_take_up", 200, 302, "retired", readers=PUBLISHERS),
    # The same whatever state the edition is in.
    _edition("edition", 200, 403, "draft"),
    _edition("edition", 200, 403, "tool"),
    _edition("edition_take_up", 404, 404, "tool", readers=PUBLISHERS),
    _edition("edition_publish", 403, 302, "tool", readers=PUBLISHERS),
    _edition("edition", 200, 403, "published"),
    _edition("edition_history", 200, 200, "retired"),
    _edition("edition_ready", 200, 302, "draft"),
    _edition("edition_ready", 200, 302, "published"),
    _edition("edition_copy", 200, 302, "retired"),
    _edition("edition_settle", 403, 302, "draft", "statement/varfor.3"),
    _edition("edition_settle", 403, 403, "published", "statement/varfor.3"),
    _edition("edition_translate", 200, 302, "draft", "en"),
    _edition("edition_translate", 404, 403, "published", "en"),
    _edition("edition_export", 200, NOT_ALLOWED, "published", "json"),
    _edition("edition_export", 200, NOT_ALLOWED, "draft", "fixtures"),
    _edition("edition_export", 200, NOT_ALLOWED, "retired", "xlsx"),
)


def _list_part(key: str, slot: str, parent: str) -> Iterator[StaffAddress]:
    """The addresses of a part, in a draft, a published edition and one out of use."""
    yield _edition("part", 200, 200, "draft", key)
    yield _edition("part", 200, 200, "published", key, writers=PUBLISHERS)
    yield _edition("part", 200, 200, "retired", key, writers=NOBODY)
    yield _edition("part_history", 200, 200, "retired", key)
    is_fixed = slot == "stages"
    may = 403 if is_fixed else 302
    yield _edition("part_move", may, may, "draft", key)
    yield _edition("part_delete", 403 if is_fixed else 200, may, "draft", key)
    for what in ("part_move", "part_delete"):
        yield _edition(what, 403, 403, "published", key)
    if not is_fixed:
        yield _edition("part_add", 200, 200, "draft", slot, query=f"i={parent}")
        yield _edition("part_add", 403, 403, "published", slot, query=f"i={parent}")


# One of each kind of place: of the stages, which are fixed, inside another part, and beside them.
PARTS = tuple(
    address
    for key, slot, parent in (
        ("stage/initiativ", "stages", ""),
        ("aspect/varfor", "aspects", "stage/initiativ"),
        ("case/hedemora-naringsliv", "cases", ""),
    )
    for address in _list_part(key, slot, parent)
)


USERS = tuple(
    StaffAddress(f"admin:samverkan_user_{name}", get, post, readers, args=args)
    for name, get, post, readers, args in (
        ("changelist", 200, 200, SUPERUSER, ()),
        ("add", 403, 403, NOBODY, ()),
        ("history", 200, 200, SUPERUSER, ("user",)),
        ("change", 200, 302, SUPERUSER, ("user",)),
        ("delete", 403, 403, NOBODY, ("user",)),
    )
)


def list_staff_url_names() -> set[str]:
    """The name of every address under the staff's prefix in the URLconf."""
    return set(_list_names(get_resolver(), "/", ""))


def _list_names(resolver: URLResolver, path: str, namespace: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        whole = f"{path}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from _list_names(pattern, whole, inner)
        elif isinstance(pattern, URLPattern) and whole.startswith(STAFF_PREFIX):
            yield f"{namespace}{pattern.name}" if pattern.name else str(pattern.pattern)
