"""Answers survive: no network, lost replies, two tabs, quick fingers, leaving, coming back."""

import re
from functools import partial

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import MakeContext, Watch
from tests.browser.steps import (
    OFFLINE,
    SAVED,
    choose,
    chosen,
    expect_saved,
    list_waiting,
    open_comment,
    option,
    press_next,
    problem_of,
    wait_until,
)
from tests.browser.visitor import Diagnosis, read_example_answers, start_diagnosis

pytestmark = pytest.mark.browser

FIRST, SECOND, THIRD = "uppstart.m5", "uppstart.m2", "uppstart.m3"
NOT_BY_ITSELF = "Svaren sparas inte av sig själva här. De sparas när ni går vidare."
NO_NETWORK = r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"
CONFLICT = r"status of 409"


@pytest.fixture
def markers(page: Page, diagnosis: Diagnosis) -> Page:
    """The first page of questions, open in a browser."""
    page.goto(diagnosis.page_url("lage"))
    return page


@pytest.fixture
def aspects(page: Page, diagnosis: Diagnosis) -> Page:
    """A page with comments, open in a browser."""
    page.goto(diagnosis.page_url("initiativ"))
    return page


def count_saves(page: Page) -> list[dict[str, str]]:
    """A list that grows with each answer that the page sends."""
    sent: list[dict[str, str]] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/svar/"):
            sent.append(request.post_data_json)

    page.on("request", note)
    return sent


def press(page: Page, button: str) -> None:
    """Press a button of the page without expecting that it leads anywhere."""
    page.locator(f'#walk .actions button[value="{button}"]').click()


# The network goes away --------------------------------------------------------------------------


