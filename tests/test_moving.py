"""Moving content: what is exported can be read in again, and nothing else can."""

import contextlib
import copy
import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model_content.actions import editions as actions
from model_content.actions.parts import PartEdit, update_part
from model_content.domain.checks import check_outdated
from model_content.domain.codec import (
    MOST_PARTS,
    Wrong,
    dump_edition,
    mend,
    read_edition,
    without_translations,
)
from model_content.domain.content import STAGE_TITLE_CHARACTERS
from model_content.domain.document import find, find_outdated, read_values
from model_content.editor.faults import WRONG_WORDS, say_fault, say_refusal
from model_content.files import (
    FORMATS,
    MOST_BYTES,
    MOST_FILES,
    MOST_VALUES,
    Refusal,
    UploadRefused,
    read_file,
    write_files,
    write_json,
    write_workbook,
    write_zip,
)
from model_content.models import ContentChange, Edition
from model_content.selectors.editions import fetch_export, fetch_shipped_document
from samverkan.models import User
from samverkan.texts import is_clean
from tests.staff import make_staff, sign_in_staff

pytestmark = pytest.mark.both_databases

IMPORT = "/personal/innehall/utgavor/las-in/"


@pytest.fixture
def document():
    return copy.deepcopy(fetch_shipped_document())


def encode(document):
    return json.dumps(document).encode()


def pack(files, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def send(browser, data, name="fil.json"):
    file = io.BytesIO(data)
    file.name = name
    return browser.post(IMPORT, {"file": file})


def find_faults(data):
    document = read_file(data)
    content, errors = read_edition(document)
    assert content is None
    return {say_fault(error, document)["place"]: error.wrong for error in errors}


def read_upload(data):
    content, errors = read_edition(read_file(data))
    assert content is not None, errors
    return dump_edition(content)


def without_head(document):
    return {key: value for key, value in document.items() if key != "edition"}


# There and back -----------------------------------------------------------------------------------

texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t: #'\"-&*!|>%@"),
    min_size=1,
    max_size=100,
).filter(is_clean)
years = st.none() | st.integers(1800, 2200)


@st.composite
def editions(draw):
    """The shipped edition with other texts here and there, and parts taken away."""
    document = without_translations(fetch_shipped_document())
    for stage in document["stages"]:
        stage["summary"] = draw(texts)
        del stage["aspects"][draw(st.integers(1, 3)) :]
        for aspect in stage["aspects"]:
            aspect["description"] = draw(texts)
            aspect["quotes"] = aspect["quotes"][: draw(st.integers(0, 1))]
            aspect["translations"] = {"en": {"title": draw(texts)}}
    document["sources"][0]["year"] = draw(years)
    document["cases"] = document["cases"][: draw(st.integers(0, 2))]
    return document


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(editions())
def test_what_is_exported_is_read_in_again_word_for_word(document):
    for make in (write_json, write_zip):
        assert read_upload(make(document)) == document


@pytest.mark.parametrize("name", ["json", "fixtures"])
def test_a_draft_of_an_exported_edition_says_the_same(db, document, name):
    eva = sign_in_staff("eva")
    shipped = Edition.objects.get(code="2026.2")
    url = reverse("edition_export", args=[shipped.pk, name])
    answer = send(eva, eva.get(url).content, "utgåva.zip")
    draft = Edition.objects.get(status="draft")
    assert answer.url == reverse("edition", args=[draft.pk])
    assert without_head(fetch_export(draft)) == without_head(document)
    assert (draft.code, draft.based_on) == ("2026-A", "2026.2")
    log = ContentChange.objects.get(edition=draft)
    assert (log.by, log.reason) == ("eva@norrbotten.example", "Inläst från filen utgåva.zip")
    again = FORMATS[name][2](fetch_export(draft))
    assert read_upload(again) == fetch_export(draft)


@pytest.mark.parametrize("name", ["json", "fixtures"])
@pytest.mark.one_database
def test_translations_older_than_their_text_go_along_with_their_mark(db, name):
    eva = sign_in_staff("eva")
    user, key = User.objects.get(), "success_factor/varfor/1"
    shipped = Edition.objects.get(code="2026.2")
    draft = actions.copy_edition(edition_id=shipped.pk, user=user, year=2026)
    was = read_values(find(draft.document, key))
    update_part(edit=PartEdit(draft.pk, key, {"text": f"{was['text']} Nytt."}), user=user)
    kept = find_outdated(find(Edition.objects.get(pk=draft.pk).document, key))
    send(eva, eva.get(reverse("edition_export", args=[draft.pk, name])).content)
    again = find(Edition.objects.order_by("-pk").first().document, key)
    assert find_outdated(again) == kept == {"text_en": was["text"]}
    assert read_values(again)["text_en"] == was["text_en"]
    shown = eva.get(reverse("edition_ready", args=[draft.pk])).content.decode()
    assert was["text_en"] not in shown, "it is not shown as removed, nor as anything else"


