"""The brief's own words: why a thread is open, what to say aloud, how a time is written."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from shared.domain.threads import Why

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
READ_FIRST = "**Read first: this may be about safety. No notes were drafted for this session.**"
TO_OPEN = "To open with"
AFTER_RISK = "To open with, once safety has been talked about"
CAME_BACK = "It came back:"
LISTEN_FIRST = "(listen first: a word is unsure)"
FINISHED = "Taken up and finished:"
SHARED = "Shared with you"
PERHAPS = "Perhaps:"
NOTHING_OPEN = "No open thread was found in what could be read."

CODE_SENTENCES: Mapping[Why, str] = MappingProxyType(
    {
        Why.TIME: "The time ran out on it.",
        Why.PARKED: "Put off until later, not picked up.",
        Why.CUT: "The client broke off or waved it away.",
        Why.SHIFT: "The talk moved on soon after.",
        Why.SPLIT: "Two wishes pull, and neither won.",
        Why.RETURN: "It kept coming back, with no close.",
        Why.UNASKED: "A question that got no answer.",
        Why.LINK: "Two things tied together, no why.",
        Why.PASSED: "It mattered, was noted and left.",
        Why.DOOR: "It came at the door.",
        Why.BETWEEN_US: "It is about the two of you: not for a note.",
        Why.LATER: "The client asked to think alone.",
    }
)

OPENING_LINE = 'Last time you said, "{quote}." Shall we start there, or somewhere else?'
OPENING_LINES: Mapping[Why, str] = MappingProxyType(
    {
        **dict.fromkeys(Why, OPENING_LINE),
        Why.TIME: 'Time ran out after you said, "{quote}." Is there more of it today?',
        Why.PARKED: 'We never got back to this: "{quote}." Would today be the day?',
        Why.UNASKED: 'You asked something and got no answer: "{quote}." Is it still your question?',
        Why.DOOR: 'As you were leaving you said, "{quote}." We can begin with it, or leave it.',
        Why.BETWEEN_US: 'You said something about us: "{quote}." There is room for that today.',
        Why.LATER: 'You wanted time with this: "{quote}." Shall we open it today, or not yet?',
        Why.PASSED: 'We went past this quickly: "{quote}." Would you say a little more?',
    }
)


def day(on: date) -> str:
    """Write a day as a person would say it: 2 Mar."""
    return f"{on.day} {_MONTHS[on.month - 1]}"


def minutes(start_s: float) -> str:
    """Write a time in the recording as mm:ss."""
    whole = int(start_s)
    return f"{whole // 60:02d}:{whole % 60:02d}"
