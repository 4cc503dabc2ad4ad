"""Keys, photos, jobs and a lost connection, in a real Chromium."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.desk.look.conftest import Opens

FOCUSED = "document.activeElement.closest('[data-row]')?.id ?? document.activeElement.id"


def focused(page: Page) -> str:
    return str(page.evaluate(FOCUSED))


def test_keys_move_in_a_list_and_open_a_row(opens: Opens) -> None:
    page = opens("list/").page
    page.keyboard.press("j")
    assert focused(page) == "row-00"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert focused(page) == "row-01"
    assert page.url.endswith("#row-01")
    for _ in range(15):
        page.keyboard.press("j")
    assert focused(page) == "row-11"
    page.keyboard.press("Enter")
    page.wait_for_url("**/guide/leads/")
    page.go_back()
    assert focused(page) == "row-11"  # the way back leads to the row that was left


def test_keys_move_among_leads_and_nobody_has_nothing_to_open(opens: Opens) -> None:
    page = opens("leads/").page
    rows = []
    for _ in range(5):
        page.keyboard.press("j")
        rows.append(focused(page))
    assert rows == ["lead-1", "lead-2", "lead-4", "lead-5", "lead-5"]


def test_a_key_finds_the_search_and_letters_are_letters_there(opens: Opens) -> None:
    page = opens("list/").page
    page.keyboard.press("/")
    assert focused(page) == "find"
    page.keyboard.type("jk?/i")
    assert page.input_value("#find") == "jk?/i"
    page.keyboard.press("Escape")
    assert focused(page) != "find"
    page.keyboard.press("j")
    assert focused(page) == "row-00"


def press(page: Page, key: str, code: str, *, shift: bool = False) -> None:
    """Press a key of a keyboard with another script, as Chromium reports it."""
    page.evaluate(
        """([key, code, shiftKey]) => document.activeElement.dispatchEvent(new KeyboardEvent(
            'keydown', {key, code, shiftKey, bubbles: true, cancelable: true}))""",
        [key, code, shift],
    )


def close_help(page: Page) -> None:
    """Press Escape and wait: Chromium closes a dialog a moment after the key."""
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_the_same_keys_work_on_a_cyrillic_keyboard(opens: Opens) -> None:
    page = opens("list/").page
    press(page, "о", "KeyJ")
    press(page, "о", "KeyJ")
    press(page, "л", "KeyK")
    assert focused(page) == "row-00"
    press(page, ".", "Slash")
    assert focused(page) == "find"
    page.keyboard.press("Escape")
    press(page, ",", "Slash", shift=True)
    assert page.locator("#keys").is_visible()
    close_help(page)
    press(page, "ї", "BracketRight")
    page.wait_for_url("**/list/?page=3*")


def test_keys_of_the_system_are_left_alone(opens: Opens) -> None:
    page = opens("list/").page
    for keys in ("Control+j", "Alt+j", "Meta+k"):
        page.keyboard.press(keys)
    assert focused(page) == ""


def test_the_help_says_what_keys_do_and_each_of_them_does_it(opens: Opens) -> None:
    watched = opens("leads/")
    page = watched.page
    page.keyboard.press("?")
    lines = page.locator("#keys-here dl div").all_inner_texts()
    told = {line.split()[0].lower(): " ".join(line.split()[1:]) for line in lines}
    assert told == {"s": "Skip", "h": "Hand over", "e": "Examine", "c": "Ask for the chart"}
    general = page.locator("#keys [data-does]")
    assert general.count() == 8
    page.keyboard.press("s")  # a dialog has keys of its own
    assert page.locator("#keys").is_visible()
    close_help(page)
    for key, goes in (("s", "#skip"), ("h", "#hand"), ("c", "#ask")):
        page.keyboard.press(key)
        page.wait_for_url(f"**{goes}")
    page.keyboard.press("e")
    page.wait_for_url("**/guide/form/")


def test_single_keys_can_be_switched_off_and_stay_off(opens: Opens) -> None:
    """WCAG 2.1.4."""
    page = opens("leads/").page
    page.keyboard.press("?")
    page.uncheck("#keys-on")
    close_help(page)
    page.reload()
    for key in ("j", "e", "?", "/"):
        page.keyboard.press(key)
    assert focused(page) == ""
    assert page.url.endswith("/guide/leads/")
    assert not page.locator("#keys").is_visible()
    page.click("#open-keys")
    page.check("#keys-on")
    close_help(page)
    page.keyboard.press("j")
    assert focused(page) == "lead-1"


SEEN = """() => {
    const node = document.activeElement, box = node.getBoundingClientRect();
    if (node === document.body) return null;
    // The browser itself draws the focus of a part of its own, such as the button of a date.
    const own = !node.matches(':focus');
    const style = getComputedStyle(node);
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return [node.outerHTML.slice(0, 80), own || outlined, box.bottom > 0 && box.top < innerHeight];
}"""


def test_every_stop_of_the_tab_key_is_seen(opens: Opens) -> None:
    """WCAG 2.4.7; also where the system chooses the colours and shadows vanish."""
    page = opens("form/", forced_colors="active").page
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen = page.evaluate(SEEN)
        if seen is None:
            break
        assert seen[1:] == [True, True], seen[0]
        stops.append(seen[0])
    assert len(stops) > 20
    assert "skip" in stops[0]


def test_the_first_stop_leads_past_the_frame(opens: Opens) -> None:
    page = opens("list/").page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_face_is_asked_for_by_a_post_and_hidden_again_by_escape(opens: Opens) -> None:
    watched = opens("")
    page = watched.page
    photo = page.locator("#photo-pm")
    assert photo.locator("img").count() == 0
    assert ("GET", "/guide/face/pm/") not in watched.asked
    page.keyboard.press("i")
    expect(photo.locator("img")).to_have_count(1)
    assert ("POST", "/guide/photo/pm/shown/") in watched.asked
    assert photo.locator("img").evaluate("n => getComputedStyle(n).filter") == "grayscale(1)"
    page.keyboard.press("Escape")
    expect(page.locator(".photo img")).to_have_count(0)
    page.reload()
    assert photo.locator("img").count() == 0


def test_how_photos_are_looked_at_is_remembered(opens: Opens) -> None:
    page = opens("").page
    image = page.locator("#photo-am img")
    looks = "n => getComputedStyle(n).filter"
    page.click("#photo-am [data-view=blur]")
    assert "blur(14px)" in image.evaluate(looks)
    page.reload()
    assert "blur(14px)" in image.evaluate(looks)
    page.click("#photo-am [data-view=blur]")
    page.click("#photo-am [data-view=grey]")
    assert image.evaluate(looks) == "none"
    assert page.locator("#photo-am [data-view=grey]").get_attribute("aria-pressed") == "false"
    narrow = image.evaluate("n => n.clientWidth")
    page.click("#photo-am [data-view=large]")
    assert image.evaluate("n => n.clientWidth") > narrow


def test_a_job_tells_how_it_goes_and_can_be_stopped_once(opens: Opens) -> None:
    watched = opens("")
    job = watched.page.locator("#job-work")
    expect(job).to_contain_text("15,210 of 96,410", timeout=6000)
    job.locator("button").click()
    expect(job.locator(".state")).to_have_text("stopped")
    assert job.locator("button").count() == 0
    assert [path for method, path in watched.asked if method == "POST"] == ["/guide/job/1/"]


def test_a_lost_connection_is_said_and_nothing_typed_is_lost(opens: Opens) -> None:
    watched = opens("")
    page = watched.page
    assert not page.locator("#offline").is_visible()
    watched.cut_off = True
    page.click("#photo-pm .tools button")
    expect(page.locator("#offline")).to_be_visible()
    assert page.locator("#photo-pm img").count() == 0
    watched.cut_off = False
    page.click("#try-again")
    expect(page.locator("#offline")).to_be_hidden()
    watched.complaints.clear()  # the browser itself tells of the lost connection


def test_a_question_can_be_taken_back_and_then_nothing_happened(opens: Opens) -> None:
    watched = opens("")
    page = watched.page
    for way_back in ("Enter", "Escape"):
        page.click("#ask")
        assert page.locator("dialog.ask").is_visible()
        assert page.evaluate("document.activeElement.hasAttribute('data-take-back')")
        page.keyboard.press(way_back)
        assert not page.locator("dialog.ask").is_visible()
    assert [one for one in watched.asked if one[0] == "POST"] == []


def test_a_value_that_is_not_known_closes_its_field_and_gives_it_back(opens: Opens) -> None:
    page = opens("form/").page
    page.fill("#id_stature", "181")
    page.select_option("#id_stature_state", "unknown")
    assert page.locator("#id_stature").is_disabled()
    assert page.input_value("#id_stature") == ""
    page.select_option("#id_stature_state", "known")
    assert page.input_value("#id_stature") == "181"


def test_faults_of_a_form_are_told_first_and_lead_to_their_fields(opens: Opens) -> None:
    page = opens("form/").page
    page.fill("#id_number", "PM-1")
    page.click("main .btn.primary")
    page.wait_for_selector("[data-wrongs]")
    assert page.evaluate("document.activeElement.hasAttribute('data-wrongs')")
    assert page.input_value("#id_number") == "PM-1"
    page.click("[data-wrongs] a >> nth=0")
    assert focused(page) in {"id_kind", "id_found"}


def test_a_form_is_not_sent_twice(opens: Opens) -> None:
    watched = opens("form/")
    stopped = watched.page.evaluate(
        """() => {
            const seen = [], form = document.querySelector('main form');
            addEventListener('submit', event => seen.push(event.defaultPrevented));
            for (let i = 0; i < 3; i++) form.requestSubmit();
            return seen;
        }"""
    )
    assert stopped == [False, True, True]
    watched.page.wait_for_selector("[data-wrongs]")
    assert [path for method, path in watched.asked if method == "POST"] == ["/guide/form/"]
