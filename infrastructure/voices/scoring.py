"""Scores how well voices are told apart: `python -m infrastructure.voices.scoring` prints the table.

Whoever wants the figures alone calls `measure_confusion`.
"""

from dataclasses import dataclass
from time import process_time

from infrastructure.voices.confusion import confusion
from infrastructure.voices.mixes import Mix, mix_pairs, read_clips
from shared.adapters.media.silero import hear_speech_in
from shared.adapters.media.voice_prints import take_prints
from shared.domain.sound.detected import phrases
from shared.domain.sound.levels import RATE
from shared.domain.sound.telling_apart import tell_apart
from shared.domain.sound.voices import VoiceStretch

COLLAR_S = 0.25
# Constants of the way voices are told apart were tried on pairs of these readers only.
TRIED_ON = frozenset({"1688", "1998", "2033", "2414", "2609"})


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of the speech that went to the wrong voice, over some mixes of two readers."""

    mixes: int
    share: float
    share_without_collar: float
    two_found: int
    cpu_ratio: float


def found_in(mix: Mix) -> tuple[VoiceStretch, ...]:
    """Tell the voices of a mix apart as the split step does: speech detected, nothing known beforehand."""
    spoken = hear_speech_in(mix.sound)
    return tell_apart(take_prints(mix.sound, phrases(spoken), offset_s=0.0, first_phrase=0))


def measure_confusion() -> dict[str, Score]:
    """Score all 45 pairs of readers, and those of them with a reader that nothing was tried on.

    Raises:
        FileNotFoundError: when the clips of LibriSpeech are not there.
    """
    scored = [_scored(mix) for mix in mix_pairs(read_clips())]
    unseen = [each for each in scored if not set(each[0].readers) <= TRIED_ON]
    return {"all pairs": _summed(scored), "pairs never tried on": _summed(unseen)}


_Scored = tuple[Mix, tuple[VoiceStretch, ...], float]


def _scored(mix: Mix) -> _Scored:
    began = process_time()
    return mix, found_in(mix), process_time() - began


def _summed(scored: list[_Scored]) -> Score:
    shares = []
    for collar_s in (COLLAR_S, 0.0):
        each = [confusion(mix.truth, found, collar_s=collar_s) for mix, found, _ in scored]
        shares.append(sum(one.wrong_s for one in each) / sum(one.scored_s for one in each))
    two = sum(len({stretch.voice for stretch in found}) == 2 for _, found, _ in scored)  # noqa: PLR2004  (readers)
    seconds = sum(len(mix.sound) for mix, _, _ in scored) / RATE
    return Score(len(scored), shares[0], shares[1], two, sum(cpu for _, _, cpu in scored) / seconds)


def main() -> None:
    """Print the table."""
    print(f"{'':<24}{'mixes':>6}{'confusion':>12}{'no collar':>12}{'two found':>11}{'CPU':>12}")
    for name, score in measure_confusion().items():
        shares = f"{score.share:>12.3%}{score.share_without_collar:>12.3%}"
        print(f"{name:<24}{score.mixes:>6}{shares}{score.two_found:>11}{score.cpu_ratio:>10.4f} ×")


if __name__ == "__main__":
    main()
