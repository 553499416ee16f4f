"""A service of several machines on one: what is lost, and for how long, when something fails.

Run by script/service/trial, in namespaces of its own that end with it.
"""

import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from tests.trial.machines import (
    DIRECT,
    ENVIRONMENT,
    Machines,
    answers,
    make_network,
    receive_mail,
    wait_for,
)

SAVERS = 12
INVITED = 40


def main() -> int:
    folder = Path(sys.argv[1])
    folder.chmod(0o755)
    make_network()
    machines = Machines(folder)
    say("making a database and two versions of the program")
    machines.make_database()
    machines.make_releases()
    machines.manage("old", "migrate", "--noinput")
    machines.manage("old", "seed_content")
    with receive_mail() as mail:
        return try_it(machines, mail)


def try_it(machines: Machines, mail) -> int:
    os.environ |= ENVIRONMENT | {
        "SAMVERKAN_DATABASE_URL": DIRECT, "DJANGO_SETTINGS_MODULE": "samverkan.settings"
    }  # fmt: skip
    import django

    django.setup()
    from django.db import connections

    from tests.benchmarks.world import find_lost, make_people
    from tests.trial import visitors

    people = make_people(SAVERS)
    for name in ("first", "second", "worker"):
        machines.start_machine(name, "old")
    machines.start_nginx()
    record, stop = visitors.Record(), Event()
    paths = ["/", people[0].url("page", "mognad"), people[1].url("result")]
    probe = visitors.Visitor(visitors.Record(), stop, 0)
    wait_for(lambda: probe.ask(visitors.PAGE, "/halsa/"), "the service to answer")

    crowd = [visitors.Saver(person, record, stop, 0.1) for person in people]
    crowd += [visitors.Reader(paths, record, stop, 0.3)]
    for visitor in crowd:
        visitor.start()
    time.sleep(3)
    parts = []

    @contextmanager
    def part(name: str):
        began = time.monotonic()
        say(name)
        yield
        parts.append((name, began, time.monotonic()))

    with part("nothing happens"):
        time.sleep(8)
    with part("one machine is killed, and comes back after 8 s"):
        machines.kill("first")
        time.sleep(8)
        machines.start_machine("first", "old")
        time.sleep(8)
    invite()
    connections.close_all()
    with part("the database crashes, and is started again after 3 s"):
        crashed = time.monotonic()
        machines.crash_database()
        time.sleep(3)
        machines.start_database()
        away = time.monotonic() - crashed
        time.sleep(12)
    with part("the later version is migrated to"):
        machines.manage("new", "migrate", "--noinput")
        time.sleep(3)
    for name in ("first", "second"):
        with part(f"the {name} machine is upgraded"):
            machines.take_out(name)
            time.sleep(2)
            machines.upgrade(name, "new")
            wait_for(lambda name=name: machines.find_release(name) == "new", "the later version")
            wait_for(lambda name=name: answers(name), "the machine to be ready")
            machines.take_out("")
            time.sleep(4)
    stop.set()
    for visitor in crowd:
        visitor.join(30)
    count = sum(a.kind == visitors.SAVE and not a.wrong for a in record.asked)
    lost = find_lost(people)
    wait_for(lambda: len(set(mail)) == INVITED, "all mail", 60)
    leaks = find_leaks(machines.folder, [person.diagnosis.token for person in people])
    for each in parts:
        say(visitors.describe(*each, record.asked))
    say(f"the database was away for {away:.1f} s, until it had read its log")
    say(f"{count} answers confirmed, {len(lost)} of them not in the database: {lost[:5]}")
    say(f"{INVITED} invitations: {len(set(mail))} addresses mailed, {len(mail)} mails in all")
    say(f"addresses in nginx' logs that are secrets: {leaks}")
    connections.close_all()
    return 1 if lost or leaks else 0


def invite() -> None:
    """Put mail to a group in line for the worker."""
    from assessments.tasks import mail_invitations
    from tests.group import make_group

    group = make_group("De som bjuds in", leader="leder.provet@kommun.example")
    group.open(people=INVITED)
    invitations = group.invite(*(f"person.{n}@kommun.example" for n in range(INVITED)))
    for each in invitations:
        mail_invitations.enqueue([each.pk], ENVIRONMENT["SAMVERKAN_SITE_URL"])


def find_leaks(folder: Path, tokens: list[str]) -> int:
    logs = "".join(log.read_text(errors="replace") for log in (folder / "nginx").glob("*.log"))
    assert '"place":"/d/"' in logs
    return sum(token in logs for token in tokens)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
