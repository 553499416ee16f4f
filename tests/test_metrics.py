"""The figures for Prometheus: for whom the settings name only, of all processes, and of nobody."""

import re
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from samverkan.operation.metrics import _claim_row, count_request, write_figures

TOKEN = "t0ken-" * 6


@pytest.fixture
def counted(settings, tmp_path):
    """A site that counts."""
    settings.METRICS_TOKEN, settings.METRICS_FOLDER = TOKEN, tmp_path / "metrics"
    yield settings
    _claim_row.cache_clear()


def read(client, **more) -> dict[str, float]:
    response = client.get("/halsa/matt/", headers={"authorization": f"Bearer {TOKEN}"}, **more)
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "no-store" in response.headers["Cache-Control"]
    lines = response.content.decode().splitlines()
    return {
        name: float(value)
        for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    }


def test_unless_a_setting_names_a_reader_nothing_is_counted(client, settings, tmp_path):
    settings.METRICS_FOLDER = tmp_path / "metrics"
    assert client.get("/halsa/matt/", headers={"authorization": "Bearer "}).status_code == 404
    assert not settings.METRICS_FOLDER.exists()


@pytest.mark.django_db
def test_what_is_answered_is_counted_by_how_it_went_and_how_fast(client, counted):
    assert client.get("/robots.txt").status_code == 200
    assert client.get("/g/hemligt-och-fel/").status_code == 404
    client.get("/halsa/")
    found = read(client)
    assert found['samverkan_requests_total{status="2xx"}'] == 1
    assert found['samverkan_requests_total{status="4xx"}'] == 1
    assert found["samverkan_request_seconds_count"] == 2
    assert found['samverkan_request_seconds_bucket{le="+Inf"}'] == 2
    assert 0 < found["samverkan_request_seconds_sum"] < 60
    assert found["samverkan_database_up"] == 1
    assert not [name for name in found if "hemligt" in name]


def test_each_row_of_the_format_is_one_that_prometheus_reads(counted):
    for seconds in (0.01, 0.05, 0.3, 60):
        count_request(200, seconds)
    lines = "\n".join(write_figures(has_database=False)).splitlines()
    row = r'(# TYPE [a-z_]+ (gauge|counter|histogram)|[a-z_]+(\{[a-z]+="[^"\n]+"\})? [0-9.]+)'
    assert [line for line in lines if not re.fullmatch(row, line)] == []
    below = [line.rsplit(" ", 1)[1] for line in lines if "_bucket" in line]
    assert below == ["2", "2", "2", "3", "3", "3", "3", "4"]
    assert "samverkan_database_up 0" in lines


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({"authorization": f"Bearer {TOKEN}"}, "203.0.113.9", 200),
        ({"authorization": f"Bearer {TOKEN}x"}, "203.0.113.9", 404),
        ({"authorization": TOKEN}, "203.0.113.9", 404),
        ({}, "10.1.2.3", 200),
        ({}, "::ffff:10.1.2.3", 200),
        ({}, "10.2.0.1", 404),
        ({}, "", 404),
        ({"x-forwarded-for": "10.1.2.3"}, "10.1.2.3", 404),
    ],
)
def test_only_whoever_the_settings_name_reads_them(client, counted, headers, address, status):
    counted.METRICS_FROM = [ip_network("10.1.0.0/16")]
    response = client.get("/halsa/matt/", headers=headers, REMOTE_ADDR=address)
    assert response.status_code == status


def test_processes_count_apart_and_the_next_one_goes_on_where_one_has_ended(counted):
    folder = str(counted.METRICS_FOLDER)
    code = (
        "from django.conf import settings\n"
        f"settings.configure(METRICS_TOKEN='t', METRICS_FROM=[], METRICS_FOLDER={folder!r})\n"
        "from samverkan.operation.metrics import count_request\n"
        "count_request(503, 0.2)\n"
    )
    for _ in range(2):  # the second goes on with the row of the first
        subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)
    count_request(500, 0.2)
    _claim_row.cache_clear()  # as another process would: the row is taken
    count_request(500, 0.2)
    assert len(list(Path(folder).iterdir())) == 2
    assert 'samverkan_requests_total{status="5xx"} 4' in write_figures(has_database=True)


def test_a_reader_that_cannot_be_meant_stops_the_start(monkeypatch):
    import runpy

    for name, wrong in (("METRICS_TOKEN", "short"), ("METRICS_FROM", "10.0.0.1/8")):
        with monkeypatch.context() as patched:
            patched.setenv(f"SAMVERKAN_{name}", wrong)
            with pytest.raises(ImproperlyConfigured, match=name):
                runpy.run_path("samverkan/settings.py")
