"""The sound of a quote: exactly its span, by ranges, to its own therapist, while it is kept."""

import base64
import io
import wave
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from seeded import seed_draft
from visitor import Visitor
from world import World

from shared.adapters.media.clips import FlacClips
from shared.adapters.media.flac import write_flac
from shared.domain.client import Client
from shared.domain.session import Session, SessionMove, SessionState, Span
from shared.domain.sound.levels import RATE
from shared.runtime import wiring
from shared.services import vault_paths

PART_S = 3


def tone(seconds: float, level: int) -> np.ndarray:
    return np.full((2, round(seconds * RATE)), level, dtype=np.int16)


def samples_of(sound: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def test_cuts_exactly_the_span_across_two_parts(tmp_path: Path) -> None:
    """Half a second of one part, and half a second of the next."""
    parts = []
    for number, level in enumerate((1000, 2000)):
        path = tmp_path / f"{number}.flac"
        write_flac(path, tone(PART_S, level))
        parts.append((float(number * PART_S), path.read_bytes()))

    samples = samples_of(FlacClips().cut(parts, 2.5, 3.5))

    assert len(samples) == RATE
    assert set(samples[: RATE // 2]) == {1000}
    assert set(samples[RATE // 2 :]) == {2000}


@pytest.fixture
def session(world: World, client: Client, tmp_path: Path) -> Session:
    """Keep one part of a session's sound."""
    stores, ref = wiring.stores(), seed_draft(world, client).session
    path = tmp_path / "part.flac"
    write_flac(path, tone(PART_S, 1000))
    epoch = stores.consents.get(client.client_id).epoch
    stores.vault.put(client.client_id, epoch, vault_paths.sound_part(ref, 0), path.read_bytes())
    opened = stores.sessions.get(ref)
    other = replace(opened, ref=replace(ref, session_id="s-heard"), state=SessionState.ACCEPTED, reached={})
    stores.sessions.open(replace(other, upload=replace(other.upload, key=other.upload.key + "2")))
    stores.vault.put(client.client_id, epoch, vault_paths.sound_part(other.ref, 0), path.read_bytes())
    return stores.sessions.move(other.ref, SessionMove.PARTS_CUT, {"spans": (Span(0, 0.0, float(PART_S)),)})


def address(session: Session, start_s: float, end_s: float) -> str:
    ref = session.ref
    return f"/console/clients/{ref.client_id}/sessions/{ref.session_id}/sound?from={start_s}&to={end_s}"


def test_plays_the_span_to_its_therapist(dana: Visitor, session: Session) -> None:
    """One second and a half, and no more."""
    answer = dana.get(address(session, 0.5, 2.0))

    assert answer["headers"]["Content-Type"] == "audio/wav"
    assert len(samples_of(base64.b64decode(answer["body"]))) == round(1.5 * RATE)


def test_answers_a_range(dana: Visitor, session: Session) -> None:
    """As a player asks that seeks."""
    whole = base64.b64decode(dana.get(address(session, 0.0, 1.0))["body"])

    answer = dana.get(address(session, 0.0, 1.0), range="bytes=100-199")
    beyond = dana.get(address(session, 0.0, 1.0), range="bytes=9999999-")

    assert answer["statusCode"] == 206
    assert answer["headers"]["Content-Range"] == f"bytes 100-199/{len(whole)}"
    assert base64.b64decode(answer["body"]) == whole[100:200]
    assert beyond["statusCode"] == 416


def test_plays_nothing_to_anybody_else_or_once_its_time_is_up(world: World, dana: Visitor, session: Session) -> None:
    """Another therapist, a span outside, nonsense, and a week later."""
    path = address(session, 0.0, 1.0)
    refused = [Visitor(world, "t-other").get(path), dana.get(address(session, 50.0, 60.0))]
    refused += [dana.get(address(session, 2.0, 1.0))]
    nonsense = dana.get(path.replace("from=0.0", "from=soon"))
    world.clock.move(timedelta(days=8))
    refused += [dana.get(path)]

    assert [answer["statusCode"] for answer in refused] == [404] * 4
    assert nonsense["statusCode"] == 422
