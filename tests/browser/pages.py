"""Every page that is looked at, and how somebody comes to it."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.steps import choose, open_comment, problem_of
from tests.browser.visitor import Diagnosis, start_diagnosis
from tests.browser.world import World

Open = Callable[[Page, Diagnosis], Any]


def at(path: str) -> Open:
    return lambda page, diagnosis: page.goto(path)


def under(path: str) -> Open:
    """A page behind the link to answer."""
    return lambda page, diagnosis: page.goto(diagnosis.url + path)


def open_by_the_read_link(page: Page, diagnosis: Diagnosis) -> None:
    page.goto(diagnosis.find_read_link())


def send_nothing(path: str, button: str) -> Open:
    def send(page: Page, diagnosis: Diagnosis) -> None:
        page.goto(path if path.startswith("/") else diagnosis.url + path)
        for box in page.locator("main input.textinput, main textarea").all():
            box.fill("")
        page.get_by_role("button", name=button).click()
        expect(page.locator(".is-invalid").first).to_be_visible()

    return send


def send_together_without_a_number(page: Page, diagnosis: Diagnosis) -> None:
    page.goto("/ny/")
    page.get_by_label("Gruppen").check()
    page.get_by_role("button", name="Gå vidare").click()
    expect(page.locator("#fel")).to_be_focused()


def send_a_bad_address(page: Page, diagnosis: Diagnosis) -> None:
    page.goto(diagnosis.url)
    page.locator("form.mail input[name=email]").fill("anna")
    page.locator("form.mail button").click()
    expect(page.locator(".is-invalid")).to_be_visible()


def meet_a_conflict(page: Page, diagnosis: Diagnosis) -> None:
    """The page as the server shows it when it is posted with marks that are too old."""
    page.goto(diagnosis.page_url("initiativ"))
    open_comment(page, "vem")
    page.evaluate("""() => {
      const form = document.getElementById("walk");
      form.elements["seen.varfor.3"].value = "0.00000000";
      form.elements["seen.comment.vem"].value = "0.00000000";
      form.elements["varfor.3"].value = "2";
      form.elements["comment.vem"].value = "En annan text";
      form.submit();
    }""")
    expect(page.locator("#fel")).to_be_visible()


def meet_a_conflict_while_answering(page: Page, diagnosis: Diagnosis) -> None:
    """The same, as the page's script shows it."""
    page.goto(diagnosis.page_url("initiativ"))
    box = open_comment(page, "vem")
    page.evaluate("""() => {
      const form = document.getElementById("walk");
      form.elements["seen.varfor.3"].value = "0.00000000";
      form.elements["seen.comment.vem"].value = "0.00000000";
    }""")
    choose(page, "varfor.3", "2")
    box.fill("En annan text")
    expect(problem_of(page, "varfor.3")).to_be_visible()
    expect(problem_of(page, "comment.vem")).to_be_visible()


def be_signed_in(page: Page, owned: Diagnosis) -> None:
    [session] = [cookie for cookie in owned.visitor.cookies if cookie.name == "sessionid"]
    cookie = {"name": session.name, "value": session.value, "url": owned.visitor.address}
    page.context.add_cookies([cookie | {"httpOnly": True, "sameSite": "Lax"}])


def send_a_wrong_code(page: Page, diagnosis: Diagnosis) -> None:
    page.goto("/konto/logga-in/")
    page.get_by_label("E-postadress").fill(f"{uuid4().hex}@kommun.example")
    page.get_by_role("button", name="Mejla en kod").click()
    page.get_by_label("Kod").fill("FFFF-FFFF")
    page.locator("main").get_by_role("button", name="Logga in").click()
    expect(page.locator("#fel")).to_be_focused()


def claim_another(page: Page, owned: Diagnosis) -> None:
    """Ask to put one more diagnosis on the account."""
    page.goto(start_diagnosis(owned.visitor.address).url)
    page.get_by_role("button", name="Lägg till bland mina diagnoser").click()
    expect(page.locator("form.choices")).to_be_visible()


def of_the_collaboration(path: str = "") -> Open:
    """A page of the collaboration that a claimed diagnosis is a round of."""

    def open_it(page: Page, owned: Diagnosis) -> None:
        page.goto(owned.url)
        page.get_by_role("link", name="Samverkans sida").click()
        page.wait_for_url("**/samverkan/**")
        page.goto(page.url + path)

    return open_it


