"""Bad recordings through the gate and the splitter: one terminal state each, with a reason, and no sound left."""

import errno
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from world import World, empty_queues, notices_of

from shared.adapters.media.child import DecodingChild
from shared.adapters.s3_uploads import S3Uploads
from shared.domain.identity import Upload
from shared.domain.session import Flag, Session, SessionState
from shared.runtime import wiring
from shared.services import vault_paths

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "adapters" / "media"))

from made_sounds import hush, talk, write_picture_only, write_sound, write_wave

Maker = Callable[[Path], Path]
CANARY = "Quillfeather"


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def text_named_wav(path: Path) -> Path:
    path.write_text("Dear Dana, here is the recording you asked for.\n" * 50)
    return path


def playlist_named_wav(path: Path) -> Path:
    path.write_text("ffconcat version 1.0\nfile 'another_client.wav'\n")
    return path


def header_alone(path: Path) -> Path:
    path.write_bytes(write_wave(path, talk(2)).read_bytes()[:44])
    return path


def gigabytes_in_a_header(path: Path) -> Path:
    content = bytearray(write_wave(path, talk(0.03)).read_bytes())
    at = content.index(b"data") + 4
    content[4:8] = content[at : at + 4] = b"\xf0\xff\xff\xff"  # as long as the format can say
    path.write_bytes(content)
    return path


def ten_hours_in_a_header(path: Path) -> Path:
    content = bytearray(write_sound(path, talk(2), "flac", "flac").read_bytes())
    told = int.from_bytes(content[18:26])  # STREAMINFO: rate, channels, depth, and 36 bits of samples
    content[18:26] = (told >> 36 << 36 | 36_000 * (told >> 44)).to_bytes(8)
    path.write_bytes(content)
    return path


def a_fifth_of_a_second(path: Path) -> Path:
    return write_wave(path, talk(0.2))


def picture_without_sound(path: Path) -> Path:
    return write_picture_only(path)


def protected_against_copying(path: Path) -> Path:
    """Name the track's samples as a shop's are named: no protected file may lie here."""
    content = write_sound(path, talk(2, rate=44_100), "ipod", "aac", rate=44_100, form="fltp").read_bytes()
    path.write_bytes(content.replace(b"mp4a", b"enca", 1))
    return path


def with_a_title(path: Path) -> Path:
    title = f"{CANARY}\r\nBcc: {CANARY}@example.com <script>{CANARY}</script> 😀"
    tags = {"title": title, "artist": CANARY, "comment": title}
    return write_sound(path, talk(6), "mp3", "libmp3lame", form="s16p", tags=tags)


def of_six_seconds(path: Path) -> Path:
    return write_wave(path, talk(6))


@pytest.fixture
def send(world: World, tmp_path: Path) -> Callable[[Maker], Session]:
    """Upload what a maker makes, let everything but speech run, and give the session."""
    world.mappings = [each for each in world.mappings if "Accept" in each.function or "Split" in each.function]

    def upload(make: Maker) -> Session:
        client = world.enrol()
        world.upload(client, make(tmp_path / "recording.wav").read_bytes())
        world.drain()
        (session,) = wiring.stores().sessions.of_client(client.client_id)
        return session

    return upload


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (empty, "EMPTY"),
        (text_named_wav, "NOT_AUDIO"),
        (playlist_named_wav, "FORMAT"),
        (header_alone, "UNREADABLE"),
        (gigabytes_in_a_header, "UNREADABLE"),
        (ten_hours_in_a_header, "TOO_LONG"),
        (a_fifth_of_a_second, "TOO_SHORT"),
        (picture_without_sound, "NO_AUDIO_TRACK"),
        (protected_against_copying, "ENCRYPTED"),
    ],
)
def test_refuses_what_cannot_be_used(world: World, send: Callable[[Maker], Session], make: Maker, reason: str) -> None:
    """The therapist reads why; the file is gone; nothing waits in a queue."""
    session = send(make)

    assert (session.state, session.reason) == (SessionState.REFUSED, reason)
    assert session.sentence.endswith(".")
    assert session.upload.key not in world.objects("RecordingsBucket")
    assert "NOT_USED" in notices_of(session.therapist_id)


