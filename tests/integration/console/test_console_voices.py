"""Who is who after a session was read: the voices swapped, named anew, one line put right; and it is read again."""

import re

import pytest
from scripted import DEMO, Script
from visitor import Visitor, text_of
from world import World

from shared.domain.client import Client
from shared.domain.prompt import PromptState
from shared.domain.session import Session, SessionState
from shared.domain.transcript import Speaker, Turn
from shared.runtime import wiring
from shared.services import vault_paths
from shared.services.documents import TRANSCRIPT


@pytest.fixture
def session(world: World, client: Client, script: Script) -> Session:
    """Read the demo's session to its end."""
    assert script.fails_on == set()
    world.upload(client, DEMO.read_bytes(), "demo.opus")
    world.drain()
    (found,) = wiring.stores().sessions.of_client(client.client_id)
    assert found.state is SessionState.READY
    return found


def address(session: Session) -> str:
    return f"/console/clients/{session.ref.client_id}/sessions/{session.ref.session_id}"


def turns(session: Session) -> tuple[Turn, ...]:
    path = vault_paths.transcript(session.ref)
    return TRANSCRIPT.validate_json(wiring.stores().vault.get(session.ref.client_id, path)).turns


def now(session: Session) -> Session:
    return wiring.stores().sessions.get(session.ref)


def drafted(session: Session) -> list[str]:
    prompts = wiring.stores().prompts.of_client(session.ref.client_id)
    return [each.ref.prompt_id for each in prompts if each.state is PromptState.DRAFTED]


def test_swaps_the_two_by_one_button(world: World, dana: Visitor, session: Session) -> None:
    """What the therapist was held to have said becomes the client's; the drafts of before are gone."""
    before, old = turns(session), drafted(session)
    shown = dana.get(f"{address(session)}/voices")

    answers = [dana.post(f"{address(session)}/swap") for _ in range(2)]
    world.drain()

    assert shown["body"].count("<audio") == 6
    assert "the wrong way round: swap" in text_of(shown)
    assert {answer["headers"]["Location"] for answer in answers} == {address(session)}
    turned = {Speaker.THERAPIST: Speaker.CLIENT, Speaker.CLIENT: Speaker.THERAPIST}
    assert [each.speaker for each in turns(session)] == [turned[each.speaker] for each in before]
    assert (now(session).state, now(session).swaps) == (SessionState.READY, 1)
    assert not set(old) & set(drafted(session))
    assert old


def test_puts_one_line_right_and_back(world: World, dana: Visitor, session: Session) -> None:
    """Only that line changes hands; what the page says of the others changes nothing, and drafts are made anew."""
    body = dana.get(f"{address(session)}/lines?from=1")["body"]
    sent = dict(re.findall(r'name="(line-\d+)".*?<option value="(\w+)" selected', body, re.DOTALL))
    wrong = turns(session)[1]
    name, was, old = f"line-{wrong.begins_ms}", wrong.speaker, drafted(session)

    unchanged = dana.post(f"{address(session)}/lines", reading="0", **sent)
    assert (unchanged["statusCode"], now(session)) == (303, session)
    dana.post(f"{address(session)}/lines", reading="0", **{**sent, name: "other"})
    world.drain()
    after = turns(session)
    assert not set(old) & set(drafted(session))
    stale = dana.post(f"{address(session)}/lines", reading="0", **{name: "client"})
    dana.post(f"{address(session)}/lines", reading="1", **{name: was})
    world.drain()

    assert len(sent) == 30
    assert [each.index for each in after if each.speaker is Speaker.OTHER] == [1]
    assert stale["statusCode"] == 409
    assert "was read again since" in text_of(stale)
    assert turns(session)[1].speaker is was
    assert (now(session).lines, now(session).swaps) == ({}, 2)
    assert drafted(session)


def test_names_the_voices_anew(world: World, dana: Visitor, session: Session) -> None:
    """By the same form that asks for them; a voice or a line that is not there is told, and changes nothing."""
    path = f"{address(session)}/voices"
    refused = [
        dana.post(path, reading="0", **{"voice-7": "client"}),
        dana.post(f"{address(session)}/lines", reading="0", **{"line-1": "client"}),
        dana.post(path, reading="0", **{"voice-0": "nobody"}),
        dana.post(path, **{"voice-0": "therapist", "voice-1": "client"}),
    ]
    assert [answer["statusCode"] for answer in refused] == [409, 409, 422, 409]
    assert now(session) == session

    dana.post(path, reading="0", **{"voice-0": "other"})
    world.drain()

    assert now(session).voices[0] is Speaker.OTHER
    assert now(session).swaps == 1


def test_shows_no_line_to_anybody_else(world: World, dana: Visitor, session: Session) -> None:
    """Another therapist finds nothing, and puts nothing right."""
    other = Visitor(world, "t-other")
    line = f"line-{turns(session)[0].begins_ms}"

    answers = [other.get(f"{address(session)}/lines"), other.post(f"{address(session)}/swap")]
    answers.append(other.post(f"{address(session)}/lines", reading="0", **{line: "other"}))

    assert [answer["statusCode"] for answer in answers] == [404] * 3
    assert dana.get(f"{address(session)}/lines?from=nowhere")["statusCode"] == 200
    assert now(session) == session
