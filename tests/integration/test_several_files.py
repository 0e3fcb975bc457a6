"""Several files are one session, in the order the therapist chose; what is off the record is heard by nobody."""

import json
import sys
from datetime import timedelta
from pathlib import Path

import numpy as np
from world import World, http_event, notices_of

from shared.adapters.media.flac import read_flac
from shared.domain.client import Client
from shared.domain.declaration import Declaration
from shared.domain.identity import Upload, session_upload
from shared.domain.notice import NoticeKind
from shared.domain.places import Modality
from shared.domain.session import Flag, Session, SessionState
from shared.domain.sound.levels import RATE
from shared.runtime import wiring
from shared.services import vault_paths
from shared.services.split_recording import FILES_WAITED_FOR

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "adapters" / "media"))

from made_sounds import talk, write_wave


def split_only(world: World) -> None:
    world.mappings = [each for each in world.mappings if "Accept" in each.function or "Split" in each.function]


def session_of(client: Client) -> Session:
    (session,) = wiring.stores().sessions.of_client(client.client_id)
    return session


def sound_of(session: Session, number: int, room: Path) -> np.ndarray:
    path = room / "part.flac"
    content = wiring.stores().vault.get(session.ref.client_id, vault_paths.sound_part(session.ref, number))
    path.write_bytes(content)
    return read_flac(path)[0]


def test_waits_for_every_file_and_puts_them_in_their_order(world: World, tmp_path: Path) -> None:
    """The second file comes first; nothing is read before both are there, and the first is heard first."""
    split_only(world)
    client = world.enrol()
    quiet, loud = talk(6, loudness=0.1), talk(8, loudness=0.8)

    world.upload(client, write_wave(tmp_path / "b.wav", loud).read_bytes(), "g1/02-of-02.wav")
    world.drain()
    alone = session_of(client)
    world.upload(client, write_wave(tmp_path / "a.wav", quiet).read_bytes(), "g1/01-of-02.wav")
    world.drain()

    session = session_of(client)
    assert (alone.state, session.state) == (SessionState.ACCEPTED, SessionState.TRANSCRIBING)
    assert round(session.duration_s, 3) == 14.0
    sound = np.abs(sound_of(session, 0, tmp_path).astype(int))
    assert sound[: 6 * RATE].max() < sound[6 * RATE :].max() / 4


def test_removes_every_file_of_a_session_that_is_refused(world: World, tmp_path: Path) -> None:
    """One of two files is no sound: the therapist is told, and neither file is kept."""
    split_only(world)
    client = world.enrol()

    world.upload(client, write_wave(tmp_path / "a.wav", talk(6)).read_bytes(), "g2/01-of-02.wav")
    world.upload(client, b"a letter, not a recording\n" * 99, "g2/02-of-02.wav")
    world.drain()

    session = session_of(client)
    assert (session.state, session.reason) == (SessionState.REFUSED, "NOT_AUDIO")
    assert [key for key in world.objects("RecordingsBucket") if client.client_id in key] == []


def test_keeps_what_is_off_the_record_from_every_listener(world: World, tmp_path: Path) -> None:
    """The marked seconds are silence in what is kept for the recogniser; the rest is as it was."""
    split_only(world)
    client = world.enrol()

    content = write_wave(tmp_path / "a.wav", talk(12)).read_bytes()
    world.upload(client, content, "marked.wav", off_record="2-4.5,7-8")
    world.drain()

    sound = np.abs(sound_of(session_of(client), 0, tmp_path).astype(int))
    heard = [
        sound[round(start * RATE) : round(end * RATE)].max() > 0 for start, end in [(0, 2), (2, 4.5), (4.5, 7), (7, 8)]
    ]
    assert heard == [True, False, True, False]


def test_tells_on_the_sessions_clock_what_is_off_the_record(world: World, tmp_path: Path) -> None:
    """The second file's marks come after the first file; what lies past a file's end is not invented."""
    split_only(world)
    client = world.enrol()

    content = write_wave(tmp_path / "a.wav", talk(6)).read_bytes()
    world.upload(client, content, "g3/01-of-02.wav", off_record="5-99,1-2")
    world.upload(client, content, "g3/02-of-02.wav", off_record="2-3")
    world.drain()

    assert session_of(client).off_record == ((1.0, 2.0), (5.0, 6.0), (8.0, 9.0))


