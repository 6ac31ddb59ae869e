"""The HTML form in a real browser: by mouse, by keyboard alone, and over a reload."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import competency
from browser import Opened, OpenPage
from competency import (
    NOT_APPLICABLE,
    UNKNOWN,
    Answer,
    Assessment,
    Framework,
    Report,
    Scale,
    State,
    load_assessment,
)
from hostile import assessment_of
from hostile import framework_of as hostile_framework
from pages import CASES, cto, framework_of, items
from strategies import framework_and_assessment

pytestmark = pytest.mark.browser

CTO = competency.load_framework("cto")
SMALL = framework_of(*items("", 3), scale=CTO.scale)
TYPED = framework_of(*items("", 2), scale=Scale.between(0, 100))


def form(framework: Framework, answers: Assessment | None = None) -> str:
    """Give the form of a framework, half filled where there are answers."""
    scores = None if answers is None else competency.score(answers)
    return str(competency.export(Report(framework, scores), "form-html"))


@pytest.fixture
def small(open_page: OpenPage) -> Opened:
    """Open a form of three items."""
    return open_page(form(SMALL))


def answered(opened: Opened, folder: Path, framework: Framework) -> Assessment:
    """Save the form, and read the file as the library does."""
    return load_assessment(opened.save(folder), framework)


def test_the_whole_form_is_filled_by_keyboard_alone(
    open_page: OpenPage,
    tmp_path: Path,
) -> None:
    """63 times Space, an arrow, and Tab; the focus is never covered."""
    opened = open_page(form(CTO), height=700)
    keyboard = opened.page.keyboard
    opened.find("[type=file]").focus()
    for place in range(1, 64):
        while opened.page.evaluate("document.activeElement.name") != f"i{place}":
            keyboard.press("Tab")
        keyboard.press("Space")
        keyboard.press("ArrowRight")
        assert opened.page.evaluate(UNCOVERED), place
    expected = Assessment(CTO, {item.id: 4 for item in CTO.items})
    assert expected == answered(opened, tmp_path, CTO)


UNCOVERED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const x = box.x + box.width / 2, top = document.elementFromPoint(x, box.top + 1);
  const bottom = document.elementFromPoint(x, box.bottom - 1), focus = document.activeElement;
  return [top, bottom].every(each => each === focus || focus.contains(each)
    || each?.contains(focus) || each?.closest("label")?.contains(focus));
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 700), (320, 640), (640, 400)])
def test_the_focus_is_never_covered(open_page: OpenPage, width: int, height: int) -> None:
    """Forwards and backwards through the form, whatever has the focus is to be seen."""
    opened = open_page(form(CTO), width=width, height=height)
    for key, times in (("Tab", 50), ("Shift+Tab", 45)):
        for _ in range(times):
            opened.page.keyboard.press(key)
            assert opened.page.evaluate(UNCOVERED), opened.focus


def test_each_group_and_each_radio_has_its_name(small: Opened) -> None:
    """What a screen reader says is the statement, then each level in words."""
    snapshot = small.find("fieldset").first.aria_snapshot()
    assert 'group "1 Statement 1."' in snapshot
    names = ["5 Excel", "4 Proficient", "3 Intermediate", "2 Basic", "1 Need help!"]
    for name in (*names, "Does not apply", "Don’t know"):
        assert f'radio "{name}"' in snapshot
    assert small.find("fieldset").count() == 3


def test_a_level_with_a_descriptor_is_named_and_described(open_page: OpenPage) -> None:
    """The level's words are its name, the descriptor is its description."""
    opened = open_page(form(CASES["rich"]().framework))
    radio = opened.page.get_by_role("radio", name="5 Step 5", exact=True)
    assert "Hot." == opened.page.locator(f"#{radio.get_attribute('aria-describedby')}").inner_text()
    assert 'group "1 Boiling Boils water."' in opened.find("fieldset").first.aria_snapshot()


