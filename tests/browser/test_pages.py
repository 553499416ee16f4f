"""Every page: nothing for axe to find, no sideways scrolling, targets that can be hit, no strays.

Each page is opened once and looked at in both sizes and both colour schemes.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, MakeContext, Watch
from tests.browser.steps import choose, open_comment, problem_of
from tests.browser.visitor import Diagnosis, start_diagnosis
from tests.browser.world import World

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"
]  # fmt: skip


# The pages --------------------------------------------------------------------------------------

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
      form.elements["seen.varfor.1"].value = "0.00000000";
      form.elements["seen.comment.vem"].value = "0.00000000";
      form.elements["varfor.1"].value = "2";
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
      form.elements["seen.varfor.1"].value = "0.00000000";
      form.elements["seen.comment.vem"].value = "0.00000000";
    }""")
    choose(page, "varfor.1", "2")
    box.fill("En annan text")
    expect(problem_of(page, "varfor.1")).to_be_visible()
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
    "model": at("/modellen/"),
    "model's stage": at("/modellen/mognad/"),
    "model's aspect": at("/aspekter/forankring/"),
    "cases": at("/erfarenheter/"),
    "case": at("/erfarenheter/halsoframjande-arbetsplatser-skane/"),
    "all questions": at("/fragor/"),
    "sources": at("/kallor/"),
    "guide": at("/sa-gor-ni/"),
    "facilitator": at("/sa-gor-ni/mote/"),
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
    "earlier result": under("resultat/1/"),
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


def unfold(page: Page) -> None:
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")


def expect_what_belongs(watch: Watch, name: str) -> None:
    """Statuses that some pages are there to show, and the cookie of those about an account."""
    watch.expect(EXPECTED)
    if name in SIGNING_IN or name in ACCOUNT:
        watch.expect("^cookie: sessionid$")


every_page = pytest.mark.parametrize("name", [*PAGES, *NEW, *UNPLACED, *SIGNING_IN, *ACCOUNT])


# axe --------------------------------------------------------------------------------------------


DRAWN = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
"""The rules that look at colours and places; the others read what is there."""

ALL = {"type": "tag", "values": RULES}


def run_axe(page: Page, rules: Mapping[str, object] = ALL) -> list[str]:
    """What axe finds, a line for each element."""
    return page.evaluate(
        """async (rules) => {
          const options = {runOnly: rules, resultTypes: ["violations"]};
          const {violations} = await axe.run(document, options);
          const say = (rule, node) => `${rule.id}: ${node.html} ${node.failureSummary}`;
          return violations.flatMap((rule) => rule.nodes.map((node) => say(rule, node)));
        }""",
        rules,
    )


