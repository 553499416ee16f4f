"""The machines of the trial: network namespaces with what runs on each, from the shipped files."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

ROOT = Path(__file__).parents[2]
SERVICE = ROOT / "script" / "service"
HERE = "10.77.0.1"  # where visitors come from, and mail goes
ADDRESSES = {
    "front": "10.77.0.2", "database": "10.77.0.10",
    "first": "10.77.0.11", "second": "10.77.0.12", "worker": "10.77.0.13",
}  # fmt: skip
PASSWORD = "only-in-this-trial"
URL = "postgres://samverkan:{}@{}/samverkan"
DIRECT = URL.format(PASSWORD, ADDRESSES["database"])
MAIL_PORT = 2525
HOST = "samverkan.example"

ENVIRONMENT = {
    "SAMVERKAN_ENV": "production",
    "SAMVERKAN_SECRET_KEY": "only-in-this-trial-" * 4,
    "SAMVERKAN_ALLOWED_HOSTS": HOST,
    "SAMVERKAN_SITE_URL": f"https://{HOST}",
    "SAMVERKAN_TRUSTED_PROXIES": "1",
    "SAMVERKAN_DATABASE_URL": URL.format(PASSWORD, "127.0.0.1:6432"),
    "SAMVERKAN_DATABASE_DIRECT_URL": DIRECT,
    "SAMVERKAN_EMAIL_URL": f"smtp://{HERE}:{MAIL_PORT}",
    "SAMVERKAN_TASKS": "database",
    "SAMVERKAN_REPORTS": "database",
    "SAMVERKAN_LOG_LEVEL": "ERROR",
}


def run(*command: object, **more: object) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **more
    )
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr or done.stdout}")
    return done.stdout


def make_network() -> None:
    """A bridge in the namespace that we are in, and one more namespace for each machine."""
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", "trial", "type", "bridge")
    run("ip", "address", "add", f"{HERE}/24", "dev", "trial")
    run("ip", "link", "set", "trial", "up")
    for name, address in ADDRESSES.items():
        run("ip", "netns", "add", name)
        run("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
        run("ip", "link", "set", name, "master", "trial", "up")
        for command in (
            "link set lo up", f"address add {address}/24 dev eth0", "link set eth0 up"
        ):  # fmt: skip
            run("ip", "-n", name, *command.split())


def adapt(name: str, target: Path, *changes: tuple[str, str]) -> None:
    """Write a shipped file with what is said to be changed there."""
    text = (SERVICE / name).read_text(encoding="utf-8")
    for pattern, value in changes:
        text, changed = re.subn(pattern, value, text, flags=re.MULTILINE)
        if not changed:
            raise RuntimeError(f"{name} has no {pattern}")
    target.write_text(text, encoding="utf-8")


class Machines:
    """All of them, with their files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.releases = {name: folder / name for name in ("old", "new")}

    def start(self, name: str, *command: object) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        subprocess.Popen(
            ["ip", "netns", "exec", name, *map(str, command)],
            cwd=self.folder, env=os.environ | ENVIRONMENT, stdout=log, stderr=log,
        )  # fmt: skip

    # The database ---------------------------------------------------------------------------------

    def make_database(self) -> None:
        data = self.folder / "database"
        data.mkdir()
        shutil.chown(data, "postgres")
        self._postgresql("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8",
                         "--locale=C.UTF-8")  # fmt: skip
        access = "local all all trust\nhost all samverkan 10.77.0.0/24 scram-sha-256\n"
        (data / "pg_hba.conf").write_text(access)
        self.start_database()
        for command in (
            f"CREATE ROLE samverkan LOGIN PASSWORD '{PASSWORD}'",
            "CREATE DATABASE samverkan OWNER samverkan",
        ):
            run("runuser", "-u", "postgres", "--", "psql", "-h", data, "-c", command)

    def start_database(self) -> None:
        options = (
            f"-c listen_addresses={ADDRESSES['database']} -c max_connections=100"
            f" -c unix_socket_directories={self.folder}/database"
        )
        log = f"--log={self.folder}/database/log"
        self._postgresql("pg_ctl", log, "--wait", f"--options={options}", "start")

    def crash_database(self) -> None:
        self._postgresql("pg_ctl", "--mode=immediate", "--wait", "stop")

    def _postgresql(self, program: str, *arguments: object) -> None:
        newest = sorted(Path("/usr/lib/postgresql").glob("*"), key=lambda p: float(p.name))[-1]
        run("ip", "netns", "exec", "database", "runuser", "-u", "postgres", "--",
            newest / "bin" / program, f"--pgdata={self.folder}/database", *arguments,
            cwd="/")  # fmt: skip

    # The program ----------------------------------------------------------------------------------

    def make_releases(self) -> None:
        """The program as it is, and a later version with another column and style sheet."""
        skipped = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "*.sqlite3*",
                                         "__pycache__")  # fmt: skip
        for folder in self.releases.values():
            shutil.copytree(ROOT, folder, ignore=skipped)
        new = self.releases["new"]
        style = new / "static" / "css" / "site.css"
        style.write_text(style.read_text(encoding="utf-8") + "\n.later{color:#000}\n", "utf-8")
        sheets = new / "assessments" / "models" / "sheets.py"
        column = "    later = models.TextField(null=True)  # noqa: DJ001\n"
        text, changed = re.subn(r"(    saved_at = .*\n)", rf"\1{column}", sheets.read_text("utf-8"))
        assert changed == 1
        sheets.write_text(text, "utf-8")
        self.manage("new", "makemigrations", "assessments", "--name", "later")
        for name in self.releases:
            self.manage(name, "collectstatic", "--noinput")

    def manage(self, release: str, *arguments: str) -> str:
        """A command of the program, past PgBouncer."""
        own = {"SAMVERKAN_DATABASE_URL": DIRECT, "PGOPTIONS": "-c lock_timeout=5s"}
        return run(sys.executable, "manage.py", *arguments, cwd=self.releases[release],
                   env=os.environ | ENVIRONMENT | own)  # fmt: skip

    def start_machine(self, name: str, release: str) -> None:
        """PgBouncer, and gunicorn or the worker on top of it."""
        users, configuration = self.folder / "userlist.txt", self.folder / "pgbouncer.ini"
        users.write_text(f'"samverkan" "{PASSWORD}"\n')
        adapt(
            "pgbouncer.ini", configuration,
            ("database.internal port=5432", f"{ADDRESSES['database']} port=5432"),
            ("/etc/pgbouncer/userlist.txt", str(users)),
        )  # fmt: skip
        self.start(name, "/usr/sbin/pgbouncer", "--quiet", "--user", "postgres", configuration)
        self._point(name, release)
        python = ROOT / ".venv" / "bin" / "python"
        if name == "worker":
            command, pause = ["manage.py", "db_worker", "--interval", "1"], 5
        else:
            command = ["-m", "gunicorn", "-c", "script/gunicorn_conf.py", "samverkan.wsgi"]
            pause = 1
        unit = Path(__file__).with_name("unit.py")
        self.start(name, "env", f"HOST={ADDRESSES[name]}", sys.executable, unit,
                   self._current(name), pause, python, *command)  # fmt: skip

    def _current(self, name: str) -> Path:
        return self.folder / f"{name}.current"

    def _point(self, name: str, release: str) -> None:
        self._current(name).unlink(missing_ok=True)
        self._current(name).symlink_to(self.releases[release])

    def upgrade(self, name: str, release: str) -> None:
        """As `systemctl restart samverkan`, with other files."""
        self._point(name, release)
        os.kill(int(Path(f"{self._current(name)}.pid").read_text()), signal.SIGTERM)

    def kill(self, name: str) -> None:
        for number in run("ip", "netns", "pids", name).split():
            os.kill(int(number), signal.SIGKILL)

    def find_release(self, name: str) -> str:
        """Which release the processes of this machine are of; two while it changes."""
        found = set()
        for number in run("ip", "netns", "pids", name).split():
            try:
                command = Path(f"/proc/{number}/cmdline").read_text()
                if "gunicorn" in command and "unit.py" not in command:
                    found.add(Path(os.readlink(f"/proc/{number}/cwd")).name)
            except OSError:  # it has ended
                continue
        return "+".join(sorted(found))

    # nginx ----------------------------------------------------------------------------------------

    def start_nginx(self) -> None:
        folder = self.folder / "nginx"
        folder.mkdir()
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
            "-nodes", "-subj", f"/CN={HOST}", "-days", "1", "-keyout", folder / "privkey.pem",
            "-out", folder / "fullchain.pem")  # fmt: skip
        self._configure_nginx()
        (folder / "nginx.conf").write_text(
            f"user root; daemon off; pid {folder}/pid; error_log {folder}/error.log;"
            f"events {{ worker_connections 1024; }} http {{ include {folder}/site.conf; }}"
        )
        self.start("front", "/usr/sbin/nginx", "-e", folder / "error.log", "-c",
                   folder / "nginx.conf")  # fmt: skip

    def _configure_nginx(self, without: str = "") -> None:
        folder = self.folder / "nginx"
        servers = "".join(
            f"server {ADDRESSES[n]}:8000 max_fails=1 fail_timeout=5s{' down' * (n == without)};"
            for n in ("first", "second")
        )
        adapt(
            "nginx.conf", folder / "site.conf",
            (r"server 127\.0\.0\.1:8000 .*", servers),
            (r"listen \[::\]:.*", ""),
            ("/var/log/samverkan|/var/lib/nginx|/etc/samverkan-tls", str(folder)),
        )  # fmt: skip

    def take_out(self, name: str) -> None:
        """Let nginx ask no machine of this name any more, and all others."""
        self._configure_nginx(name)
        os.kill(int((self.folder / "nginx" / "pid").read_text()), signal.SIGHUP)


