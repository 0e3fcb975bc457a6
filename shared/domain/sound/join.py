"""Joins the words of all parts to one transcript, however late, doubled or out of order the parts came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from shared.domain.sound.echoes import without_echoes
from shared.domain.sound.overlap import join_overlapping
from shared.domain.sound.punctuation import punctuated
from shared.domain.sound.rewording import reworded
from shared.domain.sound.turns import Talk, take_turns
from shared.domain.sound.voices import VoiceStretch, words_by_voice
from shared.domain.sound.who_is_who import Attribution, as_named, who_is_who
from shared.domain.transcript import Gap, Speaker, Transcript, Turn, Word


@dataclass(frozen=True, slots=True)
class PartWords:
    """What one part was heard to say; `words` is None for a part that failed for good.

    `start_s` and `end_s` are the part's place in the recording, the words' times count from
    the part's start. Parts overlap where the recording had to be cut through speech.
    """

    number: int
    start_s: float
    end_s: float
    words: tuple[Word, ...] | None = field(repr=False)


def join_parts(
    parts: Iterable[PartWords],
    *,
    engine: str,
    voices: Sequence[VoiceStretch] = (),
    named: Mapping[int, Speaker] | None = None,
    lines: Mapping[int, Speaker] | None = None,
    wordings: Mapping[int, str] | None = None,
    off_record: Sequence[tuple[float, float]] = (),
) -> Transcript:
    """Make the transcript of a session from its parts, with a gap for what is lost and for what is off the record.

    `voices` tells the speakers of a mono recording apart, and is empty where channels do. `named`
    is what the therapist said of whose each voice is, and `lines` of single lines, by when they begin in
    milliseconds; it stands above what the words suggest. `wordings` is what the therapist heard in single lines.
    """
    ordered = _each_once(parts)
    words = without_echoes(_words_by_channel(ordered))
    spoken = words_by_voice(words[0], voices) if voices and len(words) == 1 else words
    talks = take_turns([punctuated(voice) for voice in spoken])
    attribution = as_named(talks, named) if named else who_is_who(talks)
    heard = (_turn(index, talk, attribution) for index, talk in enumerate(talks))
    turns = tuple(_corrected(turn, lines or {}, wordings or {}) for turn in heard)
    unsaid = (Gap(start_s, end_s, is_off_record=True) for start_s, end_s in off_record)
    gaps = sorted([*_gaps(ordered), *unsaid], key=lambda gap: (gap.start_s, gap.end_s))
    return Transcript(turns, tuple(gaps), engine, attribution.confidence)


def _each_once(parts: Iterable[PartWords]) -> list[PartWords]:
    kept: dict[int, PartWords] = {}
    for part in parts:
        if part.number not in kept or kept[part.number].words is None:
            kept[part.number] = part
    return sorted(kept.values(), key=lambda part: (part.start_s, part.number))


def _words_by_channel(parts: Sequence[PartWords]) -> list[list[Word]]:
    heard = [part for part in parts if part.words is not None]
    channels = sorted({word.channel for part in heard for word in part.words or ()})
    joined = []
    for channel in channels:
        lists = [[_in_recording(word, part) for word in part.words or () if word.channel == channel] for part in heard]
        overlaps = [(later.start_s, earlier.end_s) for earlier, later in pairwise(heard)]
        joined.append(join_overlapping(lists, overlaps))
    return joined


def _in_recording(word: Word, part: PartWords) -> Word:
    return replace(word, start_s=word.start_s + part.start_s, end_s=word.end_s + part.start_s)


def _gaps(parts: Sequence[PartWords]) -> list[Gap]:
    gaps: list[Gap] = []
    for part in parts:
        if part.words is not None:
            continue
        if gaps and part.start_s <= gaps[-1].end_s:
            gaps[-1] = Gap(gaps[-1].start_s, part.end_s)
        else:
            gaps.append(Gap(part.start_s, part.end_s))
    return gaps


def _turn(index: int, talk: Talk, attribution: Attribution) -> Turn:
    text = " ".join(word.text for word in talk.words)
    speaker = attribution.speakers[talk.channel]
    return Turn(index, speaker, talk.start_s, talk.end_s, text, talk.words)


def _corrected(turn: Turn, lines: Mapping[int, Speaker], wordings: Mapping[int, str]) -> Turn:
    corrected = replace(turn, speaker=lines.get(turn.begins_ms, turn.speaker))
    return reworded(corrected, wordings[turn.begins_ms]) if turn.begins_ms in wordings else corrected