def test_a_reload_keeps_the_answers(small: Opened) -> None:
    """Level, state, reason, comment and name are there again, and counted."""
    small.choose("1", "4 Proficient")
    small.choose("2", "Does not apply")
    small.item("2").get_by_label("Why it does not apply").fill("No pot.")
    small.find("[name=rater]").fill("Ann")
    expected = small.kept()
    small.page.reload()
    assert expected == small.kept()
    assert {"1": 4, "2": {"level": "n/a", "reason": "No pot."}} == expected["answers"]
    assert small.item("1").get_by_label("4 Proficient").is_checked()
    assert "No pot." == small.item("2").get_by_label("Why it does not apply").input_value()
    assert "2 of 3 answered" == small.find("#progress p").first.inner_text()


def test_saved_answers_are_what_was_given(small: Opened, tmp_path: Path) -> None:
    """Every state, with comment, evidence and reason, reads back equal; so after a load."""
    small.choose("1", "2 Basic")
    small.item("1").get_by_text("Comment and evidence").click()
    small.item("1").get_by_label("Comment").fill("One\ntwo <b>")
    small.item("1").get_by_label("Evidence").fill("=1+1")
    small.choose("2", "Does not apply")
    small.item("2").get_by_label("Why it does not apply").fill("No pot.")
    small.choose("3", "Don’t know")
    for name, text in (("rater", "Ann"), ("role", "peer"), ("subject", "Bob"), ("round", "1st")):
        small.find(f"[name={name}]").fill(text)
    small.find("[name=date]").fill("2026-11-24")
    answers = {
        "1": Answer(2, comment="One\ntwo <b>", evidence="=1+1"),
        "2": Answer(state=State.NOT_APPLICABLE, reason="No pot."),
        "3": UNKNOWN,
    }
    about = {"rater": "Ann", "role": "peer", "subject": "Bob", "round": "1st"}
    expected = Assessment(SMALL, answers, **about, date="2026-11-24")
    saved = small.save(tmp_path)
    assert "answers-tea-Ann-1st.json" == saved.name
    assert expected == load_assessment(saved, SMALL)
    small.press("Clear all answers")
    assert {} == small.kept()["answers"]
    small.load(saved)
    assert expected == answered(small, tmp_path, SMALL)


def test_clearing_leaves_the_comment_and_moves_the_focus(small: Opened) -> None:
    """The button that vanishes gives the focus to the first radio; a comment alone is kept."""
    small.choose("1", "4 Proficient")
    small.item("1").get_by_text("Comment and evidence").click()
    small.item("1").get_by_label("Comment").fill("Ask again.")
    small.item("1").get_by_role("button", name="Clear answer").click()
    assert "c-1" == small.focus
    assert {"1": {"comment": "Ask again."}} == small.kept()["answers"]
    assert not small.item("1").get_by_role("button", name="Clear answer").is_visible()
    assert "0 of 3 answered" == small.find("#progress p").first.inner_text()


def test_what_was_cleared_can_be_put_back(small: Opened) -> None:
    """All answers, and the names with them."""
    small.choose("1", "4 Proficient")
    small.find("[name=rater]").fill("Ann")
    expected = small.kept()
    small.press("Clear all answers")
    assert "" == small.find("[name=rater]").input_value()
    small.press("Put the earlier answers back")
    assert expected == small.kept()
    assert "Ann" == small.find("[name=rater]").input_value()
    small.press("Put the earlier answers back")
    assert {} == small.kept()["answers"]


def test_missing_is_a_state_and_no_error(small: Opened, tmp_path: Path) -> None:
    """Saving first says what has no answer, takes the focus, leads there, and then saves."""
    small.choose("1", "4 Proficient")
    small.choose("2", "Don’t know")
    small.press("Save to a file")
    assert "summary" == small.focus
    summary = small.find("#summary").inner_text()
    assert "1 statement has no answer" in summary
    assert "You can save now; it will be listed as not answered." in summary
    assert "No answer yet." in small.item("3").inner_text()
    small.find("#summary a").click()
    small.page.wait_for_function("document.activeElement.id === 'c-3'")
    with small.page.expect_download() as download:
        small.press("Save now")
    expected = Assessment(SMALL, {"1": 4, "2": UNKNOWN})
    download.value.save_as(tmp_path / "answers.json")
    assert expected == load_assessment(tmp_path / "answers.json", SMALL)
    small.choose("3", "1 Need help!")
    assert "No answer yet." not in small.item("3").inner_text()


