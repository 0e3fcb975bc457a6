"""What a file is, by its first bytes; names and declared types are never believed."""

from pathlib import Path

from shared.adapters.media.refusals import Reason, refusal

_HEAD = 4096  # bytes: more than any signature needs
_PLAYLISTS = (b"ffconcat", b"#extm3u", b"[playlist]", b"<asx", b"<?xml", b"<mpd", b"<smil", b"v=0\r\n", b"rtsp://")
_MP4_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_PROTECTED_BRANDS = frozenset({b"M4P ", b"aax ", b"aaxc"})
_SIGNATURES = (
    (b"RIFF", "wav"),
    (b"RF64", "wav"),
    (b"RIFX", "wav"),
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"\x1a\x45\xdf\xa3", "webm"),
    (b"#!AMR", "amr"),
    (b"FORM", "aiff"),
    (b"caff", "caf"),
)
_SYNC_BYTE, _SYNC_BITS = 0xFF, 0xE0  # how a bare MPEG or ADTS frame begins
_ADTS_LAYER, _LAYER_BITS = 0x00, 0x06


def sniff_format(source: Path) -> str:
    """Name a file's format by its content.

    Raises:
        RecordingError: EMPTY, FORMAT, ENCRYPTED or NOT_AUDIO.
    """
    with source.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise refusal(Reason.EMPTY)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PLAYLISTS):
        raise refusal(Reason.FORMAT)
    name = _by_signature(head) or _by_box(head) or _by_sync(head)
    if name is None:
        raise refusal(Reason.NOT_AUDIO)
    return name


def _by_signature(head: bytes) -> str | None:
    return next((name for signature, name in _SIGNATURES if head.startswith(signature)), None)


def _by_box(head: bytes) -> str | None:
    if head[4:8] not in _MP4_BOXES:
        return None
    if head[8:12] in _PROTECTED_BRANDS:
        raise refusal(Reason.ENCRYPTED)
    return "mp4"


def _by_sync(head: bytes) -> str | None:
    if len(head) < len(b"\xff\xfb") or head[0] != _SYNC_BYTE or head[1] & _SYNC_BITS != _SYNC_BITS:
        return None
    return "aac" if head[1] & _LAYER_BITS == _ADTS_LAYER else "mp3"
