"""When in the recording a quote was said."""

from shared.domain.transcript import Turn


def span_of(turn: Turn, quote: str) -> tuple[float, float]:
    """Give the seconds at which the quote starts and ends, by the turn's words where it has them."""
    start = max(turn.text.find(quote), 0)
    end = start + len(quote)
    if len(turn.words) == len(turn.text.split()):
        first = len(turn.text[:start].split())
        last = max(len(turn.text[:end].split()) - 1, first)
        return turn.words[first].start_s, turn.words[last].end_s
    return _at(turn, start), _at(turn, end)


def _at(turn: Turn, place: int) -> float:
    """Take it that a turn is spoken at one pace."""
    share = place / max(len(turn.text), 1)
    return round(turn.start_s + share * (turn.end_s - turn.start_s), 2)
