"""L5: deliberate mistakes, patched in at run time; each must be caught, and by the invariant it breaks.

B1 to B13 are the mistakes that ../shared/design/faults.md lists; O1 to O8 are our own, each the removal of
something this code rests on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from infrastructure.faults.making import flow, leaving, mail
from infrastructure.faults.patching import Patches, patched, unheld
from infrastructure.faults.place import Place


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake, the invariants that may tell of it, and where to look for it, in this order."""

    name: str
    what: str
    breaks: frozenset[str]
    hunts: tuple[str, ...]
    patches: Patches


@contextmanager
def made(mistake: Mistake, place: Place) -> Iterator[None]:
    """Make a mistake for as long as the block lasts."""
    with patched(mistake.patches):
        place.new_sandboxes()
        yield
    place.new_sandboxes()


def _is(*invariants: str) -> frozenset[str]:
    return frozenset(invariants)


MISTAKES = (
    Mistake("B1", "send, then mark", _is("I2"), ("L1:send_prompt",), mail.send_then_mark),
    Mistake(
        "B2", "return early on a duplicate event", _is("I1", "L1"), ("L1:accept",), flow.return_early_on_a_duplicate
    ),
    Mistake(
        "B3",
        "join by a counter, and read what is there",
        _is("I1", "I4", "I8", "L1"),
        ("L3:transcribe|transcribe",),
        flow.join_by_counter,
    ),
    Mistake(
        "B4", "return if the words exist", _is("I1", "I4", "L1"), ("L1:transcribe",), flow.return_if_the_words_exist
    ),
    Mistake("B5", "write without the fence", _is("I5"), ("L3:extract|withdraw",), leaving.write_without_the_fence),
    Mistake("B6a", "log the event", _is("I6"), ("L0",), flow.log_the_event),
    Mistake("B6b", "log what was said", _is("I6"), ("L0",), flow.log_the_words),
    Mistake(
        "B8",
        "ask for consent at the gate only",
        _is("I3", "I5"),
        ("L3:send|withdraw",),
        mail.consent_at_the_gate_only,
    ),
    Mistake("B9", "a random prompt id", _is("I2", "I4"), ("L1:extract",), flow.random_prompt_id),
    Mistake("B10", "mark, then send", _is("I4"), ("L1:send_prompt",), mail.mark_then_send),
    Mistake(
        "B11", "an SES client that tries again by itself", _is("I2"), ("L1:send_prompt",), mail.mailer_with_retries
    ),
    Mistake("B12", "a key taken as it came", _is("I1", "I4"), ("L0",), flow.key_as_it_came),
    Mistake("B13", "read consent, then claim, without a hold", _is("I3"), ("L3:send|withdraw",), unheld),
    Mistake("O1", "confirm a withdrawal before removing", _is("I5"), ("L2:forget",), leaving.confirm_before_removing),
    Mistake("O2", "send an unconfirmed mail again", _is("I2"), ("L1:send_prompt",), mail.send_unconfirmed_again),
    Mistake(
        "O3",
        "forget without waiting for writers",
        _is("I5", "I3"),
        ("L3:extract|withdraw",),
        leaving.forget_without_waiting,
    ),
    Mistake(
        "O4", "remove with a marker, and leave the versions", _is("I5"), ("L2:forget",), leaving.hide_what_lies_on_top
    ),
    Mistake(
        "O5", "refuse what comes a second time", _is("I1", "I4", "L1"), ("L1:accept",), flow.refuse_what_comes_twice
    ),
    Mistake("O6", "mail whatever was agreed to", _is("I3"), ("L1t",), mail.mail_whatever_was_agreed_to),
    Mistake("O7", "leave a client's drafts behind", _is("I5"), ("L2:forget",), leaving.leave_drafts_behind),
    Mistake("O8", "tell of a session that is gone", _is("I5"), ("L3:send|withdraw",), leaving.tell_of_what_is_gone),
)
