"""What a therapist is told has a sentence of its own, whatever it is."""

import pytest

from functions.serve_therapist.console.words import FLAGS, NOTICES
from shared.domain.notice import NoticeKind
from shared.domain.session import Flag
from shared.services.send_prompt import Stop


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_has_a_sentence(kind: NoticeKind) -> None:
    """No kind is read as another."""
    assert NOTICES[kind].endswith(".")
    assert list(NOTICES.values()).count(NOTICES[kind]) == 1


@pytest.mark.parametrize("flag", Flag)
def test_every_flag_has_a_sentence(flag: Flag) -> None:
    """Nothing a person should know is left out."""
    assert FLAGS[flag].endswith(".")


@pytest.mark.parametrize("stop", Stop)
def test_every_stop_can_be_told(stop: Stop) -> None:
    """Each reason not to send is a kind of notice."""
    assert NoticeKind(f"NOT_SENT_{stop}") in NOTICES