BAD = {
    "cut": ('{"framework": "tea", "answers": {"1"', "it was cut short on its way"),
    "empty": ("", "It is no whole JSON file"),
    "a list": ("[1]", "It holds no answers"),
    "a report": ('{"report": {}}', "It holds no answers"),
    "foreign": ('{"framework": "cto", "answers": {}}', "Its framework is cto, and that of this"),
    "another version": (
        '{"framework": "tea", "version": "2", "answers": {}}',
        "Its version is 2, and that of this form is 1.",
    ),
    "another structure": ('{"framework": "tea", "structure": "x", "answers": {}}', "Its structure"),
    "an unknown item": ('{"framework": "tea", "answers": {"9": 4}}', "answers the statement 9"),
    "no level": ('{"framework": "tea", "answers": {"1": 9}}', "“9” is no level of statement 1."),
    "a name that objects have": (
        '{"framework": "tea", "answers": {"1": "constructor"}}',
        "no level",
    ),
    "a list as level": ('{"framework": "tea", "answers": {"1": [4]}}', "is no level"),
    "an unknown key": (
        '{"framework": "tea", "colour": "red", "answers": {}}',
        "There is something called “colour”",
    ),
    "an unknown part": (
        '{"framework": "tea", "answers": {"1": {"level": 4, "note": "x"}}}',
        "There is something called “note” of statement 1",
    ),
    "a reason too many": (
        '{"framework": "tea", "answers": {"1": {"level": 4, "reason": "x"}}}',
        "There is a reason of statement 1",
    ),
    "a number as comment": (
        '{"framework": "tea", "answers": {"1": {"comment": 4}}}',
        "The comment of statement 1 is no text.",
    ),
    "a control character": (
        '{"framework": "tea", "rater": "a\\u0000b", "answers": {}}',
        "The rater holds an invisible control character.",
    ),
    "two lines": ('{"framework": "tea", "rater": "a\\nb", "answers": {}}', "more than one line"),
    "no date": ('{"framework": "tea", "date": "2026-02-30", "answers": {}}', "is no date"),
}


def test_a_bad_file_is_refused_in_words_and_nothing_is_lost(small: Opened, tmp_path: Path) -> None:
    """What, why and remedy; the answers and what the browser keeps of them stay as they were."""
    small.choose("1", "4 Proficient")
    small.find("[name=rater]").fill("Ann")
    expected = small.kept()
    for name, (text, why) in BAD.items():
        path = tmp_path / f"{name}.json"
        path.write_text(text, encoding="utf-8")
        small.load(path)
        said = small.find("#message").inner_text()
        assert f"{name}.json could not be opened" in said
        assert why in said, name
        assert said.endswith("Your answers here are as they were.")
        assert "message" == small.focus
        assert expected == small.kept()


def test_a_file_for_other_texts_is_opened_with_a_word(small: Opened, tmp_path: Path) -> None:
    """And level names are read as the library reads them."""
    path = tmp_path / "other.json"
    path.write_text('{"framework": "tea", "digest": "x", "answers": {"1": "Excel", "2": "?"}}')
    small.load(path)
    assert "made for other texts" in small.find("#message").inner_text()
    assert {"1": 5, "2": "?"} == small.kept()["answers"]


