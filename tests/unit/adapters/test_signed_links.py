"""Links that only we can make: for one page, one prompt, thirty days, and any key still in rotation."""

from datetime import timedelta

import itsdangerous
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.signed_links import LIFE, SignedLinks
from shared.domain.identity import PromptRef
from shared.domain.links import NOTE_LINK, STOP_LINK
from shared.errors import NotPermittedError

REF = PromptRef("c-1", "s-1-p1")
OLD, NEW = {"k1": "first secret"}, {"k1": "first secret", "k2": "second secret"}


def links(secrets: dict[str, str]) -> SignedLinks:
    return SignedLinks(lambda: secrets)


def test_opens_what_it_signed() -> None:
    """A link leads to its prompt, and names its key."""
    token = links(NEW).sign(NOTE_LINK, REF)

    assert token.startswith("k2.")
    assert links(NEW).read(NOTE_LINK, token) == REF


def test_reads_an_old_key_until_it_is_taken_away() -> None:
    """Rotation: the old key's links still open; after its removal they do not."""
    token = links(OLD).sign(NOTE_LINK, REF)

    assert links(NEW).read(NOTE_LINK, token) == REF
    with pytest.raises(NotPermittedError):
        links({"k2": NEW["k2"]}).read(NOTE_LINK, token)


def test_opens_no_other_page() -> None:
    """A link to a note stops nothing, and a stop link shows no note."""
    with pytest.raises(NotPermittedError):
        links(NEW).read(STOP_LINK, links(NEW).sign(NOTE_LINK, REF))


@pytest.mark.parametrize(
    ("age", "opens"),
    [
        (LIFE, True),
        (LIFE + timedelta(seconds=2), False),
        (-timedelta(minutes=10), True),
        (-timedelta(minutes=11), False),
    ],
)
def test_ends_after_its_time(monkeypatch: pytest.MonkeyPatch, age: timedelta, *, opens: bool) -> None:
    """Thirty days and not a moment more, and from the first moment on, also where the signer's clock is ahead."""
    token = links(NEW).sign(NOTE_LINK, REF)
    real = itsdangerous.TimestampSigner.get_timestamp
    monkeypatch.setattr(
        itsdangerous.TimestampSigner, "get_timestamp", lambda self: real(self) + int(age.total_seconds())
    )

    if opens:
        assert links(NEW).read(NOTE_LINK, token) == REF
    else:
        with pytest.raises(NotPermittedError):
            links(NEW).read(NOTE_LINK, token)


def test_believes_no_key_id_without_its_key() -> None:
    """Naming another key does not help, nor does a key made up."""
    signed = links({"k9": "an attacker's own"}).sign(NOTE_LINK, REF)

    for key_id in ("k1", "k2", "k9", ""):
        with pytest.raises(NotPermittedError):
            links(NEW).read(NOTE_LINK, f"{key_id}.{signed.partition('.')[2]}")


@given(st.integers(0, 200), st.sampled_from("AZaz09-_."))
def test_opens_nothing_that_was_tampered_with(place: int, letter: str) -> None:
    """One letter changed anywhere opens nothing."""
    token = links(NEW).sign(NOTE_LINK, REF)
    place %= len(token)
    changed = token[:place] + letter + token[place + 1 :]

    try:
        opened = links(NEW).read(NOTE_LINK, changed)
    except NotPermittedError:
        return
    assert opened == REF  # the same letter, or the last one's unused bits


@given(st.text(max_size=200))
def test_opens_nothing_that_was_made_up(token: str) -> None:
    """Whatever is typed into the address, nothing opens."""
    with pytest.raises(NotPermittedError):
        links(NEW).read(NOTE_LINK, token)
