"""One mocked AWS a process, deployed from template.yaml; each test has clients and a clock of its own."""

import importlib
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from moto import mock_aws

sys.path.insert(0, str(Path(__file__).parent))

from client_browser import WORDS, Browser
from permissions import judged
from scripted import Script, ScriptedEngine
from seeded import seed_draft
from sending import approve, release_and_send
from splitting import split_once
from telling import Telling
from visiting import link_in_mail
from world import FakeClock, World, build_world, clear_wiring, client_of, empty_queues

from infrastructure.local.quick_moto import quick_moto
from shared.adapters.embedded.reader import EmbeddedReader
from shared.adapters.media.recording import SoundFileSplitter
from shared.domain.client import Client
from shared.domain.prompt import Prompt
from shared.runtime import wiring

PARAMETERS = {
    "SpeechEngine": "pocketsphinx",
    "UndoMinutes": "0",
    "AllowRoughSpeech": "true",
    "RequestsAMinute": "1000000",  # a test knocks faster than a person; test_knocking asks how fast is too fast
}


@pytest.fixture(scope="module")  # a local stack in the same process would share moto's memory
def _deployed() -> Iterator[tuple]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        with mock_aws(), quick_moto():
            deployed, mappings, variables = build_world(PARAMETERS)
            with judged(deployed) as judge:
                yield deployed, mappings, variables, judge, cache(client_of)


@pytest.fixture
def world(_deployed: tuple, monkeypatch: pytest.MonkeyPatch) -> World:
    """Give the system, at rest."""
    deployed, mappings, variables, judge, client_once = _deployed
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    clock = FakeClock()
    monkeypatch.setattr(wiring, "clock", lambda: clock)
    clear_wiring()
    empty_queues()
    judge.begin()
    return World(deployed, mappings, clock, client_once, judge)


@pytest.fixture
def script(world: World, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Put the scripted recogniser where the real one would be loaded."""
    handler = importlib.import_module("functions.transcribe_part.handler")
    monkeypatch.setattr(SoundFileSplitter, "split", split_once)
    script = Script([])

    def tell_the_number(message: object, **ports: object) -> object:
        script.number = message.number
        spans = wiring.stores().sessions.get(message.ref).spans
        script.spans = [(span.start_s, span.end_s) for span in spans]
        return original(message, **ports)

    original = handler.transcribe_part
    monkeypatch.setattr(handler, "transcribe_part", tell_the_number)
    monkeypatch.setattr(handler, "load_engine", lambda *_, **__: ScriptedEngine(script))
    handler.build.cache_clear()
    assert world
    return script


@pytest.fixture
def client(world: World) -> Client:
    """Enrol a client."""
    return world.enrol()


@pytest.fixture
def prompt(world: World, client: Client) -> Prompt:
    """Read a session of that client, with one draft."""
    return seed_draft(world, client)


@pytest.fixture
def sent(world: World, client: Client) -> Prompt:
    """Send one note."""
    prompt = seed_draft(world, client)
    approve(world, prompt)
    release_and_send(world)
    return prompt


@pytest.fixture
def link(world: World, client: Client, sent: Prompt) -> str:
    """Give the link in that note's mail."""
    assert sent
    return link_in_mail(world, client, "notes")


@pytest.fixture
def first(world: World, link: str) -> Browser:
    """Give the browser that opened the note first."""
    browser = Browser(world)
    assert WORDS in browser.press(link)["body"]
    return browser


@pytest.fixture
def stranger(world: World, first: Browser) -> Browser:
    """Give another browser, of whoever a mail was handed on to."""
    assert first.cookies
    return Browser(world)


@pytest.fixture
def telling(world: World, monkeypatch: pytest.MonkeyPatch) -> Telling:
    """Give a client about to be read."""
    return Telling(world, monkeypatch)


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note who was set to work: the splitter, the recogniser, the reader."""
    done: list[str] = []
    importlib.import_module("functions.transcribe_part.handler")
    spied = [(SoundFileSplitter, "split"), (EmbeddedReader, "read")]
    for kind, name in spied:
        monkeypatch.setattr(kind, name, _spy(done, name, getattr(kind, name)))
    return done


def _spy(done: list[str], name: str, real: Callable) -> Callable:
    def called(*arguments: object) -> object:
        done.append(name)
        return real(*arguments)

    return called
