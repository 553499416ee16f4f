"""A PDF file is made once, one at a time, and whoever has to wait too long for it is told so."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier, Event
from time import sleep
from zipfile import ZipFile

import pytest
from django.db import connections
from django_tasks.backends.immediate import ImmediateBackend

from assessments.keeping.archive import make_archive
from assessments.models import Snapshot
from assessments.results.files import pdf as report_pdf
from samverkan.pdf import cache as pdf_cache
from samverkan.pdf.ahead import Allowance, line
from samverkan.pdf.cache import SECONDS_AHEAD, fetch_pdf
from samverkan.pdf.maker import Busy, TooMuch


def test_three_who_ask_for_one_file_at_once_get_it_made_once(monkeypatch):
    made = []
    together = Barrier(3)

    def make(html: str) -> bytes:
        made.append(html)
        sleep(0.1)
        return b"%PDF-"

    def ask(_number: int) -> bytes:
        together.wait()
        return fetch_pdf("asked-for-by-three", (), lambda: "<p>")

    monkeypatch.setattr(pdf_cache, "make_apart", make)
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(ask, range(3))) == [b"%PDF-"] * 3
    assert made == ["<p>"]


def test_eight_files_asked_for_at_once_are_made_one_at_a_time(monkeypatch):
    under_way, most = [], []

    def make(html: str) -> bytes:
        under_way.append(html)
        most.append(len(under_way))
        sleep(0.02)
        under_way.remove(html)
        return b"%PDF-" + html.encode()

    monkeypatch.setattr(pdf_cache, "make_apart", make)
    monkeypatch.setattr(pdf_cache, "_waiting", pdf_cache.BoundedSemaphore(8))
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(fetch_pdf, f"one-of-eight-{n}", (), str(n).format) for n in range(8)]
        assert [done.result() for done in asked] == [b"%%PDF-%d" % n for n in range(8)]
    assert most == [1] * 8


@pytest.fixture
def one_is_made(monkeypatch):
    """Somebody else's file is being made, all the time that the test takes."""
    begun, may_end = Event(), Event()

    def make(_html: str) -> bytes:
        begun.set()
        may_end.wait(10)
        return b"%PDF-"

    monkeypatch.setattr(pdf_cache, "make_apart", make)
    pdf_cache.caches["reports"].delete(pdf_cache.name_key("somebody-elses", ()))
    with ThreadPoolExecutor(1) as pool:
        pool.submit(fetch_pdf, "somebody-elses", (), lambda: "<p>")
        begun.wait(10)
        yield
        may_end.set()


@pytest.mark.parametrize("too_many", ["wait", "wait long"])
def test_whoever_cannot_get_a_file_soon_is_told_when_to_ask_again(
    bo, shown, monkeypatch, one_is_made, too_many
):
    if too_many == "wait":
        monkeypatch.setattr(pdf_cache, "_waiting", pdf_cache.BoundedSemaphore(1))
        pdf_cache._waiting.acquire()
        monkeypatch.setattr(pdf_cache, "_lock", lambda _file: pytest.fail("it waited"))
    else:
        monkeypatch.setattr(pdf_cache, "LONGEST_TURN", 0.1)
    address = shown.url("result_file", 1, "rapport.pdf")
    response = bo.get(address)
    assert (response.status_code, response["Retry-After"]) == (503, "15")
    assert f'href="{address}">Försök igen</a>' in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_a_thread_that_was_refused_may_ask_again(monkeypatch, one_is_made):
    monkeypatch.setattr(pdf_cache, "LONGEST_TURN", 0)
    for _ in range(5):
        with pytest.raises(Busy):
            fetch_pdf("not-yet", (), lambda: "<p>")