def answers(name: str) -> bool:
    """Whether a machine is ready, as a load balancer would ask."""
    client = http.client.HTTPConnection(ADDRESSES[name], 8000, timeout=5)
    with closing(client), suppress(OSError):
        client.request("GET", "/halsa/", headers={"Host": HOST})
        return client.getresponse().status == 200
    return False


class _Mailbox(StreamRequestHandler):
    """Takes mail for anybody, and remembers whom it was for."""

    received: list[str] = []

    def handle(self) -> None:
        self._say("220 here")
        in_letter = False
        to: list[str] = []
        for line in self.rfile:
            if in_letter:
                if line == b".\r\n":
                    in_letter = False
                    self.received.extend(to)
                    self._say("250 taken")
                continue
            word = line[:4].upper()
            if word == b"RCPT":
                to = [*to, line.decode().partition("<")[2].partition(">")[0]]
            if word in (b"MAIL", b"RSET"):
                to = []
            in_letter = word == b"DATA"
            self._say("354 go on" if in_letter else "221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def receive_mail() -> Iterator[Sequence[str]]:
    """A mail server, and the addresses that mail has come to."""
    ThreadingTCPServer.allow_reuse_address = True
    with ThreadingTCPServer((HERE, MAIL_PORT), _Mailbox) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield _Mailbox.received
        server.shutdown()


def wait_for(is_so, what: str, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise RuntimeError(f"{what}: waited {seconds:.0f} seconds in vain")
        time.sleep(0.2)
