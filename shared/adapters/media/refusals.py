"""Why a recording cannot be used, one word and one sentence each; no sentence quotes the file."""

from shared.errors import RecordingError

_SENTENCES = {
    "EMPTY": "The file is empty. The upload may have been cut off: upload the recording again.",
    "FORMAT": "The file is a playlist that points to other files, not a recording. Upload the recording itself.",
    "NOT_AUDIO": "The file is not a sound recording. Upload it as mp3, m4a, wav, flac, ogg, webm or mp4.",
    "ENCRYPTED": "The recording is protected against copying and cannot be read. Upload an unprotected one.",
    "UNREADABLE": "The recording is damaged and cannot be read. Export it again, or upload another copy.",
    "NO_AUDIO_TRACK": "The file holds no sound track. Check that the microphone was on, or upload the sound alone.",
    "TOO_SHORT": "The recording is too short to hold a session. Check that it is the right file.",
    "TOO_LONG": "The recording is longer than this service takes. Upload one session at a time.",
    "TOO_LARGE": "The file is larger than this service takes. Upload the sound without the picture, or as mp3.",
    "DECODER": "Reading this recording took too much time or memory, so it was stopped. Export it again as mp3 or wav.",
}


def refusal(reason: str) -> RecordingError:
    """Make the error for one reason."""
    return RecordingError(reason, _SENTENCES[reason])
