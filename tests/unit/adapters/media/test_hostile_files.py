"""Files made to harm: bombs, playlists, lies and stumps; the worst they reach is a sentence for the therapist."""

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from made_sounds import talk, write_endless, write_film, write_sound, write_wave

from shared.adapters.media.child import DecodingChild
from shared.adapters.media.order import SniffedFile, SplitOrder
from shared.adapters.media.recording import SoundFileSplitter
from shared.domain.sound.parts import SoundFile, SoundLimits
from shared.errors import RecordingError, UnavailableError

SHORT = SoundLimits(max_duration_s=120.0)
FORMAT_SAYS_NOTHING = "wav"


def refusal_of(source: Path, into: Path, splitter: SoundFileSplitter) -> str:
    with pytest.raises(RecordingError) as caught:
        splitter.split([SoundFile(source)], into)
    return caught.value.reason


def behind_the_sniffing(source: Path, into: Path) -> str:
    """Hand a file to the decoder itself, as if its first bytes had looked right."""
    return DecodingChild().carry_out(ordered(source, into, FORMAT_SAYS_NOTHING)).refused


def ordered(source: Path, into: Path, name: str) -> SplitOrder:
    return SplitOrder((SniffedFile(SoundFile(source), name),), into, SHORT, 60.0)


def claiming_hours(path: Path, hours: float) -> Path:
    """Make a small FLAC file whose header declares hours of sound."""
    content = bytearray(write_sound(path, talk(2), "flac", "flac").read_bytes())
    samples = int(hours * 3600 * 16_000)
    content[21] = content[21] & 0xF0 | samples >> 32  # STREAMINFO: 36 bits of samples, in bytes 21 to 25
    content[22:26] = (samples & 0xFFFF_FFFF).to_bytes(4)
    path.write_bytes(content)
    return path


def without_length(path: Path) -> Path:
    """Make a FLAC file of twenty minutes that does not say how long it is."""
    content = bytearray(write_endless(path, 1 / 3).read_bytes())
    content[21] &= 0xF0
    content[22:26] = bytes(4)
    path.write_bytes(content)
    return path


def test_refuses_a_hundred_hours_before_decoding_any(tmp_path: Path) -> None:
    """A tiny file that declares a hundred hours costs no more than a look at its header."""
    bomb = claiming_hours(tmp_path / "bomb.flac", 100)

    assert refusal_of(bomb, tmp_path, SoundFileSplitter()) == "TOO_LONG"
    assert list(tmp_path.glob("*.flac")) == [bomb]


@pytest.mark.parametrize(
    "make",
    [without_length, lambda path: write_endless(path, 1 / 3, "ogg", "libopus")],
    ids=["flac that does not say", "opus that unpacks like a zip"],
)
def test_stops_decoding_at_the_longest_length(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    """Whatever a file packs or hides, no more seconds come out of it than are allowed."""
    bomb = make(tmp_path / "bomb")
    into = tmp_path / "parts"
    into.mkdir()

    assert refusal_of(bomb, into, SoundFileSplitter(SHORT)) == "TOO_LONG"
    assert sum(part.stat().st_size for part in into.iterdir()) < SHORT.max_duration_s * 16_000 * 2


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """Wait for whoever calls, on a port of this machine."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stopped = threading.Event()

        def wait() -> None:
            while not stopped.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                calls.append("somebody called")
                connection.close()

        thread = threading.Thread(target=wait)
        thread.start()
        yield server.getsockname()[1], calls
        stopped.set()
        thread.join()


PLAYLISTS = [
    "#EXTM3U\n#EXTINF:10,\n{url}\n#EXT-X-ENDLIST\n",
    "ffconcat version 1.0\nfile '{url}'\n",
    "\ufeffffconcat version 1.0\nfile '{neighbour}'\n",
    "ffconcat version 1.0\nfile '{neighbour}'\n",
    '<?xml version="1.0"?><MPD><BaseURL>{url}</BaseURL></MPD>',
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 0\r\na=control:{url}\r\n",
    "rtsp://127.0.0.1/{url}",
    "concat:{neighbour}",
    "{url}",
]


@pytest.mark.enable_socket
@pytest.mark.parametrize("text", PLAYLISTS)
def test_follows_no_playlist(tmp_path: Path, listener: tuple[int, list[str]], text: str) -> None:
    """A file that names an address or a neighbour is refused, also where the sniffing is got round."""
    port, calls = listener
    neighbour = write_wave(tmp_path / "another_clients.wav", talk(30))
    source, into = tmp_path / "recording.wav", tmp_path / "parts"
    into.mkdir()
    source.write_text(text.format(url=f"http://127.0.0.1:{port}/a.wav", neighbour=neighbour), encoding="utf-8")

    assert refusal_of(source, into, SoundFileSplitter()) in {"FORMAT", "NOT_AUDIO"}
    assert behind_the_sniffing(source, into) == "UNREADABLE"
    assert calls == []
    assert list(into.iterdir()) == []


def test_survives_every_stump_of_a_film(tmp_path: Path) -> None:
    """An mp4 cut off anywhere ends in a refusal or in what is left of it, never in a crash."""
    whole = write_film(tmp_path / "whole.mp4", talk(3)).read_bytes()
    stump, into = tmp_path / "stump.mp4", tmp_path / "parts"
    into.mkdir()

    reasons = set()
    for share in (0.02, 0.5, 0.98):
        stump.write_bytes(whole[: int(len(whole) * share)])
        reasons.add(refusal_of(stump, into, SoundFileSplitter()))

    assert reasons <= {"UNREADABLE", "NO_AUDIO_TRACK", "NOT_AUDIO", "TOO_SHORT"}


@pytest.mark.parametrize(("appetite", "reason"), [("memory", "DECODER"), ("disk", "DECODER"), ("time", "DECODER")])
def test_ends_a_decoder_gone_mad(tmp_path: Path, appetite: str, reason: str) -> None:
    """Memory, files and time are bounded from outside the decoder; the function itself goes on."""
    order, began = ordered(tmp_path / "x", tmp_path, appetite), monotonic()

    with pytest.raises(RecordingError) as caught:
        DecodingChild(module="hungry_child", wall_s=4.0).carry_out(order)

    assert caught.value.reason == reason
    assert monotonic() - began < 60
    assert sum(each.stat().st_size for each in tmp_path.iterdir()) <= 64_000_000


def test_takes_a_full_disk_for_no_fault_of_the_file(tmp_path: Path) -> None:
    """A part that there is no room for can be written elsewhere; the recording is not refused for it."""
    source, into = write_wave(tmp_path / "recording.wav", talk(6)), tmp_path / "parts"
    into.mkdir()
    (into / "0000.flac").symlink_to("/dev/full")

    with pytest.raises(UnavailableError, match="no room"):
        SoundFileSplitter().split([SoundFile(source)], into)


def test_gives_the_decoder_nothing_to_steal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes over a decoder finds no credentials in its environment."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    order = ordered(tmp_path / "x", tmp_path, "secrets")

    assert DecodingChild(module="hungry_child", wall_s=20.0).carry_out(order).refused == "EMPTY"
