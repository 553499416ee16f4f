"""What people write: cleaned, compared, sorted, and where it is an address."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from samverkan import texts

ODD = st.sampled_from(
    ["\0", "\x02", "\x08", "\r", "\n", "\x0b", "\x85", "\u2028", "\ud800", "\ufffe", "\U0001ffff",
     "\ufdd0", "\u200b", "\u200c", "\u200d", "\u200e", "\u202a", "\u202c", "\u202e", "\u2060",
     "\ufeff", "\u00ad", "\ufe0f", "\u034f", "\u3164", "\u2800", "\u115f", "\u1160", "\uffa0",
     "\U000e0041", "\U0001f3f4", "\u0301", "\u030a", "a", "A\u030a", "å", "ﬁ", "ｋ", "ⓚ", "\u00a0",
     "\u0345", "\u0130", "ß", "ς", "@", ".", "se", "-", "xn--", "://", "/", " "]
)  # fmt: skip
TEXTS = st.text(max_size=20) | st.lists(ODD | st.characters(), max_size=12).map("".join)
often = settings(max_examples=100, deadline=None, derandomize=True)


# Texts --------------------------------------------------------------------------------------------


def test_paragraphs_as_a_browser_sends_them_are_clean():
    assert texts.is_clean("Ett stycke.\r\n\r\nEtt till.")
    assert not texts.is_clean("Ett stycke\x07")


@often
@given(TEXTS)
@example("\r\0\n")
@example("a\u3164\u0301")
def test_whatever_is_written_is_clean_once_it_has_been_cleaned(text):
    for clean in (texts.clean_text, texts.clean_line):
        cleaned = clean(text)
        assert clean(cleaned) == cleaned
        assert texts.is_clean(cleaned)
        assert unicodedata.is_normalized("NFC", cleaned)
        assert not {
            unicodedata.category(c) for c in cleaned.replace("\n", "").replace("\t", "")
        } & {
            "Cc",
            "Cs",
        }
        assert not any(ord(c) & 0xFFFE == 0xFFFE or "\ufdd0" <= c <= "\ufdef" for c in cleaned)
    assert "\n" not in texts.clean_line(text)
    assert texts.is_seen(texts.clean_line(text)) or texts.clean_line(text) == ""


@pytest.mark.parametrize(
    "kept",
    ["👨‍👩‍👧", "❤️", "می‌خواهم", "שלום\u200f!",
     "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
     "rad\n\nrad\tkolumn", "葛\U000e0100"],
    ids=ascii,
)  # fmt: skip
def test_what_is_of_use_though_it_is_not_seen_is_kept_in_a_comment(kept):
    assert texts.clean_text(kept) == unicodedata.normalize("NFC", kept)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("x\x02y", "xy"),
        ("x\ufffey\U0010ffff", "xy"),
        ("x\ud83dy", "xy"),
        ("a\r\nb\rc\u2028d\u2029e\x0b\x0c\x85f", "a\nb\nc\nd\nef"),
        ("Lulea\u030a", "Luleå"),
        ("\ufeffabc", "abc"),
        ("a\U000e0041b", "ab"),
    ],
    ids=ascii,
)
def test_what_cannot_be_printed_is_left_out(written, stored):
    assert texts.clean_text(written) == stored


@pytest.mark.parametrize(
    "name",
    ["", " \u00a0\u3000", "\u3164", "\u2800\u2800", "\u115f", "\u1160", "\uffa0", "\u200b\u200d",
     "\u2060", "\ufeff", "\U000e0041\U000e0042", "\u0301", "\u20dd", "\ufe0f", "\u202e", "\x02",
     "\ufffe", "\u200e", "\u034f", "\u00ad", "\u3164 \u0301\u200b"],
    ids=ascii,
)  # fmt: skip
def test_a_name_of_which_nothing_is_seen_is_no_name(name):
    assert texts.clean_line(name) == ""
    assert not texts.is_readable(name)


@pytest.mark.parametrize("name", ["-", "•", "🌲", "A", "1", "가", "דן", "👨‍👩‍👧"], ids=ascii)
def test_a_name_of_which_something_is_seen_is_kept_as_it_is(name):
    assert texts.clean_line(f" {name}\u200b\t") == name


# Names --------------------------------------------------------------------------------------------


@often
@given(TEXTS)
@example("\u0345\u0301")
@example("\u3164\u0301")
@example("a\u00b4")
def test_two_ways_to_write_a_name_are_compared_as_one(name):
    key = texts.fold_name(name)
    clean = texts.clean_text(name)
    assert texts.fold_name(key) == key
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert texts.fold_name(unicodedata.normalize(form, clean)) == key
    assert texts.fold_name(texts.clean_line(name)) in (key, "")
    assert texts.fold_name(f"\u200b {clean}\ufeff") == key


@pytest.mark.parametrize(
    "name",
    ["Lulea\u030a kommun", "LULEÅ KOMMUN", "Luleå\u00a0kommun", " Luleå \t kommun",
     "Luleå\u200b kommun",
     "Lule\u212b kommun", "Ｌｕｌｅå kommun", "Lu\u00adleå kommun", "\ufeffLuleå kommun\u200e",
     "Luleå\u3164kommun", "Luleå\x02 kommun"],
    ids=ascii,
)  # fmt: skip
def test_a_party_typed_and_the_same_pasted_from_a_mac_are_one(name):
    assert texts.fold_name(name) == "luleå kommun"
    assert texts.unique_names(["Luleå kommun", name, "Piteå"]) == ["Luleå kommun", "Piteå"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﬁnans", "finans"),
        ("Vård‑gruppen", "Vård-gruppen"),
        ("Byn’s", "Byn's"),
        ("Gro\u00dfe", "GROSSE"),
    ],
)
def test_signs_that_cannot_be_told_apart_make_no_other_name(one, other):
    assert texts.fold_name(one) == texts.fold_name(other)


@pytest.mark.parametrize(("one", "other"), [("Piteå", "Pitea"), ("Norr", "Norr 2"), ("-", "•")])
def test_other_names_are_others(one, other):
    assert texts.fold_name(one) != texts.fold_name(other)


def test_names_stand_in_swedish_order():
    given = ["Älvsbyn", "Åsele", "arbetsförmedlingen", "Piteå", "Örebro", "Zinkgruvan", "Wara",
             "Vännäs", "Érik", "Erik", "Eva", "”Berga”", "Överkalix", "Übo", "Xa", "Yb", "Norra",
             "Norr Syd", "Ängelholm", "A\u030abo"]  # fmt: skip
    assert sorted(given, key=texts.sort_key) == [
        "arbetsförmedlingen", "”Berga”", "Erik", "Érik", "Eva", "Norr Syd", "Norra", "Piteå",
        "Vännäs", "Wara", "Xa", "Yb", "Übo", "Zinkgruvan", "A\u030abo", "Åsele", "Älvsbyn",
        "Ängelholm", "Örebro", "Överkalix",
    ]  # fmt: skip


@often
@given(TEXTS, TEXTS)
def test_any_two_texts_have_one_order(one, other):
    assert (texts.sort_key(one) == texts.sort_key(other)) == (one == other)


# E-mail addresses ---------------------------------------------------------------------------------

INVISIBLE = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f\u034f\u200e\u200f\u202a\u202c\u2066\u2069\u061c"
)


@pytest.mark.parametrize("sign", INVISIBLE, ids=ascii)
@pytest.mark.parametrize("place", [0, 2, 4, 5, 8, 11, 14])
def test_an_invisible_character_anywhere_makes_no_other_address(sign, place):
    address = "anna@kommun.se"
    assert texts.normalise_address(address[:place] + sign + address[place:]) == address


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("anna@åre.se", "anna@åre.se"),
        ("anna@xn--re-xia.se", "anna@åre.se"),
        ("anna@XN--RE-XIA.SE", "anna@åre.se"),
        ("Anna@A\u030are.se", "anna@åre.se"),
        ("anna@ÅRE.SE.", "anna@åre.se"),
        ("victim@ｋommun.example", "victim@kommun.example"),
        ("victim@ⓚommun.example", "victim@kommun.example"),
        ("ｖictim＠kommun。example", "victim@kommun.example"),
        ("\tanna.ek+x@kommun.se \n", "anna.ek+x@kommun.se"),
        ("anna@straße.de", "anna@xn--strae-oqa.de"),  # else mail would go to strasse.de
        ("anna@ꭰꭱ.se", "anna@xn--58dc.se"),  # whose lower case databases do not agree on
        ("anna@ab--cd.se", "anna@ab--cd.se"),
    ],
    ids=ascii,
)
def test_however_a_mailbox_is_written_it_has_one_form(written, one):
    assert texts.normalise_address(written) == one
    assert texts.normalise_address(one) == one


@pytest.mark.parametrize(
    "written",
    ["", "anna", "@kommun.se", "anna@", '"anna ek"@kommun.se', '"anna"@kommun.se',
     "anna ek@kommun.se",
     "anna@kom mun.se", "anna@@kommun.se", "bo@anna@kommun.se", "anna@[127.0.0.1]", "anna@i❤.se",
     "anna@xn--a.se", ".anna@kommun.se", "anna.@kommun.se", "å@kommun.se", "anna@kommun..se",
     "anna@-é.se", "anna@" + "å" * 64 + ".se", "anna@kommun.se>", "<anna@kommun.se>"],
    ids=ascii,
)  # fmt: skip
def test_what_has_no_one_form_is_no_address(written):
    assert texts.normalise_address(written) is None


@often
@given(st.tuples(TEXTS, TEXTS).map("@".join) | TEXTS)
@example("ss@ß.se")
def test_whatever_is_written_for_an_address_has_one_form_or_none(written):
    found = texts.normalise_address(written)
    if found is not None:
        assert texts.normalise_address(found) == found == found.lower()
        assert texts.normalise_address(found.upper()) == found
        local, _, domain = found.partition("@")
        assert local.isascii()
        if not domain.isascii():  # whoever sends it by the older rules sends it to the same domain
            sent = domain.encode("idna").decode()
            assert texts.normalise_address(f"{local}@{sent}") == found


# Addresses on the web -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["Kommun.se-gruppen", "Kommun.se\u2011gruppen", "Norrbotten 2.0", "Version 1.2.3",
     "bl.a. skolan m.fl.",
     "t.ex. Luleå", "fr.o.m. 2024", "Vård- och omsorg.", "och/eller", "J.R. Ek AB", "S:t Mikael",
     "Kl. 9.30", "Nätverket @Norr", "Node.js-gruppen", "Piteå/Luleå 2.0", "o.dyl."],
)  # fmt: skip
def test_a_name_with_dots_is_a_name(name):
    assert texts.find_web_address(name) is None
    assert texts.break_web_addresses(name) == name


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Din betalning misslyckades https://evil.example", "https://evil.example"),
        ("Betala på evil.example/x nu", "evil.example/x"),
        ("evil.example", "evil.example"),
        ("(EVIL.Example)", "EVIL.Example"),
        ("Läs ”www.evil.se”", "www.evil.se”"),
        ("Skriv till anna@evil.example.", "evil.example"),
        ("t.co/abc", "t.co/abc"),
        ("ｅｖｉｌ．ｅｘａｍｐｌｅ", "evil.example"),
        ("evil\u200b.exa\u00admple", "evil.example"),
        ("evil。example", "evil.example"),
        ("пример.рф", "пример.рф"),
        ("evil.xn--p1ai", "evil.xn--p1ai"),
        ("evil.example:8080/x", "evil.example:8080/x"),
        ("192.0.2.7/x", "192.0.2.7/x"),
        ("evil.se–gruppen", "evil.se"),
        ("_evil.se_", "_evil.se"),
        ("FTP://x", "FTP://x"),
    ],
)
def test_an_address_in_a_name_is_found_however_it_is_dressed(name, address):
    assert texts.find_web_address(name) == address
    assert texts.find_web_address(texts.break_web_addresses(name)) is None


def test_a_long_name_without_any_sense_is_looked_through_at_once():
    for long in ("a." * 5000, "a" * 10_000, "a-" * 5000, "1." * 5000, "www" * 3000, "a.b:" * 3000):
        texts.find_web_address(texts.break_web_addresses(long))


@often
@given(TEXTS)
def test_nothing_that_is_written_stops_the_search_for_an_address(text):
    assert texts.find_web_address(texts.break_web_addresses(text)) is None
    texts.is_readable(text)
