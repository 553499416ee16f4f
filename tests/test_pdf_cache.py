"""A PDF file that many ask for at the same time is made once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

from samverkan.pdf_cache import fetch_pdf


def test_three_who_ask_for_one_file_at_once_get_it_made_once():
    made = []
    together = Barrier(3)

    def make() -> bytes:
        made.append(1)
        sleep(0.1)
        return b"%PDF-"

    def ask(_number: int) -> bytes:
        together.wait()
        return fetch_pdf("asked-for-by-three", (), make)

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(ask, range(3))) == [b"%PDF-"] * 3
    assert made == [1]