def test_a_typed_level_is_checked(open_page: OpenPage, tmp_path: Path) -> None:
    """A level of 0 to 100 is typed; what is none is said to be none, and is not counted."""
    opened = open_page(form(TYPED))
    level = opened.item("1").get_by_label("Level, 0 to 100")
    level.fill("150")
    assert "“150” is no level here." in opened.item("1").inner_text()
    assert "0 of 2 answered" == opened.find("#progress p").first.inner_text()
    level.fill("73")
    assert "no level" not in opened.item("1").inner_text()
    opened.item("2").get_by_label("Level, 0 to 100").fill("5")
    opened.choose("2", "Does not apply")
    assert "" == opened.item("2").get_by_label("Level, 0 to 100").input_value()
    expected = Assessment(TYPED, {"1": 73, "2": NOT_APPLICABLE})
    assert expected == answered(opened, tmp_path, TYPED)


def test_a_half_filled_form_saves_what_it_was_given(open_page: OpenPage, tmp_path: Path) -> None:
    """Unchanged, and kept apart from what the browser keeps of the blank form."""
    answers = cto().scores.assessment
    opened = open_page(form(CTO, answers))
    assert {} == opened.kept()
    assert answers == answered(opened, tmp_path, CTO)
    opened.choose("44", "4 Proficient")
    (tmp_path / "blank.html").write_text(form(CTO), encoding="utf-8")
    opened.page.goto((tmp_path / "blank.html").as_uri())
    assert "0 of 63 answered" == opened.find("#progress p").first.inner_text()
    opened.page.goto(opened.path.as_uri())
    assert "62 of 63 answered" == opened.find("#progress p").first.inner_text()


STRINGS = ["</script><script>alert(1)</script>", "\"><img src=x onerror=alert('x')>", "a\r\nb"]
STRINGS += [
    "__proto__",
    "שלום <b>x</b>",
    "😀" * 2_000,
    "_x000D_",
    "&lt;&amp;",
    "\ufeffx",
    "x\u2028y",
]


def test_hostile_texts_come_back_unchanged(small: Opened, tmp_path: Path) -> None:
    """In every text of a framework and of its answers; nothing runs, nothing is asked for."""
    for text in STRINGS:
        framework = hostile_framework(text)
        answers = assessment_of(framework, text)
        small.show(form(framework, answers))
        assert 6 == small.find("fieldset").count()
        assert answers == answered(small, tmp_path, framework)


@given(assessment=framework_and_assessment())
@settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_answers_come_back_unchanged(
    small: Opened, tmp_path: Path, assessment: Assessment
) -> None:
    """For any framework and answers: half filled, saved by the browser, read by the library."""
    small.show(form(assessment.framework, assessment))
    assert assessment == answered(small, tmp_path, assessment.framework)


def test_ids_that_objects_have_anyway_are_ids(open_page: OpenPage, tmp_path: Path) -> None:
    """`__proto__` is an id like any other."""
    names = ["__proto__", "constructor", "toString", "10", "2"]
    framework = framework_of(*(competency.Item(name, "x") for name in names))
    opened = open_page(form(framework))
    for name in names:
        opened.choose(name, "3 Level 3")
    saved = opened.save(tmp_path)
    opened.press("Clear all answers")
    opened.load(saved)
    expected = Assessment(framework, dict.fromkeys(names, 3))
    assert expected == answered(opened, tmp_path, framework)


def test_characters_that_no_file_may_hold_are_left_out(small: Opened, tmp_path: Path) -> None:
    """What was pasted with a control character still makes a file that can be read."""
    small.item("1").get_by_text("Comment and evidence").click()
    small.item("1").get_by_label("Comment").fill("a\u202ab\x07c\ufffe")
    small.item("1").get_by_label("Evidence").fill(" \n ")
    expected = Assessment(SMALL, {"1": Answer(comment="abc")})
    assert expected == answered(small, tmp_path, SMALL)


def test_a_browser_that_keeps_nothing_says_so(open_page: OpenPage) -> None:
    """In words, before and after the first answer; the form works all the same."""
    opened = open_page(form(SMALL))
    opened.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})"
    )
    opened.page.reload()
    words = "This browser keeps nothing: save to a file before you leave."
    assert words == opened.find("#status").inner_text()
    opened.choose("1", "4 Proficient")
    assert words == opened.find("#status").inner_text()
    assert "1 of 3 answered" == opened.find("#progress p").first.inner_text()


