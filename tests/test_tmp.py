import pytest
from tests.staff import sign_in_staff, make_staff
from model_content.models import *
from model_content.actions.drafts import copy_edition, delete_draft
from model_content.actions.revisions import *
from model_content.actions.rows import *
from django.utils import timezone
from model_content.selectors.editions import fetch_document, fetch_edition
@pytest.mark.django_db
def test_it(django_assert_max_num_queries):
    c = sign_in_staff("eva")
    r = c.get("/personal/innehall/model_content/edition/")
    assert r.status_code == 200, r
    eva = make_staff("eva")
    with django_assert_max_num_queries(60):
        e = copy_edition(edition_id=Edition.objects.get().pk, user=eva, year=2026)
    a, b = fetch_document(Edition.objects.get(code="2026.1")), fetch_document(e)
    assert {**a, "edition": 0} == {**b, "edition": 0}
    q = Question.objects.get(edition=e, code="varfor.1")
    update_row(edit=RowEdit(Question, q.pk, {"text": "Alla parter kan säga varför de är med"}, 1), user=eva)
    move_row(model=Question, pk=q.pk, up=False, user=eva)
    asp = Aspect.objects.get(edition=e, code="varfor")
    doc = fetch_document(e)
    delete_row(model=Aspect, pk=asp.pk, user=eva)
    restore_change(change_id=e.changes.first().pk, seen=None, user=eva)
    doc2 = fetch_document(e)
    k = lambda d: sorted(str(x) for x in d["stages"][0]["aspects"])
    assert k(doc) == k(doc2)
    publish_edition(edition_id=e.pk, user=eva, now=timezone.now())
    assert fetch_edition().content.code == "2026.2"
    retire_edition(edition_id=e.pk, user=eva)
    assert fetch_edition().content.code == "2026.1"
    take_up_edition(edition_id=e.pk, user=eva, now=timezone.now())
    q = Question.objects.get(edition=e, code="varfor.1")
    correct_row(edit=RowEdit(Question, q.pk, {"text": "Alla parter kan säga varför de deltar"}, q.version), user=eva, reason="x")
    assert fetch_edition().revision == 2
    assert fetch_edition(language="en").content.stages[0].title == "Initiative"
    d = copy_edition(edition_id=e.pk, user=eva, year=2026)
    delete_draft(edition_id=d.pk)
