"""The console where something is missing: a tab that was closed, a script, a fast line."""

import os
import re
import wave
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from infrastructure.root import DEMO_RECORDING
from infrastructure.up.house import House

from .desk import SLOW_MS, choose, enrol, sign_in
from .keyboard import press_here
from .looking import MAX_PAGE_BYTES, NARROW, WIDE, Looker, weighed

PIECE = 8 * 1024 * 1024


@pytest.fixture
def console(house: House, look: Looker) -> Callable[..., Page]:
    """Give what opens a window with a therapist signed in."""
    return lambda **how: sign_in(look.page(**how), house)


def test_goes_on_after_the_tab_was_closed(look: Looker, console: Callable[..., Page], tmp_path: Path) -> None:
    """Half of a recording has arrived; another window shows it, and sends only the rest of it."""
    recording = tmp_path / "session.wav"
    recording.write_bytes(os.urandom(2 * PIECE + 1000))
    sent: list[str] = []
    page = console()
    client = enrol(page, "Sam")

    def first_only(route: Route) -> None:
        if route.request.method != "PUT":
            route.continue_()
        elif not sent:
            sent.append("1")
            route.continue_()  # and never anything more

    page.route("**/recordings/**", first_only)
    page.goto(f"{client}/upload")
    choose(page, recording)
    press_here(page, "#upload button.main")
    expect(page.locator("#recordings p").first).to_have_text(re.compile(r"^[3-9]\d % has arrived"), timeout=SLOW_MS)
    page.context.close()

    again = console()
    later: list[str] = []
    again.on("request", lambda request: later.append(request.url) if request.method == "PUT" else None)
    again.goto(f"{client}/upload")
    expect(again.locator("main")).to_contain_text("8.4 MB have arrived")
    look.at(again, "upload-unfinished")
    choose(again, recording)
    press_here(again, "#upload button.main")
    again.wait_for_url("**/sessions/*", timeout=SLOW_MS)
    numbers = {re.search(r"partNumber=(\d+)", url)[1] for url in later}

    assert numbers == {"2", "3"}
    expect(again.locator(".note.red")).to_be_visible(
        timeout=SLOW_MS
    )  # noise is no recording: it says so, and what to do
    look.at(again, "session-refused")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_works_without_a_script(look: Looker, console: Callable[..., Page], width: int) -> None:
    """Forms are forms; a recording goes by one that posts straight to S3."""
    page = console(script=False, width=width)
    page.click("a[href='/console/enrol']")
    page.fill("#name", "Kim <b>& co</b>")
    page.fill("#therapist_name", "Dana")
    page.check("#adult")
    page.click("form.sheet button.main")
    for choice in ("record", "read"):
        page.check(f"#{choice}")
    page.click("form.sheet button.main")
    client = page.url
    page.goto(f"{client}/upload")
    page.check("#n-room")
    page.check("#n-agreed")
    look.at_without_script(page, "upload-without-a-script")
    page.click("noscript button, form button.main >> visible=true")
    look.at_without_script(page, "send-without-a-script")
    arrived = page.get_attribute("a[href*='/arrived']", "href")
    page.set_input_files("#file", DEMO_RECORDING)
    page.click("button.main")
    page.goto(page.url if "/arrived" in page.url else client.rpartition("/console")[0] + arrived)
    for _ in range(30):
        if "/sessions/" in page.url:
            break
        page.wait_for_timeout(500)
        page.reload()

    assert "/sessions/" in page.url
    assert "Kim <b>& co</b>" in page.inner_text("main")
    assert look.page().goto(page.url).ok  # another window without a session is led to the sign-in page


def test_weighs_little_and_loads_from_nowhere_else(house: House, look: Looker) -> None:
    """The first page, with everything it loads, and the enrolment page with its time zones."""
    page = look.page()
    with weighed(page) as weights:
        page.goto(house.urls["console"])
    look.at(page, "sign-in")

    assert sum(weights.values()) < MAX_PAGE_BYTES


def test_looks_at_recordings_before_they_are_sent(look: Looker, console: Callable[..., Page], tmp_path: Path) -> None:
    """Too short, silent, one side only: each is said before anything leaves; several are one session, in order."""
    page = console(width=NARROW)
    client = enrol(page, "Alex")
    page.goto(f"{client}/upload")
    silent, one_sided = tmp_path / "1.wav", tmp_path / "2.wav"
    write_sound(silent, channels=(0, 0), seconds=70)
    write_sound(one_sided, channels=(9_000, 0), seconds=20)

    choose(page, silent, one_sided)
    said = page.locator("#recordings article").all_inner_texts()
    look.at(page, "upload-looked-at")
    page.locator("#recordings button").first.click()

    assert "Nothing is heard in its first minutes" in said[0]
    assert "shorter than a minute" in said[1]
    assert "Only one side is heard" in said[1]
    assert "US dollars for these" in page.inner_text("main")
    assert page.locator("#recordings article").count() == 1
    assert page.locator("#recordings h3").inner_text().startswith("Recording")


def test_asks_about_a_recording_of_one_voice(look: Looker, console: Callable[..., Page], tmp_path: Path) -> None:
    """The demo's two voices mixed to mono, or one on each side, are two; one side alone is asked about."""
    page = console(width=NARROW)
    client = enrol(page, "Ari")
    page.goto(f"{client}/upload")
    mixed, alone = tmp_path / "mixed.wav", tmp_path / "alone.wav"
    write_mono(mixed, (0.5, 0.5))
    write_mono(alone, (0.0, 1.0))

    choose(page, mixed, alone, DEMO_RECORDING)
    said = page.locator("#recordings article").all_inner_texts()
    look.at(page, "upload-one-voice")

    asked = ["one voice only. Are both of you heard in it?" in each for each in said]
    assert asked == [False, True, False]
    assert page.locator("#upload button.main").is_enabled()


def write_mono(path: Path, shares: tuple[float, float]) -> None:
    """Write the demo's recording with its two sides mixed in these shares."""
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=16_000)
    with av.open(str(DEMO_RECORDING)) as container:
        frames = [each.to_ndarray() for frame in container.decode(audio=0) for each in resampler.resample(frame)]
    samples = np.tensordot(shares, np.concatenate(frames, axis=1), axes=1)
    write_wave(path, (np.clip(samples, -1, 1) * 32_767)[:, np.newaxis], rate=16_000)


def write_sound(path: Path, *, channels: tuple[int, int], seconds: int) -> None:
    """Write a square wave of these levels, one for each side."""
    waves = np.tile(np.repeat((1, -1), 20), seconds * 200)
    write_wave(path, np.outer(waves, channels), rate=8_000)


def write_wave(path: Path, samples: np.ndarray, *, rate: int) -> None:
    """Write samples, one row each moment and one column each side, as plain wave."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
