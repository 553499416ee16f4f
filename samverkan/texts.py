"""What people write, cleaned in one place: texts, names, e-mail addresses, and how they are sorted.

Every door (forms, pasted lists, JSON, imports, commands) cleans what comes in with these functions,
and every writer of files and mails cleans once more what it is given, since older rows may hold
anything. Pure: the standard library and `idna`, whose tables say what the domain of an address is.

    clean_text("Cafe\\u0301\\x07\\r\\n")                gives  "Café\\n"
    clean_line("  Luleå\\u200b \\t kommun ")            gives  "Luleå kommun"
    fold_name("LULEA\\u030a  KOMMUN")                  gives  "luleå kommun"
    normalise_address("Anna@xn--re-xia.se\\u200b")     gives  "anna@åre.se"
    sorted(["Älvsbyn", "Åsele", "Piteå"], key=sort_key)  gives  ["Piteå", "Åsele", "Älvsbyn"]
    find_web_address("Betala på evil.example/x")       gives  "evil.example/x"
    break_web_addresses("Betala på evil.example/x") gives  "Betala på evil. example/x"
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

import idna

# Texts --------------------------------------------------------------------------------------------

_LINE_ENDS: Final = re.compile("\r\n?|[\u2028\u2029]")

_NONCHARACTERS: Final = "\ufdd0-\ufdef" + "".join(
    chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)

# Control characters but tab and line feed, half surrogate pairs, what Unicode says is no character,
# byte order marks, signs for annotations that nothing shows, and those that turn letters round.
_NOT_KEPT: Final = re.compile(
    f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e\u206a-\u206f\ufeff\ufff9-\ufffb{_NONCHARACTERS}]"
)

# Tags: only the flags of England, Scotland and Wales are written with them.
_TAGS: Final = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\U000e0000-\U000e007f]")

# In a name these do nothing, or turn what stands after it around: spaces without width, optional
# hyphens and joiners, and signs that begin a direction of writing.
_NOT_IN_LINES: Final = re.compile(
    "[\u00ad\u034f\u180e\u200b\u202a-\u202e\u2060-\u2069\ufff0-\ufff8]"
)

# Everything that is drawn as nothing (Unicode's Default_Ignorable_Code_Point) …
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
# … or as an empty place, though it counts as a letter or a sign.
_BLANK: Final = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")


def clean_text(text: str) -> str:
    """The text as it is stored and shown: composed (NFC), lines ended by LF, nothing unprintable.

    What is invisible but of use is kept: joiners, variation selectors, signs of direction.
    """
    text = _NOT_KEPT.sub("", _LINE_ENDS.sub("\n", text))
    return compose(_TAGS.sub(lambda found: found[1] or "", text))


def clean_line(text: str) -> str:
    """A name, or another text on one line: white space folded; empty if nothing of it is seen."""
    line = " ".join(_NOT_IN_LINES.sub("", clean_text(text)).split())
    return compose(line) if is_seen(line) else ""


def fold_invisible(text: str) -> str:
    """The text without anything invisible: for what is made of addresses or codes, not of prose."""
    return _INVISIBLE.sub("", text)


def is_seen(text: str) -> bool:
    """Whether anything of the text is drawn: marks alone have no letter to stand on."""
    return any(
        unicodedata.category(c)[0] not in "ZM" and unicodedata.category(c) not in ("Cc", "Cs")
        for c in _INVISIBLE.sub("", _BLANK.sub("", text))
    )


def is_readable(text: str) -> bool:
    """Whether the text has a letter or a digit that is drawn."""
    return any(c.isalnum() for c in _BLANK.sub("", text))


def is_storable(text: str) -> bool:
    """Whether a database could keep the text as it is: no NUL, no half of a surrogate pair."""
    return not re.search("[\0\ud800-\udfff]", text)


def is_clean(text: str) -> bool:
    """Whether nothing would be left out of it, however its accents and line ends are written."""
    text = _LINE_ENDS.sub("\n", text)
    return not (_NOT_KEPT.search(text) or any(not found[1] for found in _TAGS.finditer(text)))


def compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def clean_document(value: Any) -> Any:
    """A JSON value with every text in it cleaned; keys stay as they are."""
    if isinstance(value, str):  # most are codes, with nothing to clean
        return value if value.isascii() and value.isprintable() else clean_text(value)
    if isinstance(value, list | tuple):
        return [clean_document(each) for each in value]
    if isinstance(value, dict):
        return {key: clean_document(each) for key, each in value.items()}
    return value


# Names --------------------------------------------------------------------------------------------

# Signs that cannot be told apart when a name is read.
_ALIKE: Final = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"')
)


def fold_name(name: str | None) -> str:
    """A name as it is compared, empty for none: two that look alike are the same, whatever their
    case, white space, invisible characters, width, ligatures, hyphens and quotation marks.
    """
    text = clean_text(name or "")
    for _ in range(2):  # what is left out may let marks meet a letter, and the other way round
        text = unicodedata.normalize("NFD", _INVISIBLE.sub("", _BLANK.sub(" ", text))).casefold()
        text = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    return " ".join(unicodedata.normalize("NFKC", text.casefold()).split())


def unique_names(names: Iterable[str]) -> list[str]:
    """The names that are not the same as an earlier one, as they are written."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(fold_name(name), name)
    return list(first.values())


