"""Merges what two parts heard of the same second, where a cut had to go through speech."""

from collections.abc import Sequence

from shared.domain.transcript import Word

Overlap = tuple[float, float]


def join_overlapping(lists: Sequence[Sequence[Word]], overlaps: Sequence[Overlap]) -> list[Word]:
    """Join the words that consecutive parts heard on one channel, each word once.

    `overlaps` holds, for each two neighbours, where the later begins and the earlier ends; the
    two are in this order only where the parts really share some sound.
    """
    joined = list(lists[0]) if lists else []
    for words, (begin_s, end_s) in zip(lists[1:], overlaps, strict=True):
        later = list(words)
        if begin_s < end_s:
            seam_s = _seam(joined, later, begin_s, end_s)
            joined = [word for word in joined if _middle(word) < seam_s]
            later = [word for word in later if _middle(word) >= seam_s]
        joined.extend(later[1:] if joined and later and _is_same(joined[-1], later[0]) else later)
    return joined


def _seam(earlier: Sequence[Word], later: Sequence[Word], begin_s: float, end_s: float) -> float:
    middle_s = (begin_s + end_s) / 2
    edges = [word.end_s for word in earlier] + [word.start_s for word in later]
    candidates = [middle_s, *(edge_s for edge_s in edges if begin_s <= edge_s <= end_s)]
    words = (*earlier, *later)
    return min(candidates, key=lambda seam_s: (_words_cut(words, seam_s), abs(seam_s - middle_s)))


def _words_cut(words: Sequence[Word], seam_s: float) -> int:
    return sum(1 for word in words if word.start_s < seam_s < word.end_s)


def _middle(word: Word) -> float:
    return (word.start_s + word.end_s) / 2


def _is_same(one: Word, other: Word) -> bool:
    return one.text.casefold() == other.text.casefold() and other.start_s < one.end_s
