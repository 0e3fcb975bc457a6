"""Why a recording cannot be used, one word and one sentence each; no sentence quotes the file."""

from enum import StrEnum

from shared.errors import RecordingError


class Reason(StrEnum):
    """Why a recording cannot be used."""

    EMPTY = "EMPTY"
    FORMAT = "FORMAT"
    NOT_AUDIO = "NOT_AUDIO"
    ENCRYPTED = "ENCRYPTED"
    UNREADABLE = "UNREADABLE"
    NO_AUDIO_TRACK = "NO_AUDIO_TRACK"
    TOO_SHORT = "TOO_SHORT"
    TOO_LONG = "TOO_LONG"
    TOO_LARGE = "TOO_LARGE"
    DECODER = "DECODER"


_SENTENCES = {
    Reason.EMPTY: "The file is empty. The upload may have been cut off: upload the recording again.",
    Reason.FORMAT: "The file is a playlist that points to other files. Upload the recording itself.",
    Reason.NOT_AUDIO: "The file is not a sound recording. Upload it as mp3, m4a, wav, flac, ogg, webm or mp4.",
    Reason.ENCRYPTED: "The recording is protected against copying and cannot be read. Upload an unprotected one.",
    Reason.UNREADABLE: "The recording is damaged and cannot be read. Export it again, or upload another copy.",
    Reason.NO_AUDIO_TRACK: "The file has no sound track. Check that the microphone was on, or upload only the sound.",
    Reason.TOO_SHORT: "The recording is too short to hold a session. Check that it is the right file.",
    Reason.TOO_LONG: "The recording is longer than this service takes. Upload one session at a time.",
    Reason.TOO_LARGE: "The file is larger than this service takes. Upload the sound without the picture, or as mp3.",
    Reason.DECODER: "Reading the recording took too much time or memory and was stopped. Export it again as mp3.",
}


def refusal(reason: Reason) -> RecordingError:
    """Make the error for one reason."""
    return RecordingError(reason.value, _SENTENCES[reason])
