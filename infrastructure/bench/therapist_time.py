"""`make therapist-time`: how long a therapist is busy with one session, walked in a browser and timed by a model.

All that comes again with every session: the upload; the review of every card, each quote read and heard with what was
said around it, one note approved with a line of the therapist's own, the others left to the brief; the brief before the
next hour; one tap a thread after it. Enrolment, consent and the day's sign-in come once, and are left out, as is what
the machine takes meanwhile.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page, expect, sync_playwright
from rich.console import Console
from rich.table import Table

from infrastructure.bench.chromium import CHROMIUM, QUIET
from infrastructure.bench.keystrokes import WORDS_A_MINUTE, Person
from infrastructure.bench.scripted import turns_of_script
from infrastructure.bench.scripted_stack import ENGINE
from infrastructure.cli.therapist import ADDRESS
from infrastructure.root import DEMO_RECORDING
from infrastructure.up.house import House, Plan
from shared.services.serve_therapist.evidence import MAX_CARDS

TARGET_S = 4 * 60
OWN_LINE = "See you on Tuesday; bring it along if you like."
_PATIENCE_MS = 300_000
_QUOTE, _OPENED = "the quote of card", "opened, card"


def main() -> None:
    """Walk, and print the table."""
    with (
        TemporaryDirectory() as out,
        House(_plan(Path(out))) as house,
        sync_playwright() as driver,
    ):
        house.stack.wait_ready(120)
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(locale="en-US")
        page.set_default_timeout(_PATIENCE_MS)
        person = Person(page)
        _walk(person, house)
        browser.close()
    _print(person.spent)


def _plan(out: Path) -> Plan:
    return Plan(out, {"UndoMinutes": "0"}, {"SPEECH_ENGINE": ENGINE})


def _walk(person: Person, house: House) -> None:
    client_id = house.therapist.enrol("Robin", "robin@example.com")
    house.therapist.record_consent(client_id)
    page = person.page
    _sign_in(page, house)
    with person.at("upload"):
        _upload(person)
    page.locator("a", has_text="Review").wait_for()
    with person.at("the way to the review"):
        person.click(page.locator("a", has_text="Review"))
        person.read(page.locator("main > .note"))
    for place in range(page.locator(".card").count()):
        _review(person, place)
    with person.at("the brief, before the next hour"):
        person.click(page.locator("a[href$='/brief']"))
        person.read(page.locator(".brief"))
    page.goto(f"{house.urls['console']}/clients/{client_id}/threads")
    with person.at("after the session, one tap a thread"):
        for place in range(page.locator(".taps").count()):
            person.click(page.locator(".taps").nth(place).locator("button").first)


def _sign_in(page: Page, house: House) -> None:
    page.goto(house.urls["console"])
    page.fill("#email", ADDRESS)
    page.fill("#password", house.therapist.password)
    page.click("button.main")


def _upload(person: Person) -> None:
    page = person.page
    person.click(page.locator("a.name"))
    person.click(page.locator("a[href$='/upload']"))
    person.click(page.locator("#u-room"))
    person.click(page.locator("#u-agreed"))
    with page.expect_file_chooser() as asked:
        person.click(page.locator("#files"))
    person.scroll()  # in the machine's own window: to the folder's newest,
    person.scroll()  # and to Open
    asked.value.set_files(DEMO_RECORDING)
    expect(page.locator("#recordings p").first).not_to_contain_text("Looking", timeout=_PATIENCE_MS)
    person.read(page.locator("#recordings p").first)
    person.click(page.locator("#upload button.main"))
    page.wait_for_url("**/sessions/*")


def _review(person: Person, place: int) -> None:
    card = person.page.locator(".card").nth(place)
    with person.at(f"{_QUOTE} {place + 1}"):
        person.scroll()
        person.read(card.locator("header, blockquote"))
    with person.at(f"{_OPENED} {place + 1}"):
        _open(person, card)
        if place:
            person.click(card.locator("form[action$='/brief-only'] button"))
        else:
            _approve(person, card)


def _open(person: Person, card: Locator) -> None:
    person.click(card.locator("form[action$='/evidence'] button"))
    person.read(card.locator(".note.warm, .turns"))
    person.listen(card.locator("audio"), _seconds_of(card.locator("blockquote").inner_text()))
    person.read(card.locator(".letter, h3, dl.facts dd"))


def _approve(person: Person, card: Locator) -> None:
    person.click(card.locator("summary", has_text="Edit"))
    person.type(card.locator("[name=own_line]"), OWN_LINE)
    person.click(card.locator("form[action$='/text'] button"))
    person.read(card.locator(".letter"))
    person.click(card.locator("form[action$='/approval'] button"))


def _seconds_of(quote: str) -> float:
    """Tell how long a quote is in the demo's recording."""
    turn = next(turn for turn in turns_of_script() if quote in turn["text"])
    return float(turn["end_s"] - turn["start_s"]) * len(quote) / len(turn["text"])


def _print(spent: dict[str, float]) -> None:
    """Print the walk, and what five cards would take: all opened as here, or only the one that a note comes of."""
    quotes, opened = (
        [seconds for what, seconds in spent.items() if what.startswith(kind)] for kind in (_QUOTE, _OPENED)
    )
    whole, more = sum(spent.values()), MAX_CARDS - len(quotes)
    all_quotes = whole + more * max(quotes)
    table = Table(
        "what", "seconds", title=f"A therapist's time for one session, reading {WORDS_A_MINUTE} words a minute"
    )
    for what, seconds in spent.items():
        table.add_row(what, f"{seconds:.0f}")
    table.add_row("in all: every card opened, heard and read", f"{whole:.0f}", style="bold")
    table.add_row(
        f"{MAX_CARDS} cards, every quote read, one opened", f"{all_quotes - sum(opened[1:]):.0f}", style="bold"
    )
    table.add_row(f"{MAX_CARDS} cards, every one opened", f"{all_quotes + more * max(opened[1:]):.0f}", style="bold")
    Console().print(table, f"target: under {TARGET_S}")


if __name__ == "__main__":
    main()