def test_answers_given_without_a_network_are_saved_when_it_is_back(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(NO_NETWORK)
    choose(markers, FIRST, "1")
    expect_saved(markers)
    markers.context.set_offline(True)
    choose(markers, FIRST, "3")
    choose(markers, SECOND, "2")
    expect(markers.locator("#saved")).to_have_text(OFFLINE)
    choose(markers, SECOND, "0")
    assert diagnosis.read_answers() == {FIRST: "1"}
    markers.context.set_offline(False)
    expect_saved(markers)
    assert diagnosis.read_answers() == {FIRST: "3", SECOND: "0"}
    assert (chosen(markers, FIRST), chosen(markers, SECOND)) == ("3", "0")


def test_what_waits_is_kept_over_a_reload(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(NO_NETWORK)
    markers.on("dialog", lambda dialog: dialog.accept())
    markers.context.set_offline(True)
    choose(markers, FIRST, "2")
    expect(markers.locator("#saved")).to_have_text(OFFLINE)
    markers.context.route("**/svar/", lambda route: route.abort())
    markers.context.set_offline(False)
    markers.reload()
    assert chosen(markers, FIRST) == "2"
    expect(markers.locator("#saved")).to_have_text(OFFLINE)
    markers.context.unroute_all()
    expect_saved(markers)
    assert diagnosis.read_answers() == {FIRST: "2"}


def test_leaving_a_page_with_answers_that_wait_asks_first(markers: Page, watch: Watch) -> None:
    watch.expect(NO_NETWORK)
    asked = []
    markers.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    markers.context.set_offline(True)
    choose(markers, FIRST, "2")
    expect(markers.locator("#saved")).to_have_text(OFFLINE)
    markers.close(run_before_unload=True)
    wait_until(markers.context.new_page(), lambda: asked == ["beforeunload"])


def test_nasta_without_a_network_stays_and_says_so_and_loses_nothing(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(NO_NETWORK)
    markers.context.set_offline(True)
    choose(markers, FIRST, "2")
    press(markers, "next")
    expect(markers.locator("#saved")).to_have_text(OFFLINE)
    expect(markers.locator("#saved")).to_be_in_viewport()
    assert chosen(markers, FIRST) == "2"
    markers.context.set_offline(False)
    expect_saved(markers)
    assert diagnosis.read_answers() == {FIRST: "2"}
    press_next(markers)
    expect(markers).to_have_url(re.compile("/steg/preliminart/$"))


def test_a_page_that_could_not_be_left_is_as_it_was_when_one_comes_back(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(NO_NETWORK)
    markers.on("dialog", lambda dialog: dialog.accept())
    markers.context.route(re.compile("/(steg|svar)/"), lambda route: route.abort())
    choose(markers, FIRST, "2")
    open_page = diagnosis.page_url("uppstart")
    with pytest.raises(PlaywrightError, match="ERR_FAILED"):
        markers.goto(open_page)
    markers.context.unroute_all()
    markers.goto(diagnosis.page_url("lage"))
    assert chosen(markers, FIRST) == "2"
    expect_saved(markers)
    assert diagnosis.read_answers() == {FIRST: "2"}


def test_an_answer_given_offline_just_before_the_tab_is_hidden_is_saved_later(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(NO_NETWORK)
    markers.route("**/svar/", lambda route: route.abort(), times=2)
    choose(markers, FIRST, "2")
    markers.evaluate(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
        "document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))"
    )
    expect(markers.locator("#saved")).to_have_text(OFFLINE)
    expect_saved(markers)
    assert diagnosis.read_answers() == {FIRST: "2"}


def test_what_waited_over_a_reload_does_not_overwrite_what_was_saved_elsewhere(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(NO_NETWORK, CONFLICT)
    markers.on("dialog", lambda dialog: dialog.accept())
    markers.context.set_offline(True)
    choose(markers, FIRST, "2")
    expect(markers.locator("#saved")).to_have_text(OFFLINE)
    diagnosis.change(FIRST, "0")
    markers.context.route("**/svar/", lambda route: route.abort())
    markers.context.set_offline(False)
    markers.reload()
    markers.context.unroute_all()
    expect(problem_of(markers, FIRST)).to_contain_text("Till stor del på plats")
    expect(problem_of(markers, FIRST)).to_contain_text("Inte börjat")
    assert diagnosis.read_answers() == {FIRST: "0"}


# Leaving at once --------------------------------------------------------------------------------


def test_an_answer_given_just_before_leaving_is_stored(markers: Page, diagnosis: Diagnosis) -> None:
    choose(markers, FIRST, "3")
    markers.goto("/")
    wait_until(markers, lambda: diagnosis.read_answers() == {FIRST: "3"})


def test_an_answer_given_just_before_the_tab_is_closed_is_stored(
    markers: Page, diagnosis: Diagnosis
) -> None:
    other = markers.context.new_page()
    choose(markers, FIRST, "3")
    markers.close(run_before_unload=True)
    wait_until(other, lambda: diagnosis.read_answers() == {FIRST: "3"})


def test_half_a_comment_is_stored_when_the_page_is_left(
    aspects: Page, diagnosis: Diagnosis
) -> None:
    open_comment(aspects, "varfor").press_sequentially("Vi är oense om")
    aspects.goto("/")
    wait_until(aspects, lambda: diagnosis.read_answers() == {"comment.varfor": "Vi är oense om"})


def test_an_answer_whose_first_try_failed_is_sent_again_when_the_page_is_left(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(NO_NETWORK)
    markers.on("dialog", lambda dialog: dialog.accept())
    markers.context.route("**/svar/", lambda route: route.abort())
    choose(markers, FIRST, "3")
    expect(markers.locator("#saved")).to_have_text(OFFLINE)
    markers.context.unroute_all()
    markers.goto("/")
    wait_until(markers, lambda: diagnosis.read_answers() == {FIRST: "3"}, 1.2)


# Quick fingers ----------------------------------------------------------------------------------


def test_arrow_keys_through_a_question_send_few_requests_and_the_last_answer_wins(
    markers: Page, diagnosis: Diagnosis
) -> None:
    sent = count_saves(markers)
    markers.locator(f'input[name="{FIRST}"]').first.focus()
    for key in ["ArrowDown"] * 4 + ["ArrowUp"] * 3 + ["ArrowDown"] * 2:
        markers.keyboard.press(key)
        markers.wait_for_timeout(80)
    assert chosen(markers, FIRST) == "3"
    expect_saved(markers)
    assert diagnosis.read_answers() == {FIRST: "3"}
    assert len(sent) <= 2


def test_changing_ones_mind_again_and_again_is_no_conflict(
    markers: Page, diagnosis: Diagnosis
) -> None:
    for _ in range(3):
        for value in ["0", "1", "2", "3", "dont_know"]:
            choose(markers, FIRST, value)
            markers.wait_for_timeout(130)
    choose(markers, FIRST, "1")
    expect_saved(markers)
    assert diagnosis.read_answers() == {FIRST: "1"}
    expect(problem_of(markers, FIRST)).to_have_count(0)


def test_a_slow_server_and_quick_answers_end_with_the_last_ones(
    markers: Page, diagnosis: Diagnosis
) -> None:
    def delay(route: Route) -> None:
        markers.wait_for_timeout(250)
        route.continue_()

    markers.route("**/svar/", delay)
    for value in ["0", "3", "1"]:
        for field in [FIRST, SECOND, THIRD]:
            choose(markers, field, value)
        markers.wait_for_timeout(400)
    expect_saved(markers)
    assert diagnosis.read_answers() == {FIRST: "1", SECOND: "1", THIRD: "1"}
    expect(markers.locator(".problem")).to_have_count(0)


def test_an_answer_given_before_the_script_has_come_is_saved_when_it_has(
    page: Page, diagnosis: Diagnosis
) -> None:
    """On a slow network the page is there, and answered, before what saves it is."""
    held: list[Route] = []
    page.route("**/walk*.js", lambda route: held.append(route))
    page.goto(diagnosis.page_url("initiativ"), wait_until="commit")
    wait_until(page, lambda: bool(held))
    choose(page, "varfor.3", "2")
    open_comment(page, "varfor").fill("Skrivet innan")
    assert diagnosis.read_answers() == {}
    held[0].continue_()
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert diagnosis.read_answers() == {"varfor.3": "2", "comment.varfor": "Skrivet innan"}


def test_an_answer_changed_after_nasta_was_pressed_is_not_lost(
    markers: Page, diagnosis: Diagnosis
) -> None:
    """The reply is slow, so there is time for second thoughts on the page one is leaving."""

    def delay(route: Route) -> None:
        markers.wait_for_timeout(1200)
        route.continue_()

    markers.route("**/steg/preliminart/", delay)
    choose(markers, FIRST, "2")
    expect_saved(markers)
    option(markers, FIRST, "3").evaluate("label => { setTimeout(() => label.click(), 400); }")
    press(markers, "next")
    markers.wait_for_url("**/preliminart/")
    wait_until(markers, lambda: diagnosis.read_answers() == {FIRST: "3"})


def test_nasta_asks_for_the_next_page_alone_when_all_is_saved_and_posts_what_is_not(
    markers: Page, diagnosis: Diagnosis
) -> None:
    asked: list[str] = []
    markers.on("request", lambda r: asked.append(r.method) if r.is_navigation_request() else None)
    choose(markers, FIRST, "2")
    expect_saved(markers)
    press_next(markers)
    assert asked == ["GET"], "neither posted nor redirected"
    expect(markers).to_have_url(re.compile("/steg/preliminart/$"))
    markers.go_back()
    asked.clear()
    markers.route("**/svar/", lambda route: route.abort())
    markers.evaluate("window.fetch = undefined")  # the page is saved with its own buttons
    choose(markers, FIRST, "3")
    expect(markers.locator("#saved")).to_have_text(NOT_BY_ITSELF)
    press_next(markers)
    assert asked[0] == "POST"
    assert diagnosis.read_answers() == {FIRST: "3"}


def test_what_no_event_has_told_of_is_posted_by_nasta(markers: Page, diagnosis: Diagnosis) -> None:
    """As where the browser itself fills in what was there before."""
    choose(markers, SECOND, "2")
    expect_saved(markers)
    markers.evaluate(f"document.getElementById('walk').elements['{FIRST}'][1].checked = true")
    press_next(markers)
    assert diagnosis.read_answers().keys() == {FIRST, SECOND}


def test_a_double_click_on_nasta_saves_once_and_goes_one_page_on(
    markers: Page, diagnosis: Diagnosis
) -> None:
    choose(markers, FIRST, "3")
    markers.locator('#walk .actions button[value="next"]').dblclick()
    expect(markers).to_have_url(re.compile("/steg/preliminart/$"))
    expect(markers.locator(".problem")).to_have_count(0)
    assert diagnosis.read_answers() == {FIRST: "3"}


def test_a_double_click_on_visa_resultat_gives_one_result(page: Page, diagnosis: Diagnosis) -> None:
    diagnosis.fill_everything(read_example_answers())
    page.goto(diagnosis.page_url("klart"))
    choose(page, "outlook", "continue")
    page.get_by_role("button", name="Visa resultat").dblclick()
    expect(page).to_have_url(re.compile("/resultat/1/$"))
    assert diagnosis.visitor.get(f"{diagnosis.path}resultat/2/").status == 404
    assert diagnosis.read_answers()["outlook"] == "continue"


# Two tabs ---------------------------------------------------------------------------------------


def test_two_tabs_with_different_answers_name_both_and_overwrite_nothing(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(CONFLICT)
    other = markers.context.new_page()
    other.goto(markers.url)
    choose(markers, FIRST, "3")
    expect_saved(markers)
    choose(other, FIRST, "1")
    problem = problem_of(other, FIRST)
    expect(problem).to_contain_text("Ni valde ”Har börjat”")
    expect(problem).to_contain_text("sparades ”På plats”")
    expect(problem).to_have_attribute("role", "alert")
    assert chosen(other, FIRST) == "3"
    assert diagnosis.read_answers() == {FIRST: "3"}
    choose(other, FIRST, "1")
    expect(problem).to_have_count(0)
    expect_saved(other)
    assert diagnosis.read_answers() == {FIRST: "1"}


def test_nasta_stays_with_the_message_when_the_answer_just_given_is_a_conflict(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(CONFLICT)
    diagnosis.change(FIRST, "3")
    choose(markers, FIRST, "1")
    press(markers, "next")
    expect(problem_of(markers, FIRST)).to_contain_text("Ni valde ”Har börjat”")
    expect(problem_of(markers, FIRST)).to_be_focused()
    assert diagnosis.read_answers() == {FIRST: "3"}
    press_next(markers)
    expect(markers).to_have_url(re.compile("/steg/preliminart/$"))


def test_an_answer_given_and_taken_back_at_once_shows_what_another_tab_has_saved(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(CONFLICT)
    diagnosis.change(FIRST, "3")
    choose(markers, FIRST, "1")
    choose(markers, FIRST, "")
    expect(problem_of(markers, FIRST)).to_contain_text("På plats")
    expect_saved(markers)
    assert chosen(markers, FIRST) == "3"
    assert diagnosis.read_answers() == {FIRST: "3"}


def test_the_same_answer_in_two_tabs_is_no_conflict(markers: Page, diagnosis: Diagnosis) -> None:
    other = markers.context.new_page()
    other.goto(markers.url)
    for tab in (markers, other):
        choose(tab, FIRST, "3")
        expect_saved(tab)
    choose(other, FIRST, "2")
    expect_saved(other)
    assert diagnosis.read_answers() == {FIRST: "2"}


def write_in_two_tabs(first: Page) -> Page:
    """A comment saved in one tab and another written in a second, which is returned."""
    second = first.context.new_page()
    second.goto(first.url)
    open_comment(first, "varfor").fill("Den första texten")
    expect_saved(first)
    open_comment(second, "varfor").fill("Den andra texten")
    expect(problem_of(second, "comment.varfor")).to_be_visible()
    return second


def test_two_comments_on_the_same_aspect_are_both_shown_and_neither_is_lost(
    aspects: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(CONFLICT)
    second = write_in_two_tabs(aspects)
    problem = problem_of(second, "comment.varfor")
    expect(problem.locator("blockquote")).to_have_text("Den första texten")
    expect(open_comment(second, "varfor")).to_have_value("Den andra texten")
    assert diagnosis.read_answers() == {"comment.varfor": "Den första texten"}
    problem.get_by_role("button", name="Spara min text i stället").click()
    expect_saved(second)
    expect(problem).to_have_count(0)
    assert diagnosis.read_answers() == {"comment.varfor": "Den andra texten"}


def test_a_slow_press_on_saving_my_text_saves_it(
    aspects: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    """Pressing the button leaves the text, which must not be sent once more before the release."""
    watch.expect(CONFLICT)
    second = write_in_two_tabs(aspects)
    button = problem_of(second, "comment.varfor").get_by_role("button")
    button.hover()
    second.mouse.down()
    second.wait_for_timeout(700)
    second.mouse.up()
    expect_saved(second)
    assert diagnosis.read_answers() == {"comment.varfor": "Den andra texten"}


def test_writing_on_after_a_conflict_does_not_overwrite_the_other_comment(
    aspects: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    """Whoever is in the middle of a sentence may not have seen the message yet."""
    watch.expect(CONFLICT)
    second = write_in_two_tabs(aspects)
    open_comment(second, "varfor").press_sequentially(" som blev längre")
    second.wait_for_timeout(1500)
    assert diagnosis.read_answers() == {"comment.varfor": "Den första texten"}
    expect(problem_of(second, "comment.varfor")).to_be_visible()
    press(second, "next")
    expect(problem_of(second, "comment.varfor")).to_be_focused()
    press(second, "next")
    expect(second.locator("#fel")).to_contain_text("Texten har ändrats i en annan flik")
    expect(open_comment(second, "varfor")).to_have_value("Den andra texten som blev längre")
    assert diagnosis.read_answers() == {"comment.varfor": "Den första texten"}


def test_a_whole_page_posted_over_newer_answers_shows_both(
    make_context: MakeContext, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(CONFLICT)
    page = make_context(java_script_enabled=False).new_page()
    page.goto(diagnosis.page_url("lage"))
    diagnosis.change(FIRST, "3")
    choose(page, FIRST, "0")
    choose(page, SECOND, "2")
    press(page, "next")
    expect(page.locator("#fel")).to_contain_text("Ni valde ”Inte börjat”")
    expect(page.locator("#fel")).to_contain_text("sparades ”På plats”")
    expect(page.locator("#fel")).to_be_focused()
    assert chosen(page, FIRST) == "3"
    assert diagnosis.read_answers() == {FIRST: "3", SECOND: "2"}


def test_two_comments_without_javascript_are_both_shown_and_saving_again_chooses(
    make_context: MakeContext, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(CONFLICT)
    page = make_context(java_script_enabled=False).new_page()
    page.goto(diagnosis.page_url("initiativ"))
    diagnosis.change("comment.varfor", "Den första texten")
    open_comment(page, "varfor").fill("Den andra texten")
    press(page, "stay")
    note = page.locator('[data-field="comment.varfor"]')
    expect(note.locator("blockquote")).to_have_text("Den första texten")
    expect(open_comment(page, "varfor")).to_have_value("Den andra texten")
    assert diagnosis.read_answers() == {"comment.varfor": "Den första texten"}
    press(page, "stay")
    expect(page.locator("#fel")).to_have_count(0)
    assert diagnosis.read_answers() == {"comment.varfor": "Den andra texten"}


def test_a_text_that_waits_for_a_choice_is_still_there_after_a_visit_elsewhere(
    aspects: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(CONFLICT)
    second = write_in_two_tabs(aspects)
    asked = []
    second.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    second.goto("/")
    assert asked == ["beforeunload"]
    second.goto(diagnosis.page_url("initiativ"))
    expect(open_comment(second, "varfor")).to_have_value("Den andra texten")
    expect(problem_of(second, "comment.varfor")).to_contain_text("Den första texten")
    assert diagnosis.read_answers() == {"comment.varfor": "Den första texten"}


# Back, and from elsewhere -----------------------------------------------------------------------


def test_the_back_button_shows_what_is_stored(markers: Page, diagnosis: Diagnosis) -> None:
    choose(markers, FIRST, "3")
    press_next(markers)
    diagnosis.change(FIRST, "1")
    diagnosis.change(SECOND, "2")
    markers.go_back()
    expect(option(markers, FIRST, "1").locator("input")).to_be_checked()
    expect(option(markers, SECOND, "2").locator("input")).to_be_checked()
    choose(markers, FIRST, "0")
    expect_saved(markers)
    assert diagnosis.read_answers() == {FIRST: "0", SECOND: "2"}


def test_a_page_that_the_browser_has_kept_alive_shows_what_is_stored(
    markers: Page, diagnosis: Diagnosis
) -> None:
    """The back-forward cache, which Playwright turns off: the page hears only that it is back."""
    choose(markers, FIRST, "3")
    expect_saved(markers)
    diagnosis.change(FIRST, "1")
    diagnosis.change(SECOND, "2")
    markers.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(option(markers, FIRST, "1").locator("input")).to_be_checked()
    expect(option(markers, SECOND, "2").locator("input")).to_be_checked()
    expect(markers.locator("#progress")).to_have_text(re.compile("^2 av "))
    choose(markers, FIRST, "0")
    expect_saved(markers)
    assert diagnosis.read_answers() == {FIRST: "0", SECOND: "2"}


# A server with trouble --------------------------------------------------------------------------


def test_a_lost_reply_followed_by_another_answer_is_no_conflict(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(NO_NETWORK)

    def lose_the_reply(route: Route) -> None:
        route.fetch()
        route.abort()

    markers.route("**/svar/", lose_the_reply, times=1)
    choose(markers, FIRST, "1")
    expect(markers.locator("#saved")).to_have_text(OFFLINE)
    assert diagnosis.read_answers() == {FIRST: "1"}
    choose(markers, FIRST, "3")
    expect_saved(markers)
    expect(problem_of(markers, FIRST)).to_have_count(0)
    assert diagnosis.read_answers() == {FIRST: "3"}


def test_a_lost_reply_followed_by_nasta_is_no_conflict(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(NO_NETWORK)

    def lose_the_reply(route: Route) -> None:
        route.fetch()
        route.abort()

    markers.route("**/svar/", lose_the_reply, times=1)
    choose(markers, FIRST, "1")
    expect(markers.locator("#saved")).to_have_text(OFFLINE)
    choose(markers, FIRST, "3")
    press_next(markers)
    expect(markers).to_have_url(re.compile("/steg/preliminart/$"))
    assert diagnosis.read_answers() == {FIRST: "3"}


def test_many_tries_in_vain_after_a_lost_reply_are_no_conflict(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect(NO_NETWORK)
    replies = iter(["lost"] + ["none"] * 6)

    def be_in_trouble(route: Route) -> None:
        trouble = next(replies, "")
        if trouble == "lost":
            route.fetch()
        if trouble:
            route.abort()
        else:
            route.continue_()

    markers.route("**/svar/", be_in_trouble)
    choose(markers, FIRST, "1")
    expect(markers.locator("#saved")).to_have_text(OFFLINE)
    choose(markers, FIRST, "3")
    for _ in range(6):
        markers.wait_for_timeout(450)
        markers.evaluate("dispatchEvent(new Event('online'))")
    expect_saved(markers)
    expect(problem_of(markers, FIRST)).to_have_count(0)
    assert diagnosis.read_answers() == {FIRST: "3"}


def refuse(status: int, route: Route) -> None:
    route.fulfill(status=status, body="oj")


def test_an_answer_that_the_server_could_not_take_is_sent_again(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    """With each of these statuses: none of them says that the answer itself is wrong."""
    watch.expect("status of (500|503|429)")
    for status, value in ((500, "1"), (503, "2"), (429, "3")):
        markers.route("**/svar/", partial(refuse, status), times=1)
        choose(markers, FIRST, value)
        expect(markers.locator("#saved")).to_have_text(OFFLINE)
        expect_saved(markers)
        assert diagnosis.read_answers() == {FIRST: value}


def test_a_page_that_has_become_too_old_says_so_and_keeps_the_answer(
    markers: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect("status of 403")
    markers.on("dialog", lambda dialog: dialog.accept())
    markers.context.clear_cookies()
    choose(markers, FIRST, "3")
    expect(markers.locator("#saved")).to_contain_text("Ladda sedan om sidan")
    assert list_waiting(markers)
    markers.reload()
    expect_saved(markers)
    assert diagnosis.read_answers() == {FIRST: "3"}


# Long comments ----------------------------------------------------------------------------------


def test_a_comment_of_5000_characters_is_saved(aspects: Page, diagnosis: Diagnosis) -> None:
    text = ("Vi är oense – och det är bra.\n" * 200)[:4999] + "Å"
    open_comment(aspects, "varfor").fill(text)
    expect_saved(aspects)
    assert diagnosis.read_answers() == {"comment.varfor": text}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_comment_of_5001_characters_gets_a_message_and_stays_in_its_box(
    make_context: MakeContext, diagnosis: Diagnosis, watch: Watch, script: bool
) -> None:
    watch.expect("status of 4(09|22)")
    page = make_context(java_script_enabled=script).new_page()
    page.goto(diagnosis.page_url("initiativ"))
    text = "å" * 5001
    box = open_comment(page, "varfor")
    box.evaluate("(box, text) => { box.removeAttribute('maxlength'); box.value = text; }", text)
    if script:
        box.dispatch_event("input", {})
        box.evaluate("box => box.dispatchEvent(new Event('change', {bubbles: true}))")
    else:
        page.get_by_role("button", name="Spara", exact=True).last.click()
    expect(problem_of(page, "comment.varfor")).to_contain_text(re.compile(r"5.001 tecken"))
    expect(page.locator("#saved")).not_to_have_text("Sparar …")
    expect(open_comment(page, "varfor")).to_have_value(text)
    assert diagnosis.read_answers() == {}


def test_a_comment_can_be_emptied(aspects: Page, diagnosis: Diagnosis) -> None:
    box = open_comment(aspects, "varfor")
    box.fill("Det här ska bort")
    expect_saved(aspects)
    box.fill("")
    wait_until(aspects, lambda: diagnosis.read_answers() == {})


# What is deleted --------------------------------------------------------------------------------


def test_answering_a_diagnosis_that_has_been_deleted_says_that_it_was_not_saved(
    markers: Page, diagnosis: Diagnosis, watch: Watch, address: str
) -> None:
    watch.expect("status of 404")
    untouched = start_diagnosis(address)
    diagnosis.visitor.get(f"{diagnosis.path}radera/")
    diagnosis.visitor.post(f"{diagnosis.path}radera/", {})
    choose(markers, FIRST, "3")
    expect(markers.locator("#saved")).to_contain_text("Det gick inte att spara")
    assert untouched.read_answers() == {}
