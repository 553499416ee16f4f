"""How long a phone waits until a page of questions is to be seen, in a Chromium held back.

The largest contentful paint, as a median of some first visits: on a slow mobile network, and with
the processor slowed down. A figure, not a bound: it also tells how busy this machine is.
"""

import sys
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.server import prepare, serve
from tests.browser.chromium import find_chromium

VISITS = 7

SLOW_NETWORK = {
    "offline": False,
    "latency": 150,  # ms for a request and its answer
    "downloadThroughput": 1_600_000 / 8,  # bytes a second
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4  # times, the processor

LARGEST_PAINT = """() => new Promise((resolve) => new PerformanceObserver((list) => {
  const last = list.getEntries().at(-1);
  resolve([last.startTime, last.element ? last.element.tagName : ""]);
}).observe({type: "largest-contentful-paint", buffered: true}))"""


def main() -> int:
    chromium = find_chromium()
    if chromium is None:
        sys.stderr.write("benchmark: the Debian package chromium-headless-shell is missing\n")
        return 1
    with prepare() as folder:
        from tests.benchmarks import world

        [person] = world.make_people(1)
        paths = [person.url("page", "lage"), person.url("page", "mognad"), person.url("result")]
        with serve(folder) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            for name, path in zip(("questions", "statements", "result"), paths, strict=True):
                _measure(browser, server.address + path)  # wakes server and browser
                took = [_measure(browser, server.address + path) for _ in range(VISITS)]
                sys.stdout.write(
                    f"{name}: largest contentful paint {median(took):.0f} ms "
                    f"({min(took):.0f}–{max(took):.0f})\n"
                )
            browser.close()
    return 0


def _measure(browser: Browser, url: str) -> float:
    """Milliseconds from the first request until the largest thing on the page is drawn."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        device_scale_factor=3,
        is_mobile=True,
        extra_http_headers={"X-Forwarded-Proto": "https"},
    )
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url, wait_until="networkidle")
    milliseconds, _element = page.evaluate(LARGEST_PAINT)
    context.close()
    return float(milliseconds)


if __name__ == "__main__":
    sys.exit(main())