def test_spoilt_storage_is_named_and_the_form_works(small: Opened) -> None:
    """What the browser kept may be cut, too."""
    small.choose("1", "4 Proficient")
    small.page.evaluate("localStorage.setItem(Object.keys(localStorage)[0], '{')")
    small.page.reload()
    assert "What this browser kept could not be read" in small.find("#message").inner_text()
    small.choose("2", "4 Proficient")
    assert {"2": 4} == small.kept()["answers"]


def test_two_tabs_of_one_form_show_the_same(small: Opened) -> None:
    """What is ticked in one is ticked in the other, so that neither overwrites it."""
    other = small.page.context.new_page()
    other.goto(small.path.as_uri())
    small.choose("1", "4 Proficient")
    other.wait_for_function("document.getElementById('done').textContent === '1'")
    other.get_by_label("3 Intermediate").nth(1).check()
    small.page.wait_for_function("document.getElementById('done').textContent === '2'")
    assert {"1": 4, "2": 3} == small.kept()["answers"]


def test_without_javascript_it_says_so(open_page: OpenPage) -> None:
    """In words, with what to do."""
    opened = open_page(form(SMALL), java_script_enabled=False)
    assert "This form needs JavaScript" in opened.find("header").inner_text()
    assert not opened.find("#progress").is_visible()


READY = """() => {
  const source = [...document.scripts].at(-1).textContent;
  const copy = document.createElement("script"), begun = performance.now();
  copy.textContent = source;
  document.body.append(copy);
  return performance.now() - begun;
}"""
TICK = """() => {
  const radios = [...document.querySelectorAll("[type=radio]")].filter((_, n) => n % 497 === 2);
  return Math.max(...radios.map(radio => {
    const begun = performance.now();
    radio.click();
    document.body.getBoundingClientRect();
    return performance.now() - begun;
  }));
}"""


def test_the_form_is_ready_at_once(open_page: OpenPage) -> None:
    """63 items, half filled: the script takes less than 100 ms."""
    opened = open_page(form(CTO, cto().scores.assessment))
    assert 0 < opened.page.evaluate(READY) < 100


def test_a_tick_in_a_form_of_2000_items_is_quick(open_page: OpenPage) -> None:
    """Less than 50 ms, the layout included."""
    framework = framework_of(
        *(competency.Group(f"g{n}", children=items(f"g{n}-", 40)) for n in range(50))
    )
    opened = open_page(form(framework))
    assert 0 < opened.page.evaluate(TICK) < 50


def test_printed_it_is_the_sheet(open_page: OpenPage) -> None:
    """No button and no progress; levels in columns; the comment is there."""
    opened = open_page(form(SMALL, Assessment(SMALL, {"1": Answer(4, comment="So.")})))
    opened.page.emulate_media(media="print")
    assert not opened.find("#progress").is_visible()
    assert not opened.find("#end").is_visible()
    assert opened.find(".columns").is_visible()
    tops = {round(box["y"]) for box in _boxes(opened, "fieldset:first-of-type [type=radio]")}
    assert 1 == len(tops)
    assert opened.item("1").get_by_label("Comment").is_visible()


def _boxes(opened: Opened, selector: str) -> list[Any]:
    return [each.bounding_box() for each in opened.find(selector).all()]


def test_the_file_is_json_with_what_it_was_made_for(small: Opened, tmp_path: Path) -> None:
    """Framework, version and both digests stand in it; levels are numbers."""
    small.choose("1", "4 Proficient")
    tree = json.loads(small.save(tmp_path).read_text(encoding="utf-8"))
    assert tree == {
        "framework": SMALL.id,
        "version": SMALL.version,
        "structure": SMALL.structure_digest,
        "digest": SMALL.digest,
        "answers": {"1": 4},
    }
