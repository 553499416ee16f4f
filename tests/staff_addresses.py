"""Every address under the staff's prefix and what it answers each of them.

`test_staff_access.py` tries them all, and compares them with the URLconf.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from model_content.actions.rows import EDITABLE, PARTS

from model_content.models import Aspect, Case, Question, Source, Stage
from samverkan.staff import STAFF_PREFIX

NOT_ALLOWED = 405

NOBODY: frozenset[str] = frozenset()
SUPERUSER = frozenset({"rut"})
PUBLISHERS = frozenset({"pia", "rut"})
ANALYSTS = frozenset({"sam", "rut"})
EDITORS = frozenset({"eva", "pia", "rut"})
STAFF = frozenset({"eva", "pia", "sam", "nils", "rut"})

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
        parent = self.query.rpartition(":")[2]
        return f"{path}?{parent}={world[self.query]}" if self.query else path

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
    rows = [address for model in EDITABLE for address in _list_row(model)]
    return [*PAGES, *EDITION, *rows, *USERS]


PAGES = (
    StaffAddress("staff", 200, NOT_ALLOWED),
    StaffAddress("question_statistics", 200, NOT_ALLOWED, ANALYSTS),
    StaffAddress("question_statistics_file", 200, NOT_ALLOWED, ANALYSTS),
    StaffAddress("preview_edition", NOT_ALLOWED, 302, EDITORS, args=("draft",)),
    StaffAddress("admin:index", 200, 200),
    StaffAddress("admin:app_list", 200, 200, EDITORS, args=("model_content",), refused=404),
    StaffAddress("admin:app_list", 200, 200, SUPERUSER, args=("samverkan",), refused=404),
    StaffAddress("admin:jsi18n", 200, NOT_ALLOWED),
    StaffAddress("admin:login", 302, 302),
    StaffAddress("admin:logout", 302, 302),
    StaffAddress(NOT_FOUND, 404, 404),
)


def _edition(name: str, get: int, post: int, *args: str, readers: frozenset[str] = EDITORS,
             writers: frozenset[str] | None = None,
             sends: tuple[str, ...] = ()) -> StaffAddress:  # fmt: skip
    full = f"admin:model_content_edition_{name}"
    return StaffAddress(full, get, post, readers, writers, args, sends=sends)


EDITION = (
    _edition("changelist", 200, 200),
    _edition("add", 403, 403, readers=NOBODY),
    _edition("import", 200, 422),
    _edition("restore", 403, 302, "draft", "change"),
    _edition("restore", 403, 403, "published", "change"),
    _edition("delete", 200, 200, "draft"),  # POST without the answer of the form asks again
    _edition("delete", 403, 403, "published", readers=NOBODY),
    _edition("delete", 403, 403, "retired", readers=NOBODY),
    _edition("publish", 200, 200, "draft", readers=PUBLISHERS),  # and without its seal asks again
    _edition("publish", 200, 302, "draft", readers=PUBLISHERS, sends=("seal",)),
    # Led back with a word: it is the only one that is published, and in use.
    _edition("publish", 302, 302, "published", readers=PUBLISHERS),
    _edition("retire", 302, 302, "published", readers=PUBLISHERS),
    _edition("take_up", 302, 302, "published", readers=PUBLISHERS),
    _edition("take_up", 200, 302, "retired", readers=PUBLISHERS),
    # The same whatever state the edition is in.
    _edition("change", 200, 403, "draft"),
    _edition("change", 200, 403, "published"),
    _edition("history", 200, 200, "retired"),
    _edition("check", 200, 302, "draft"),
    _edition("compare", 200, 200, "draft"),
    _edition("copy", 200, 302, "retired"),
    _edition("export", 200, NOT_ALLOWED, "published", "json"),
    _edition("export", 200, NOT_ALLOWED, "draft", "fixtures"),
    _edition("export", 200, NOT_ALLOWED, "retired", "xlsx"),
)


def _list_row(model: type) -> Iterator[StaffAddress]:
    """The addresses of a kind of row, in a draft, a published edition and one out of use."""
    name = model.__name__.lower()
    stays = model is Stage
    in_draft = NOBODY if stays else EDITORS
    parent = "" if stays else _name_parent(model)

    def row(what: str, get: int, post: int, state: str, readers: frozenset[str],
            writers: frozenset[str] | None = None) -> StaffAddress:  # fmt: skip
        full = f"admin:model_content_{name}_{what}"
        return StaffAddress(full, get, post, readers, writers, (f"{state}:{name}",))

    lists = f"admin:model_content_{name}_changelist"
    add = f"admin:model_content_{name}_add"
    yield StaffAddress(lists, 302, 302)  # to the list of editions, which asks for the right
    yield StaffAddress(add, 200, 200, in_draft, query="" if stays else f"draft:{parent}")
    yield StaffAddress(add, 403, 403, NOBODY, query="" if stays else f"published:{parent}")
    writers = {"draft": EDITORS, "published": PUBLISHERS, "retired": NOBODY}
    for state, may in (("draft", in_draft), ("published", NOBODY), ("retired", NOBODY)):
        yield row("change", 200, 200, state, EDITORS, writers[state])
        if state == "retired" and model is not Question:
            return  # as the published one
        yield row("delete", 200, 302, state, may)
        yield row("move", 302, 302, state, may)
        if state != "published":
            yield row("history", 200, 200, state, EDITORS)


def _name_parent(model: type) -> str:
    """What a row of this kind is added to."""
    if model in (Question, *PARTS):
        return "aspect"
    assert model in (Aspect, Case, Source)
    return "stage" if model is Aspect else "edition"


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
