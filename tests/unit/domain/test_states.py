"""Sessions and prompts move only along the drawn lines."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.prompt import PromptMove, PromptState, advance_prompt
from shared.domain.session import TERMINAL, SessionMove, SessionState, advance_session
from shared.errors import ConflictError

SENT_ONCE = {PromptState.SENDING, PromptState.UNCONFIRMED, PromptState.SENT, PromptState.BOUNCED}


def test_walks_a_session_to_its_brief() -> None:
    """The main road."""
    state = SessionState.ACCEPTED
    for move in (SessionMove.PARTS_CUT, SessionMove.WORDS_COMPLETE, SessionMove.THREADS_FOUND):
        state = advance_session(state, move)

    assert state is SessionState.READY


REOPENS = (SessionState.READY, SessionMove.SWAP_SPEAKERS)


@pytest.mark.parametrize(("state", "move"), sorted(set(product(TERMINAL, SessionMove)) - {REOPENS}))
def test_leaves_an_ended_session_where_it_is(state: SessionState, move: SessionMove) -> None:
    """Nothing moves a session that has ended, but for a therapist who turns its speakers round."""
    with pytest.raises(ConflictError):
        advance_session(state, move)


def test_walks_a_prompt_to_the_mailbox() -> None:
    """The main road, with its claim."""
    state = PromptState.DRAFTED
    for move in (PromptMove.APPROVE, PromptMove.QUEUE, PromptMove.CLAIM, PromptMove.SETTLE):
        state = advance_prompt(state, move)

    assert state is PromptState.SENT


@given(moves=st.lists(st.sampled_from(sorted(PromptMove)), max_size=20))
def test_claims_again_only_what_was_certainly_not_sent(moves: list[PromptMove]) -> None:
    """However moves come, a prompt that may be out is never claimed again unless it was postponed."""
    state, may_be_out = PromptState.DRAFTED, False
    for move in moves:
        try:
            state = advance_prompt(state, move)
        except ConflictError:
            continue
        assert not (move is PromptMove.CLAIM and may_be_out)
        may_be_out = (may_be_out or state in SENT_ONCE) and move is not PromptMove.POSTPONE


def test_never_sends_what_was_not_approved() -> None:
    """A draft cannot be claimed."""
    with pytest.raises(ConflictError):
        advance_prompt(PromptState.DRAFTED, PromptMove.CLAIM)
