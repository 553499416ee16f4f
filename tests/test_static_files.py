"""Static files as production serves them: hashed, compressed ahead of time, kept for a year."""

import gzip
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from whitenoise.compress import Compressor

A_YEAR = "max-age=31536000, public, immutable"
WRITTEN = (".css", ".js", ".svg")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The files as `collectstatic` leaves them, served by the program from there."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder), pytest.MonkeyPatch.context() as patch:
        # A hair less than the most, which takes eight times as long.
        patch.setattr(Compressor, "compress_brotli", partial(brotli.compress, quality=9))
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder


@pytest.fixture(scope="module")
def names(collected: Path) -> dict[str, str]:
    """Name → the name with a hash."""
    return json.loads((collected / "staticfiles.json").read_text())["paths"]


def fetch(name: str, accept: str = ""):
    response = Client().get(settings.STATIC_URL + name, headers={"accept-encoding": accept})
    assert response.status_code == 200
    return response, b"".join(response)


def test_what_a_page_loads_has_a_hash_in_its_name_and_is_kept_for_a_year(names):
    for name in ("css/site.css", "js/walk.js", "img/favicon.svg"):
        assert names[name] != name
        response, _content = fetch(names[name])
        assert response["Cache-Control"] == A_YEAR


def test_a_name_without_a_hash_is_asked_for_again_within_a_minute(collected):
    response, _content = fetch("css/site.css")
    assert response["Cache-Control"] == "max-age=60, public"


def test_every_written_file_has_been_compressed_both_ways_ahead_of_time(collected, names):
    written = [name for name in names.values() if name.endswith(WRITTEN)]
    assert len(written) > 5
    for name in written:
        plain = (collected / name).read_bytes()
        smaller = {ending: collected / f"{name}.{ending}" for ending in ("gz", "br")}
        if any(file.exists() for file in smaller.values()):
            assert gzip.decompress(smaller["gz"].read_bytes()) == plain
            assert brotli.decompress(smaller["br"].read_bytes()) == plain
        else:
            assert len(plain) < 300, f"{name} is not compressed"


@pytest.mark.parametrize(("accept", "sent"), [("gzip, deflate, br", "br"), ("gzip", "gzip")])
def test_a_browser_gets_the_smallest_that_it_can_read(names, accept, sent):
    response, content = fetch(names["css/site.css"], accept)
    assert response["Content-Encoding"] == sent
    assert response["Cache-Control"] == A_YEAR
    assert "Accept-Encoding" in response["Vary"]
    assert len(content) < 12_000


@pytest.mark.django_db
def test_what_a_page_cannot_be_shown_without_is_fetched_before_the_page_has_come():
    page = Client().get("/")
    head = page.content.decode().partition("</head>")[0]
    needed = re.findall(r'<link rel="(?:preload|stylesheet)" href="([^"]+)"', head)
    assert re.findall("<([^>]+)>", page["Link"]) == needed
    assert [address.rpartition(".")[2] for address in needed] == ["woff2", "css"]
    typeface, sheet = page["Link"].split(", ")
    assert typeface.endswith('; rel=preload; as=font; type="font/woff2"; crossorigin')
    assert sheet.endswith("; rel=preload; as=style")
