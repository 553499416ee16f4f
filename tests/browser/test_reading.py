"""The walk and the result read aloud from top to bottom, as by a screen reader.

What must be heard stands in `readings/`, a file a page: read one aloud to know whether a change of
the page makes sense to somebody who does not see it.
"""

from collections import Counter
from itertools import pairwise

import pytest

from tests.browser.conftest import DESKTOP, PHONE, MakeContext, Watch
from tests.browser.pages import EXPECTED, PAGES, Open, under
from tests.browser.reading import check_reading, read_aloud
from tests.browser.visitor import Diagnosis
from tests.browser.world import World

pytestmark = pytest.mark.browser

NEW: dict[str, Open] = {
    "markers": under("steg/lage/"),
    "stage": under("steg/initiativ/"),
    "check": under("steg/klart/"),
}
PLACED: dict[str, Open] = {
    "conflict": PAGES["conflict"],
    "preliminary": PAGES["preliminary"],
    "result": under("resultat/1/"),
    "result_phone": under("resultat/1/"),
    "result_again": PAGES["result"],
    "new_with_errors": PAGES["new with errors"],
}
MUST_HAVE_A_NAME = {"link", "button", "radio", "textbox", "img", "heading", "navigation", "table"}


def find_noise(heard: list[str]) -> list[str]:
    """What nobody wants to hear: the same thing twice running, a thing without a name."""
    twice = [line for line, following in pairwise(heard) if line == following]
    nameless = [line for line in heard if line.split()[0] in MUST_HAVE_A_NAME and ":" not in line]
    images = Counter(line for line in heard if line.startswith("img:"))
    return twice + nameless + [line for line, count in images.items() if count > 1]


@pytest.mark.parametrize("names", [list(NEW), list(PLACED)], ids=["new", "placed"])
def test_a_page_read_aloud_makes_sense(
    make_context: MakeContext, watch: Watch, world: World, diagnosis: Diagnosis, names: list[str]
) -> None:
    watch.expect(EXPECTED)
    context = make_context()
    for name in names:
        page = context.new_page()
        page.set_viewport_size(PHONE if name.endswith("phone") else DESKTOP)
        if name in NEW:
            NEW[name](page, diagnosis)
        else:
            PLACED[name](page, world.placed)
        heard = read_aloud(page.locator("body"))
        check_reading(heard, name)
        assert find_noise(heard) == [], name
        page.close()


def test_a_reading_tells_where_it_goes_wrong() -> None:
    heard = ["link: Till innehållet", "banner", "link: Samverkanskollen", "heading 2: Hemma"]
    with pytest.raises(AssertionError, match="'main' is not heard here"):
        check_reading(heard, "markers")
