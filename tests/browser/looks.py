"""What is asked of a page that is open: axe, room, targets and the way through it by keyboard.

The questions with a criterion of their own are in `accessibility.js`. Each answer is a list of
complaints, a line each.
"""

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.steps import FOCUS, check_focus

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
LOOK = (Path(__file__).parent / "accessibility.js").read_text()
RULES = [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"
]  # fmt: skip
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


UNFOLD = "() => { for (const one of document.querySelectorAll('details')) one.open = true; }"


def unfold(page: Page) -> None:
    page.evaluate(UNFOLD)


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


def measure_room(page: Page) -> list[str]:
    return [
        line for question in (TOO_WIDE, CLIPPED, OVERLAPPING) for line in page.evaluate(question)
    ]


# The keyboard -----------------------------------------------------------------------------------

NOTE_FOCUS = f"""() => {{
  window.stops = [];
  const read = {FOCUS};
  addEventListener("keyup", () => stops.push(read()), true);
}}"""


def tab_through(page: Page, key: str) -> list[str]:
    """Go from one end of the page to the other; what is wrong at a stop, and stops not reached.

    The page notes each stop when the key is let go, so that nothing has to be asked meanwhile.
    """
    wanted = page.evaluate("look.stops()")
    page.evaluate(f"window.stops ? stops.length = 0 : ({NOTE_FOCUS})()")
    page.evaluate("look.begin(0)" if key == "Tab" else "look.begin(-1)")
    for _ in wanted[1:]:
        page.keyboard.press(key)
    stops = page.evaluate("stops")
    first = wanted[0] if key == "Tab" else wanted[-1]
    missed = set(wanted) - {stop["stop"] for stop in stops} - {first}
    wrong = [f"{what}: {stop}" for stop in stops for what in check_focus(stop)]
    return [*wrong, *(f"not reached: {stop}" for stop in missed)]