@pytest.mark.parametrize(
    "outdated",
    [
        [],
        {"quote/varfor/99": {}},
        {"aspect/varfor": []},
        {"aspect/varfor": {"code_en": ["a", "b"]}},
        {"aspect/varfor": {"title_EN": ["a", "b"]}},
        {"aspect/varfor": {"title_en": "ab"}},
        {"aspect/varfor": {"title_en": ["a", 1]}},
        {"aspect/varfor": {"title_en": ["a", "b" * 5000]}},
        {"aspect/varfor": {"title_en": ["a", "\ud800"]}},
        {"aspect/varfor": {f"title_{a}{b}": ["a", "b"] for a in "abcd" for b in "wxyz"}},
    ],
)
@pytest.mark.one_database
def test_old_translations_of_a_file_are_of_texts_in_it(document, outdated):
    faults = list(check_outdated(document, mend(outdated)))
    assert faults
    assert [say_fault(fault, document) for fault in faults]


def test_a_command_writes_the_fixtures_of_the_edition_in_use(db, tmp_path):
    folder = tmp_path / "ny"
    call_command("export_fixtures", "--to", str(folder))
    assert [p.name for p in sorted(folder.iterdir())][:2] == [
        "10_edition.yaml", "21_stage_initiativ.yaml",
    ]  # fmt: skip


def test_a_command_reads_a_file_into_a_draft(db, tmp_path, document, capsys):
    make_staff("eva")
    file = tmp_path / "utgåva.zip"
    file.write_bytes(write_zip(document))
    call_command("import_content", str(file), "--by", "eva@norrbotten.example")
    assert capsys.readouterr() == ("", "It is now the draft 2026-A.\n")
    assert without_head(fetch_export(Edition.objects.get(code="2026-A"))) == without_head(document)
    del document["sources"]
    file.write_bytes(encode(document))
    for by, said in (("eva@norrbotten.example", "sources: is missing"), ("x@y.se", "--by: there")):
        with pytest.raises(SystemExit) as left:
            call_command("import_content", str(file), "--by", by)
        assert left.value.code == 2
        assert said in capsys.readouterr().err
    assert Edition.objects.count() == 3


def test_the_table_of_questions_holds_them_all_and_no_formula(document):
    document["stages"][0]["markers"][0]["text"] = "=HYPERLINK(1)"
    book = zipfile.ZipFile(io.BytesIO(write_workbook(document)))
    page = book.read("xl/worksheets/sheet1.xml").decode()
    questions = sum(
        len(s["markers"]) + sum(len(a["statements"]) for a in s["aspects"])
        for s in document["stages"]
    )
    assert page.count("<row ") == questions + 1
    assert "<f>" not in page
    assert "<hyperlink" not in page
    assert "frozen" in page
    assert "=HYPERLINK(1)" in book.read("xl/sharedStrings.xml").decode()


# What is wrong is said with its place -------------------------------------------------------------


def test_all_faults_are_named_not_just_the_first(document):
    stage = document["stages"][0]
    stage["title"] = "x" * (STAGE_TITLE_CHARACTERS + 1)
    stage["aspects"][1]["description"] = "a\x00b"
    stage["aspects"][1]["success_factors"][0]["source"] = "okand"
    stage["markers"][0]["code"] = "inte en kod"
    document["stages"][1]["order"] = 99_999
    document["stages"][1]["translations"]["en"]["title"] = "\ud800"
    document["stages"][2]["translations"]["<b>"] = {}
    document["stages"][3]["aspects"][0]["quotes"] = [
        {"text": "x", "attribution": "", "source": "smarta", "locator": "1"}
    ]
    document["cases"][0]["types"] = ["x"]
    document["cases"][0]["results"] = "a\u202eb"
    assert find_faults(encode(document)) == {
        "stadium 1 (initiativ), namn (title)": Wrong.TOO_LONG,
        "stadium 1 (initiativ), aspekt 2 (varfor), beskrivning (description)": Wrong.CHARACTERS,
        "stadium 1 (initiativ), aspekt 2 (varfor), framgångsfaktor 1, källa (source)": Wrong.SOURCE,
        "stadium 1 (initiativ), markör 1 (inte en kod), kod (code)": Wrong.CODE,
        "stadium 2 (uppstart), ordning (order)": Wrong.TOO_LARGE,
        "stadium 2 (uppstart), översättning, en, namn (title)": Wrong.CHARACTERS,
        "stadium 3 (etablering), översättning, <b>": Wrong.LANGUAGE,
        f"stadium 4 (mognad), aspekt 1 ({document['stages'][3]['aspects'][0]['code']}), citat 1, "
        "vem som säger det (attribution)": Wrong.EMPTY,
        "fall 1 (hedemora-naringsliv), typ av samverkan (types)": Wrong.CHOICE,
        "fall 1 (hedemora-naringsliv), resultat (results)": Wrong.CHARACTERS,
        "stadier (stages)": Wrong.ORDER,
    }


