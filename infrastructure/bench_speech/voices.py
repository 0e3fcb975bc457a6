"""Speaker confusion on two-speaker mixes: the scorer is `infrastructure.voices`; this only gives its figures a line."""

from collections.abc import Iterator

from infrastructure.bench_speech.figures import Figure
from infrastructure.voices.confusion import confusion
from infrastructure.voices.mixes import mix_pairs, read_clips
from infrastructure.voices.scoring import COLLAR_S, found_in, measure_confusion

_WHAT = "speaker confusion, two readers, speech detected"
_FEW = 3  # readers, in a quick look


def measure_voices(*, is_quick: bool) -> Iterator[Figure]:
    """Give the share of speech that went to the wrong voice: over all 45 pairs, or over three in a quick look."""
    if not is_quick:
        for name, score in measure_confusion().items():
            remark = f"{score.mixes} mixes ({name}); {score.share_without_collar:.2%} without a collar"
            yield Figure(_WHAT, 0.01, 0.002, score.share, remark)
        return
    scored = [confusion(mix.truth, found_in(mix), collar_s=COLLAR_S) for mix in mix_pairs(read_clips(readers=_FEW))]
    share = sum(each.wrong_s for each in scored) / sum(each.scored_s for each in scored)
    yield Figure(_WHAT, 0.01, 0.002, share, f"{len(scored)} mixes only: a quick look")
