"""The files for a server (script/service) as they stand: nginx is started with the one for it."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.core.management import get_commands

from samverkan.secret_links import SECRET_LINKS

SERVICE = Path(settings.BASE_DIR) / "script" / "service"
TOKEN = "Zm9ydHJvbGlnLWzDpG5rLXNvbS1pbmdlbi1mw6VyLXNl"
NEW = "/static/css/site.0123456789ab.css"


class Machine(BaseHTTPRequestHandler):
    """Stands for the program on one machine, which has the newest files or not."""

    has_new = True
    seen: dict[str, str]

    def do_GET(self) -> None:
        type(self).seen = dict(self.headers)
        self.send_response(404 if self.path == NEW and not self.has_new else 200)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def serve(**attributes: object):
    handler = type("Machine", (Machine,), attributes)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port, handler
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def find_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def start_nginx(folder: Path, *machines: int):
    """nginx with the shipped file, before these ports; yields what asks it for a path."""
    port = find_port()
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-subj", "/CN=samverkan.example", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    servers = "".join(f"server 127.0.0.1:{n} max_fails=1 fail_timeout=5s;" for n in machines)
    text = (SERVICE / "nginx.conf").read_text(encoding="utf-8")
    for pattern, value in (
        (r"server 127\.0\.0\.1:8000 .*", servers),
        (r"listen \[::\]:.*", ""),
        ("listen 443 ", f"listen 127.0.0.1:{port} "),
        ("listen 80;", f"listen 127.0.0.1:{find_port()};"),
        ("/var/log/samverkan|/var/lib/nginx|/etc/samverkan-tls", str(folder)),
    ):
        text, changed = re.subn(pattern, value, text)
        assert changed, pattern
    (folder / "site.conf").write_text(text)
    temporary = "".join(
        f"{what}_temp_path {folder}/{what};"
        for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} pid {folder}/pid; daemon off;"
        f"worker_processes 1; error_log {folder}/error.log;"
        f"events {{}} http {{ {temporary} include {folder}/site.conf; }}"
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"

    def ask(path: str) -> http.client.HTTPResponse:
        context = ssl._create_unverified_context()
        with closing(http.client.HTTPSConnection("127.0.0.1", port, context=context)) as client:
            client.request("GET", path, headers={"Host": "samverkan.example"})
            response = client.getresponse()
            response.text = response.read().decode()
            return response

    with subprocess.Popen([program, "-e", folder / "error.log", "-c", folder / "nginx.conf"]) as it:
        try:
            until = time.monotonic() + 10
            while not (folder / "pid").exists() or not _answers(port):
                assert time.monotonic() < until
                time.sleep(0.02)
            yield ask
        finally:
            it.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_what_nginx_logs_has_no_secret_and_no_visitor_also_when_nobody_answers(tmp_path):
    away = find_port()
    with serve() as (alive, machine), start_nginx(tmp_path, alive) as ask:
        for link in SECRET_LINKS:
            for path in (f"{link}{TOKEN}/", f"/{link}{TOKEN}"):
                assert ask(f"{path}?next={TOKEN}").status == 200
        assert ask(f"/%64/{TOKEN}/").status == ask(f"/{TOKEN}").status == 200
        assert machine.seen["X-Forwarded-Proto"] == "https"
        assert machine.seen["X-Forwarded-For"] == "127.0.0.1"
    logged = (tmp_path / "nginx.log").read_text()
    assert '"place":"/d/","status":200' in logged
    tmp_path.joinpath("nginx.log").unlink()
    with start_nginx(tmp_path, away) as ask:
        response = ask(f"/d/{TOKEN}/")
        assert (response.status, response.headers["Retry-After"]) == (503, "15")
        assert "Det som är sparat finns kvar." in response.text
    logs = "".join(file.read_text() for file in tmp_path.glob("*.log")) + logged
    assert '"status":503' in logs
    assert TOKEN not in logs
    assert '"127.0.0.1"' not in logs


def test_while_one_machine_is_upgraded_or_away_the_other_answers(tmp_path):
    with (
        serve(has_new=False) as (old, _),
        serve() as (new, _),
        start_nginx(tmp_path, old, find_port(), new) as ask,
    ):
        assert [ask(path).status for path in ("/", "/d/x/", NEW, NEW, "/")] == [200] * 5


@pytest.mark.parametrize("unit", sorted(SERVICE.glob("*.service")), ids=lambda unit: unit.name)
def test_a_unit_runs_what_there_is(unit):
    text = unit.read_text(encoding="utf-8")
    named = set(re.findall(r"manage\.py (\w+)", text))
    assert named <= {*get_commands(), "db_worker", "prune_db_task_results"}
    assert "EnvironmentFile=/etc/samverkan.env" in text