def test_every_fault_of_the_shape_is_named(document):
    del document["stages"][0]["title"]
    del document["edition"]["published_at"]
    document["stages"][1]["aspects"][0]["statements"][0] = 5
    document["stages"][2]["lasting"] = "ja"
    document["cases"] = {}
    document["\ud800"] = 1
    assert find_faults(encode(document)) == {
        "utgåva, publiceringsdatum (published_at)": Wrong.MISSING,
        "stadium 1 (initiativ), namn (title)": Wrong.MISSING,
        "stadium 2 (uppstart), aspekt 1 "
        f"({document['stages'][1]['aspects'][0]['code']}), påstående 1": Wrong.OBJECT,
        "stadium 3 (etablering), bestående (lasting)": Wrong.FLAG,
        "fall (cases)": Wrong.LIST,
        "\N{REPLACEMENT CHARACTER}": Wrong.UNKNOWN_KEY,
    }


def test_faults_of_yaml_files_are_named_with_their_places(document):
    files = write_files(document)
    name = "21_stage_initiativ.yaml"
    lost = files[name].replace("source: smarta", "source: borta", 1)
    assert Wrong.SOURCE in find_faults(pack(files | {name: lost})).values()
    odd = find_faults(pack(files | {"40_more.yaml": "model: auth.user\n"}))
    assert odd == {"model": Wrong.UNKNOWN_KEY}
    without = {file: text for file, text in files.items() if "10_" not in file}
    assert find_faults(pack(without))["utgåva, kod (code)"] == Wrong.MISSING


ODD_YAML = (
    "1: a", "~: a", "2020-01-01: a", "1.5: a\ntrue: b", "1: a\na: b", "code: x\n1: 2",
    "code: 2020-01-01", "code: x\ntranslations: {1: {title: x}}", "edition: {1: x}",
    "code: x\ntranslations: {en: {~: x}}", "stages: x", "stages: ~", "stages: {a: 1}",
    "sources: !!set {a}", "code: x\n!!binary aGVq: y", "code: !!timestamp x", "code: !!bool x",
    "code: !!int ''", "code: !!float _", "code: !!str [a]", "code: .nan\norder: .inf",
    "code: x\n<<: {a: 1}", "? [a, b]\n: c", 'code: "\\ud800"', "code: 0b_",
)  # fmt: skip


@pytest.mark.parametrize("text", ODD_YAML)
def test_no_yaml_is_more_than_a_fault(document, text):
    """Seen: 500 of keys that are no words, of lists that are none, and of values that say so."""
    for files in ({}, write_files(document)):
        with contextlib.suppress(UploadRefused):
            read = read_file(pack(files | {"22_x.yaml": text}))
            edition, errors = read_edition(read)
            assert edition is None
            assert all(say_fault(error, read)["said"] for error in errors)


def test_stages_may_stand_in_files_of_their_own_and_in_a_list(document):
    files, stage = write_files(document), "26_stage_avslut.yaml"
    listed = "stages:\n- " + files.pop(stage).replace("\n", "\n  ")
    assert read_file(pack(files | {stage: listed})) == document


def test_a_file_holds_as_much_as_a_few_editions_and_no_more(document):
    """Seen: a page with all of a large import kept a worker for minutes."""
    suggestions = document["stages"][0]["aspects"][0]["suggestions"]
    suggestions *= MOST_PARTS
    assert find_faults(encode(document)) == {"filen": Wrong.PARTS}
    del suggestions[10:]
    suggestions[0]["translations"] = {f"x{a}{b}": {"text": "x"} for a in "abcd" for b in "abcdefgh"}
    assert find_faults(encode(document)) == {"filen": Wrong.LANGUAGES}