def test_a_report_that_takes_too_much_is_said_to_and_not_tried_again(bo, shown, monkeypatch):
    tried = []

    def refuse(html: str, *_styles: str) -> bytes:
        tried.append(html)
        raise TooMuch

    monkeypatch.setattr(pdf_cache, "make_apart", refuse)
    for _ in range(3):
        response = bo.get(shown.url("result_file", 1, "rapport.pdf"))
        assert response.status_code == 503
        assert "Retry-After" not in response
        text = response.content.decode()
        assert "Allt ni har sparat finns kvar." in text
        assert f'href="{shown.url("result_number", 1)}">Tillbaka</a>' in text
    assert len(tried) == 1

    document = Snapshot.objects.get().document
    names = ZipFile(BytesIO(make_archive(document))).namelist()
    assert "rapport.pdf" not in names
    assert "beslutsunderlag.docx" in names
    about = ZipFile(BytesIO(make_archive(document))).read("LÄS MIG.txt").decode()
    assert "rapport.pdf           finns inte" in about


@pytest.fixture
def made(monkeypatch):
    """What is made, and how much each may take: nothing is said of that which is asked for."""
    files = []

    def make(html: str, *_styles: str, seconds: int | None = None) -> bytes:
        files.append(seconds)
        return b"%PDF-" + html.encode()

    monkeypatch.setattr(pdf_cache, "make_apart", make)
    return files


@pytest.fixture
def put_in_line(monkeypatch, django_capture_on_commit_callbacks):
    """Give a comment and show the result: what is then put in line, by what it is about."""
    jobs = {}
    monkeypatch.setattr(line, "put", jobs.__setitem__)
    monkeypatch.setattr(connections, "close_all", lambda: None)

    def show(diagnosis, comment):
        diagnosis.save({"comment.varfor": comment})
        with django_capture_on_commit_callbacks(execute=True):
            diagnosis.show()
        return jobs

    return show


def test_the_file_is_there_when_it_is_asked_for(bo, shown, put_in_line, made):
    [job] = put_in_line(shown, "Vi börjar nu.").values()
    for _ in range(2):
        job()
    response = bo.get(shown.url("result_file", 2, "rapport.pdf"))
    assert response.content.startswith(b"%PDF-")
    assert made == [SECONDS_AHEAD]


def test_only_the_last_of_several_results_is_made(shown, put_in_line, made):
    first = dict(put_in_line(shown, "Ett."))
    last = put_in_line(shown, "Två.")
    assert first.keys() == last.keys()
    for job in (*first.values(), *last.values()):
        job()
    assert made == [SECONDS_AHEAD]


def test_what_is_deleted_while_its_file_is_made_leaves_none(shown, put_in_line, monkeypatch):
    def delete_meanwhile(_html: str, *_styles: str, seconds: int) -> bytes:
        Snapshot.objects.filter(assessment=shown.assessment).delete()
        return b"%PDF-"

    monkeypatch.setattr(pdf_cache, "make_apart", delete_meanwhile)
    [job] = put_in_line(shown, "Det här tar vi bort.").values()
    snapshot = Snapshot.objects.latest("pk")
    job()
    key = pdf_cache.name_key(snapshot.sha256, report_pdf.MADE_FROM)
    assert not pdf_cache.caches["reports"].has_key(key)
    job()  # and of what is gone, nothing is made


def test_what_is_too_much_to_make_ahead_is_made_when_asked_for(bo, shown, put_in_line, monkeypatch):
    def make(_html: str, *_styles: str, seconds: int | None = None) -> bytes:
        if seconds:
            raise TooMuch
        return b"%PDF-"

    monkeypatch.setattr(pdf_cache, "make_apart", make)
    [job] = put_in_line(shown, "Mycket.").values()
    Allowance().do(job)
    assert bo.get(shown.url("result_file", 2, "rapport.pdf")).content == b"%PDF-"


def test_where_there_is_a_worker_it_makes_the_file(
    shown, settings, made, django_capture_on_commit_callbacks
):
    settings.TASKS_RUN = "database"
    settings.TASKS = {"default": {"BACKEND": "tests.test_pdf_cache.Worker"}}
    with django_capture_on_commit_callbacks(execute=True):
        shown.save({"comment.varfor": "Någon annan gör det."})
        shown.show()
    assert made == [SECONDS_AHEAD]


class Worker(ImmediateBackend):
    supports_priority = True
