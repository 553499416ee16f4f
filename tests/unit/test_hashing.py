"""The hash by which a document is known."""

import json

from hypothesis import given
from hypothesis import strategies as st

from model_content.domain.hashing import compute_sha256

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(st.text("abcd", min_size=1), JSON, max_size=4)


def test_a_known_document_has_its_known_hash():
    # sha256 of {"a":1,"å":"ö"} in UTF-8: a change of the canonical form breaks every stored hash.
    document = {"å": "ö", "a": 1}
    assert compute_sha256(document) == (
        "e4ff2fd234062d540455822276d415ead225491d1d836d66202e50c57fae12bc"
    )


@given(DOCUMENTS)
def test_the_order_of_keys_changes_nothing(document):
    assert compute_sha256(document) == compute_sha256(dict(reversed(document.items())))


@given(DOCUMENTS)
def test_a_document_keeps_its_hash_through_json(document):
    assert compute_sha256(json.loads(json.dumps(document))) == compute_sha256(document)


@given(DOCUMENTS, DOCUMENTS)
def test_different_documents_have_different_hashes(one, other):
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (compute_sha256(one) == compute_sha256(other)) == same