FULL = "cases:\n" + "- a\n" * (MOST_VALUES * 2 // 3)
BOMB = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"
REFUSED = {
    Refusal.NOTHING: b" \n",
    Refusal.TOO_MANY_VALUES: b"[" + b"{}," * MOST_VALUES + b"{}]",
    Refusal.ENCODING: '{"a": "å"}'.encode("latin-1"),
    Refusal.JSON: b'{"a": NaN}',
    Refusal.TWICE: b'{"a": 1, "a": 2}',
    Refusal.TOO_DEEP: b"[" * 100_000 + b"]" * 100_000,
    Refusal.TOO_LARGE: b"[" + b" " * MOST_BYTES + b"]",
    Refusal.ZIP: b"PK\x03\x04 and nothing more",
    Refusal.NO_FILES: pack({"a.txt": "x"}),
    Refusal.OFFICE: pack({"[Content_Types].xml": "", "xl/workbook.xml": ""}),
    Refusal.TOO_MANY_FILES: pack({f"{i}.yaml": "" for i in range(MOST_FILES + 1)}),
    Refusal.YAML: pack({"a.yaml": "- !!python/object/apply:os.system [ls]"}),
    Refusal.ALIAS: pack({"a.yaml": BOMB}),
    Refusal.OBJECT: pack({"a.yaml": "- a"}),
}


@pytest.mark.parametrize(
    ("refusal", "data"),
    [
        *REFUSED.items(),
        (Refusal.TOO_LARGE, pack({"a.yaml": " " * (MOST_BYTES + 1)})),
        (Refusal.TOO_MANY_VALUES, pack(dict.fromkeys(("a.yaml", "b.yaml"), FULL))),
        (Refusal.ZIP, pack({"a.yaml": "x"}, zipfile.ZIP_LZMA)),
        (Refusal.TOO_DEEP, pack({"a.yaml": "[" * 50 + "]" * 50})),
        # Looked for in one go: key by key it would take minutes.
        (
            Refusal.TWICE,
            b'{%s, "1": 0}' % b", ".join(b'"%d": 0' % i for i in range(100_000, 0, -1)),
        ),
        (Refusal.ENCODING, pack({"a.yaml": b"\xff\xfe"})),
        (Refusal.TWICE, pack({"a/1.yaml": "", "b/1.yaml": ""})),
        (Refusal.YAML, pack({"a.yaml": "- 2026-99-99"})),
        (Refusal.YAML, pack({"a.yaml": "- a\x00b"})),
        (Refusal.JSON, b'{"a": ' + b"9" * 5000 + b"}"),
        (Refusal.JSON, b"%PDF-1.7"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_in_words(refusal, data):
    with pytest.raises(UploadRefused) as refused:
        read_file(data)
    assert refused.value.refusal == refusal
    assert say_refusal(refused.value).endswith(".")


def test_every_refusal_has_been_tried_and_every_fault_has_words():
    assert set(REFUSED) == set(Refusal)
    assert set(WRONG_WORDS) == set(Wrong)


# The page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (encode({"format": "samverkan-content/1"}), "<strong>källor (sources)</strong>: saknas"),
        (b"<html>", "varken JSON eller"),
        (b"x" * (MOST_BYTES + 1), "större än 8 MB"),
        (b"", "inte valt någon"),
    ],
    ids=["faulty", "html", "large", "empty"],
)
def test_after_a_refusal_nothing_has_been_changed_and_the_page_says_so(db, data, said):
    eva = sign_in_staff("eva")
    before = Edition.objects.count()
    answer = send(eva, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Inget har ändrats" in page
    assert said in page
    assert Edition.objects.count() == before
    assert not ContentChange.objects.exists()


def test_what_fails_in_the_middle_leaves_nothing(db, document, monkeypatch):
    eva = sign_in_staff("eva")
    eva.raise_request_exception = False
    monkeypatch.setattr(actions, "log_change", lambda **given: 1 / 0)
    assert send(eva, encode(document)).status_code == 500
    assert Edition.objects.count() == 2


def test_only_editors_read_in_and_only_with_the_secret_of_the_form(db, document):
    eva, sam = sign_in_staff("eva"), sign_in_staff("sam")
    shipped = Edition.objects.get(code="2026.2")
    export = reverse("edition_export", args=[shipped.pk, "json"])
    assert sam.get(IMPORT).status_code == send(sam, encode(document)).status_code == 403
    assert sam.get(export).status_code == 403
    assert Client().get(export).status_code == 302
    assert eva.get(export.replace("json", "exe")).status_code == 404
    assert eva.get(IMPORT).status_code == 200
    eva.handler.enforce_csrf_checks = True
    assert send(eva, encode(document)).status_code == 403
    assert Edition.objects.count() == 2