PAGES: dict[str, Open] = {
    "home": at("/"),
    "new": at("/ny/"),
    "new with errors": send_nothing("/ny/", "Gå vidare"),
    "new without a number": send_together_without_a_number,
    "example": at("/exempel/"),
    "group's example": at("/exempel/grupp/"),
    "model": at("/modellen/"),
    "model's stage": at("/modellen/mognad/"),
    "model's aspect": at("/aspekter/forankring/"),
    "cases": at("/erfarenheter/"),
    "case": at("/erfarenheter/halsoframjande-arbetsplatser-skane/"),
    "all questions": at("/fragor/"),
    "sources": at("/kallor/"),
    "guide": at("/sa-gor-ni/"),
    "facilitator": at("/sa-gor-ni/mote/"),
    "result meeting": at("/sa-gor-ni/resultatmote/"),
    "method": at("/metoden/"),
    "privacy": at("/personuppgifter/"),
    "accessibility": at("/tillganglighet/"),
    "feedback": at("/synpunkter/?om=tillganglighet"),
    "feedback with errors": send_nothing("/synpunkter/", "Skicka"),
    "not found": at("/finns-inte/"),
    "overview": under(""),
    "overview with errors": send_a_bad_address,
    "change details": under("uppgifter/"),
    "change details with errors": send_nothing("uppgifter/", "Spara"),
    "delete": under("radera/"),
    "markers": under("steg/lage/"),
    "preliminary": under("steg/preliminart/"),
    "stage": under("steg/initiativ/"),
    "all the way": under("steg/hela-vagen/"),
    "conflict": meet_a_conflict,
    "conflict while answering": meet_a_conflict_while_answering,
    "check": under("steg/klart/"),
    "result": under("resultat/"),
    "read": open_by_the_read_link,
}
NEW: dict[str, Open] = {
    "new overview": under(""),
    "new preliminary": under("steg/preliminart/"),
    "new check": under("steg/klart/"),
    "new read": open_by_the_read_link,
}
UNPLACED: dict[str, Open] = {"unplaced result": under("resultat/")}
SIGNING_IN: dict[str, Open] = {
    "sign in": at("/konto/logga-in/"),
    "sign in with errors": send_nothing("/konto/logga-in/", "Mejla en kod"),
    "code with errors": send_a_wrong_code,
}
ACCOUNT: dict[str, Open] = {
    "mine": at("/mina/"),
    "own overview": under(""),
    "new collaboration": at("/samverkan/ny/"),
    "collaboration": of_the_collaboration(),
    "profile": of_the_collaboration("uppgifter/"),
    "parts": of_the_collaboration("delar/"),
    "members": of_the_collaboration("medlemmar/"),
    "claim": claim_another,
    "delete account": at("/mina/radera-kontot/"),
    "sign out": at("/konto/logga-ut/"),
    "security": at("/konto/sakerhet/"),
    "add an app": at("/konto/sakerhet/app/"),
    "change address": at("/konto/sakerhet/adress/"),
    "add a passkey": at("/konto/sakerhet/passnyckel/"),
}
EXPECTED = r"status of (404|409|422)"


def open_page(page: Page, world: World, name: str) -> None:
    if name in NEW:
        NEW[name](page, world.new)
    elif name in ACCOUNT:
        be_signed_in(page, world.owned)
        ACCOUNT[name](page, world.owned)
    elif name in SIGNING_IN:
        SIGNING_IN[name](page, world.new)
    elif name in UNPLACED:
        UNPLACED[name](page, world.unplaced)
    else:
        PAGES[name](page, world.placed)


def expect_what_belongs(watch: Watch, name: str) -> None:
    """Statuses that some pages are there to show, and the cookie of those about an account."""
    watch.expect(EXPECTED)
    if name in SIGNING_IN or name in ACCOUNT:
        watch.expect("^cookie: sessionid$")


def share_out(names: Iterable[str], parts: int) -> list[list[str]]:
    every = list(names)
    return [every[n::parts] for n in range(parts)]


EVERY_PAGE = [
    *share_out([*PAGES, *NEW, *UNPLACED], 9), list(SIGNING_IN), *share_out(ACCOUNT, 3)
]  # fmt: skip
"""The names of all pages, by those that one profile may open after each other."""