def test_goes_on_with_what_came_when_a_file_never_comes(world: World, tmp_path: Path) -> None:
    """The therapist is told after two hours; after twelve the session goes on, and says that a file is missing."""
    split_only(world)
    client = world.enrol()
    content = write_wave(tmp_path / "a.wav", talk(6)).read_bytes()
    world.upload(client, content, "g4/01-of-02.wav")
    world.drain()

    world.clock.move(timedelta(hours=3))
    world.tick("keep_watch")
    world.drain()
    told, early = notices_of(client.therapist_id), session_of(client)
    world.clock.move(FILES_WAITED_FOR)
    world.tick("keep_watch")
    world.drain()

    session = session_of(client)
    assert (told, early.state) == ([NoticeKind.FILE_MISSING], SessionState.ACCEPTED)
    assert (session.state, Flag.FILE_MISSING in session.flags) == (SessionState.TRANSCRIBING, True)
    assert round(session.duration_s, 3) == 6.0


def test_hears_nothing_where_the_marks_cannot_be_read(world: World, tmp_path: Path) -> None:
    """Better no session than a word that was to stay off the record."""
    split_only(world)
    client = world.enrol()

    world.upload(client, write_wave(tmp_path / "a.wav", talk(6)).read_bytes(), "bad.wav", off_record="two to four")
    world.drain()

    assert (session_of(client).state, session_of(client).reason) == (SessionState.REFUSED, "OFF_RECORD")


def test_gives_links_for_several_files_with_their_marks_signed_in(world: World) -> None:
    """One form a file, in order, all for one session; spans travel as numbers."""
    client = world.enrol()
    files = [{"extension": "m4a"}, {"extension": "wav", "off_record": [{"start_s": 61.5, "end_s": 90}]}]
    path = f"/clients/{client.client_id}/recordings"

    answer = world.invoke("serve_therapist", http_event("POST", path, {"files": files}, client.therapist_id))

    forms = [each["fields"] for each in json.loads(answer["body"])["uploads"]]
    names = [form["key"].rpartition("/") for form in forms]
    assert [name for _, _, name in names] == ["01-of-02.m4a", "02-of-02.wav"]
    assert names[0][0] == names[1][0]
    assert [form.get("x-amz-meta-off-record") for form in forms] == [None, "61.500-90.000"]


def test_refuses_a_span_that_ends_before_it_starts(world: World) -> None:
    """A slip of the hand is said at once, not after the session was read."""
    client = world.enrol()
    body = {"extension": "wav", "off_record": [{"start_s": 90, "end_s": 61}]}

    answer = world.invoke(
        "serve_therapist", http_event("POST", f"/clients/{client.client_id}/uploads", body, client.therapist_id)
    )

    assert answer["statusCode"] == 422


def said_of(world: World, client: Client, *files: dict) -> tuple[int, Declaration | None]:
    path, body = f"/clients/{client.client_id}/recordings", {"files": [{"extension": "wav", **file} for file in files]}
    answer = world.invoke("serve_therapist", http_event("POST", path, body, client.therapist_id))
    links = json.loads(answer["body"]).get("uploads", [])
    keys = {session_upload(Upload(link["fields"]["key"], "")).key for link in links}
    return answer["statusCode"], wiring.stores().declarations.get(client.client_id, *keys) if keys else None


def test_takes_down_what_is_said_of_any_file(world: World) -> None:
    """One session is one declaration: what is said of a later file counts for all."""
    sam, kim = ({"others": [{"name": name, "agreed": True}]} for name in ("Sam", "Kim"))

    status, said = said_of(world, world.enrol(), sam, {"modality": "telehealth", **kim}, sam)

    assert (status, said) == (200, Declaration(Modality.TELEHEALTH, ("Sam", "Kim")))


def test_refuses_files_of_one_session_that_were_held_in_two_ways(world: World) -> None:
    """Nothing is guessed: the request says it once more."""
    assert said_of(world, world.enrol(), {"modality": "room"}, {"modality": "telehealth"}) == (422, None)