def test_lets_a_file_go_that_kills_its_decoder_twice(
    world: World, send: Callable[[Maker], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once may have been the machine's fault; then there is a reason, and no message that goes round and round."""
    deaths: list[bytes] = []
    monkeypatch.setattr(DecodingChild, "_run", lambda _child, order: deaths.append(order))

    session = send(of_six_seconds)

    assert len(deaths) == 2
    assert (session.state, session.reason) == (SessionState.REFUSED, "DECODER")
    assert session.upload.key not in world.objects("RecordingsBucket")
    assert world.dead_letters("SplitDeadLetters") == []


def test_goes_on_in_another_sandbox_when_a_disk_is_full(
    send: Callable[[Maker], Session], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """That is no fault of the file's: the message comes again, and half a recording is left nowhere."""
    rooms, fetch = tmp_path / "rooms", S3Uploads.fetch
    full = [OSError(errno.ENOSPC, "full") for _ in range(2)]
    rooms.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(rooms))

    def fill(uploads: S3Uploads, upload: Upload, into: Path) -> None:
        into.write_bytes(b"half a recording")
        if full:
            raise full.pop()
        fetch(uploads, upload, into)

    monkeypatch.setattr(S3Uploads, "fetch", fill)

    session = send(of_six_seconds)

    assert (full, session.state) == ([], SessionState.TRANSCRIBING)
    assert list(rooms.iterdir()) == []


def test_keeps_nothing_of_a_files_own_tags(
    world: World, send: Callable[[Maker], Session], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What a recorder wrote beside the sound gets into no row, message, log line or part, markup or not."""
    assert CANARY.encode() in with_a_title(tmp_path / "titled").read_bytes()

    session = send(with_a_title)

    vault, rows = wiring.stores().vault, world.client_of("dynamodb")
    sealed = (vault_paths.sound_part(session.ref, 0), vault_paths.voices(session.ref))
    held = [vault.get(session.ref.client_id, path).decode("latin-1") for path in sealed]
    held += [*capfd.readouterr(), *world.dead_letters("TranscribeQueue")]
    held.append(repr(rows.scan(TableName=world.deployed.physical_id("LedgerTable"))["Items"]))
    assert session.state is SessionState.TRANSCRIBING
    assert [place for place, text in enumerate(held) if CANARY.lower() in text.lower()] == []


def test_uses_what_is_left_of_a_truncated_mp3(send: Callable[[Maker], Session]) -> None:
    """Half a file is half a session, and says so."""

    def half_an_mp3(path: Path) -> Path:
        content = write_sound(path, talk(20), "mp3", "libmp3lame", form="s16p").read_bytes()
        path.write_bytes(content[: len(content) // 2])
        return path

    session = send(half_an_mp3)

    assert session.state is SessionState.TRANSCRIBING
    assert Flag.TRUNCATED in session.flags


def test_goes_on_to_its_end_when_nobody_speaks(world: World, tmp_path: Path) -> None:
    """Silence is no error: the recogniser is never asked, nothing is drafted."""
    client = world.enrol()
    world.upload(client, write_wave(tmp_path / "hush.wav", hush(8)).read_bytes())

    world.drain()

    (session,) = wiring.stores().sessions.of_client(client.client_id)
    assert session.state is SessionState.READY
    assert {Flag.NO_SPEECH, Flag.NOTHING_OPEN} <= session.flags
    assert wiring.stores().prompts.of_client(client.client_id) == []


def test_says_so_when_the_recording_is_gone_before_it_is_read(world: World) -> None:
    """An object removed in between ends the session, with a reason."""
    client = world.enrol()
    key = world.upload(client, b"soon gone")
    world.mappings, rest = (
        [each for each in world.mappings if "Accept" in each.function],
        [each for each in world.mappings if "Split" in each.function],
    )
    world.drain()
    (session,) = wiring.stores().sessions.of_client(client.client_id)
    wiring.stores().uploads.delete(session.upload)

    world.mappings = rest
    world.drain()

    (session,) = wiring.stores().sessions.of_client(client.client_id)
    assert (session.state, session.reason, session.upload.key) == (SessionState.REFUSED, "OBJECT_GONE", key)


@pytest.mark.parametrize("is_for_good", [True, False], ids=["removed for good", "under a delete marker"])
def test_brings_nothing_back_whose_removal_was_told_of_first(
    world: World, tmp_path: Path, *, is_for_good: bool
) -> None:
    """Events may come out of order: what was removed since stays so, also where an earlier version still lies there."""
    client, s3 = world.enrol(), world.client_of("s3")
    key = world.upload(client, of_six_seconds(tmp_path / "recording.wav").read_bytes())
    empty_queues()
    bucket = world.deployed.physical_id("RecordingsBucket")
    version = s3.head_object(Bucket=bucket, Key=key)["VersionId"]
    s3.delete_object(Bucket=bucket, Key=key, **({"VersionId": version} if is_for_good else {}))

    for name in ("ObjectRemoved:DeleteMarkerCreated", "ObjectCreated:Put"):
        record = {"eventName": name, "s3": {"object": {"key": key, "versionId": version}}}
        world.send("AcceptQueue", json.dumps({"Records": [record]}))
    world.drain()

    (session,) = wiring.stores().sessions.of_client(client.client_id)
    assert (session.state, session.reason) == (SessionState.REFUSED, "OBJECT_GONE")
    assert key not in world.objects("RecordingsBucket")
    assert [each for each in world.objects("VaultBucket") if client.client_id in each] == []