def find_name(name: str, names: Iterable[str]) -> str:
    """The first of the names that is the same as this one, as it is written there; else empty."""
    key = fold_name(name)
    return next((each for each in names if key and fold_name(each) == key), "")


# å, ä and ö stand after z; ü is a y and æ an ä, as in Swedish dictionaries.
_LETTERS: Final = str.maketrans(
    {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y", "ð": "d", "đ": "d", "ł": "l",
     "þ": "th"}
)  # fmt: skip


def sort_key(text: str) -> tuple[str, str]:
    """What a Swedish reader looks a text up by; case, accents and punctuation decide only between
    texts that are otherwise alike.
    """
    folded = compose(text.casefold()).translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", folded)
    return "".join(c for c in plain if c.isalnum() or c in " {|}"), text


# E-mail addresses ---------------------------------------------------------------------------------

_LOCAL_PART: Final = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")

_ASCII_DOMAIN: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


def normalise_address(text: str) -> str | None:
    """The one form of an e-mail address: by which an account is found, tries are counted and mail
    is sent. None if it can have none.

    Invisible characters go, letters of full width or in circles become plain ones as the domain
    name system has them (UTS 46), and lower case is the same as upper. What stands before the @
    must be plain letters, digits and signs: not quoted.
    """
    if not is_storable(text):
        return None
    seen = _INVISIBLE.sub("", clean_text(text))
    local, _, domain = unicodedata.normalize("NFKC", seen).strip().rpartition("@")
    local = local.lower()
    found = normalise_domain(domain)
    return f"{local}@{found}" if found and _LOCAL_PART.fullmatch(local) else None


def normalise_domain(text: str) -> str | None:
    """The one form of a domain, in lower case and without a dot at its end; None if it is none.

    It is in its own letters (`åre.se`, not `xn--re-xia.se`), unless those could be sent to another
    domain by mail programs that follow the older rules (IDNA 2003), as `straße.de` can.
    """
    domain = text.lower().removesuffix(".")
    if domain.isascii() and "xn--" not in domain:
        return domain if _ASCII_DOMAIN.fullmatch(domain) else None
    try:
        sent = idna.encode(domain, uts46=True, std3_rules=True).decode()
        own = idna.decode(sent)
    except UnicodeError:  # also idna's own errors
        return None
    return own if own == own.lower() and _encode_by_older_rules(own) == sent else sent


def _encode_by_older_rules(domain: str) -> str | None:
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return None


# Addresses on the web -----------------------------------------------------------------------------

# Swedish abbreviations that would be read as a host's last part.
_ABBREVIATED: Final = "dyl|ex|fl|likn"

# `https://…`, `www.…`, a host whose last part is a word (`evil.example`, `anna@evil.example`), or
# four numbers and a path. The last part is no word where more of a name follows: a hyphen as in
# `Kommun.se-gruppen`, a digit as in `Norrbotten 2.0`. Letters with accents end no host in use.
_WEB_ADDRESS: Final = re.compile(
    rf"""
    (?<![a-z0-9+.-]) [a-z][a-z0-9+.-]*://\S*
    | (?<![^\W_])www\.\S+
    | (?<![\w.-]) \w[\w-]* (?:\.\w[\w-]*)*
      \. (?!(?:{_ABBREVIATED})(?!\w|[/:])) (?: [a-z]{{2,}} | xn--[a-z0-9-]+ | [^\W\d_a-zà-ɏ]{{2,}} )
      (?![^\W_]|-|\.\w) (?: [/:?\#]\S* )?
    | (?<![\w.]) \d{{1,3}}(?:\.\d{{1,3}}){{3}} [/:]\S*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AS_MAIL_PROGRAMS_READ: Final = str.maketrans({"\u3002": ".", "\u2010": "-"})


def find_web_address(text: str) -> str | None:
    """The first address on the web in a text, also without `https://`: mail programs make a link of
    it. None if there is none.
    """
    found = _WEB_ADDRESS.search(_read_as_mail_programs(text))
    return found[0] if found else None


# Begun with 0, +46 or (0, and seven digits or more with what stands between them.
_PHONE: Final = re.compile(r"(?<![\w.-])\(?(?:\+|0)(?:[ ()/-]{0,2}\d){6,}")


def find_phone_number(text: str) -> str | None:
    """The first telephone number in a text, or None.

    >>> find_phone_number("Ring 070-123 45 67 nu"), find_phone_number("Luleå 2026-01-31")
    ('070-123 45 67', None)
    """
    found = _PHONE.search(_read_as_mail_programs(text))
    return found[0] if found else None


def break_web_addresses(text: str) -> str:
    """The text as it goes out in mail: no address on the web is left in it that could be followed.

    For names that were stored before they were refused, with the space that is asked for then:
    `https://evil.example/x` becomes `https: evil. example/x`.
    """
    while find_web_address(text):
        plain = _read_as_mail_programs(text)
        text = _WEB_ADDRESS.sub(lambda found: _break(found[0]), plain)
    return text


def _break(address: str) -> str:
    return re.sub(r"\.(?=\S)", ". ", address.replace("://", ": "))


def _read_as_mail_programs(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", clean_text(text)))
    return plain.translate(_AS_MAIL_PROGRAMS_READ)