@every_page
def test_axe_finds_nothing(
    make_context: MakeContext, watch: Watch, world: World, name: str
) -> None:
    expect_what_belongs(watch, name)
    # Without motion, so that no colour is on its way from one scheme to the other.
    page = make_context(reduced_motion="reduce").new_page()
    open_page(page, world, name)
    page.evaluate(AXE)
    # All rules folded in the large size and unfolded in the small one; between them, what differs.
    found = {"1280 light": run_axe(page)}
    for width, scheme in ((DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")):
        page.set_viewport_size(width)
        page.emulate_media(color_scheme=scheme)
        found[f"{width['width']} {scheme}"] = run_axe(page, {"type": "rule", "values": DRAWN})
    unfold(page)
    found["unfolded"] = run_axe(page)
    assert {where: what for where, what in found.items() if what} == {}


# Room -------------------------------------------------------------------------------------------

TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > room + 0.5)
    .map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`);
}"""

CLIPPED = """() => [...document.querySelectorAll(
    "main *:not(svg *, select, textarea, input, .visually-hidden, .visually-hidden *)")]
  .filter((one) => one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1
    && getComputedStyle(one).display !== "inline")
  .map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)"""

OVERLAPPING = """() => {
  const texts = [...document.querySelectorAll("h1, h2, h3, p, legend, .opt, dt, dd, summary")]
    .filter((one) => one.checkVisibility({visibilityProperty: true})
      && getComputedStyle(one).position !== "sticky"
      && !one.closest(".visually-hidden, summary h3, .opt *"))
    .map((one) => [one, one.getBoundingClientRect()]);
  const start = (one) => one.textContent.trim().slice(0, 40);
  const found = [];
  texts.forEach(([one, a], index) => {
    for (const [other, b] of texts.slice(index + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
        found.push(`${start(one)} / ${start(other)}`);
    }
  });
  return found;
}"""

# A link that stands alone on its line has the height of the line.
SMALL_TARGETS = """() => {
  const isInline = (one) => one.tagName === "A" && getComputedStyle(one).display === "inline";
  const inSentence = (one) => isInline(one)
    && [...one.parentElement.childNodes].some((n) => n !== one && n.textContent.trim().length > 2);
  const measure = (one) => {
    const shown = one.labels?.length && /radio|checkbox/.test(one.type) ? one.labels[0] : one;
    const {width, height} = shown.getBoundingClientRect();
    const line = isInline(one) ? parseFloat(getComputedStyle(one.parentElement).lineHeight) : 0;
    return [one, width, Math.max(height, line)];
  };
  return [...document.querySelectorAll("a[href], button, input, textarea, summary")]
    .filter((one) => one.type !== "hidden" && one.checkVisibility({visibilityProperty: true})
      && !one.closest(".visually-hidden, .skip") && !inSentence(one))
    .map(measure)
    .filter(([, width, height]) => width < 24 || height < 24)
    .map(([one, width, height]) => `${one.outerHTML.slice(0, 120)} ${width}×${height}`);
}"""


@every_page
def test_nothing_is_wider_than_320_pixels_and_every_target_can_be_hit(
    make_context: MakeContext, watch: Watch, world: World, name: str
) -> None:
    expect_what_belongs(watch, name)
    page = make_context(viewport={"width": 320, "height": 640}).new_page()
    open_page(page, world, name)
    unfold(page)
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(SMALL_TARGETS) == []
    page.set_viewport_size(DESKTOP)
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(SMALL_TARGETS) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(OVERLAPPING) == []


def test_a_word_without_end_makes_no_page_wider(make_context: MakeContext, world: World) -> None:
    page = make_context(viewport={"width": 320, "height": 640}).new_page()
    ours = [name for name, way in PAGES.items() if "conflict" not in name and "errors" not in name]
    wide = {}
    for name in ours[ours.index("overview") :]:
        PAGES[name](page, world.endless)
        unfold(page)
        if found := page.evaluate(TOO_WIDE):
            wide[name] = found
    assert wide == {}


# Strays -----------------------------------------------------------------------------------------


# Console, hosts, policy and cookies are watched in every test, by `Watch` in conftest.py.


def test_the_policy_stops_a_script_that_somebody_has_smuggled_in(page: Page, watch: Watch) -> None:
    watch.expect("Content Security Policy")
    page.goto("/")
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.smuggled = true";
      document.body.append(script);
    }""")
    assert page.evaluate("window.smuggled") is None
    assert any("Content Security Policy" in said for said in watch.complaints)


def test_a_request_to_another_host_and_a_stray_cookie_would_be_noticed(
    make_context: MakeContext, watch: Watch
) -> None:
    context = make_context()
    page = context.new_page()
    page.goto("/")
    page.evaluate("fetch('http://localhost:9/').catch(() => {})")
    page.evaluate("document.cookie = 'stray=1'")
    page.wait_for_timeout(100)
    watch.read_cookies(context)
    assert "cookie: stray" in watch.complaints
    assert any("localhost:9" in said for said in watch.complaints)
    context.clear_cookies()
    watch.complaints.clear()


def test_what_users_write_is_shown_as_text(
    make_context: MakeContext, address: str, page: Page
) -> None:
    attack = "<img src=x onerror=alert(1)><b>fet</b>"
    diagnosis = start_diagnosis(address, attack, attack)
    diagnosis.fill("initiativ", {"comment.varfor": attack, "varfor.1": "1"})
    diagnosis.conclude()
    for path in ("", "steg/initiativ/", "steg/klart/", "resultat/", "uppgifter/", "radera/"):
        page.goto(diagnosis.url + path)
        assert page.locator("main img, main b").count() == 0
    page.goto(diagnosis.url + "resultat/")
    expect(page.locator(".comments")).to_contain_text(attack)
