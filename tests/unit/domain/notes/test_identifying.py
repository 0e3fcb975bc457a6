"""Numbers, addresses and links, written or spoken, are told from talk that only sounds like them."""

import pytest

from shared.domain.notes.identifying import is_identifying


@pytest.mark.parametrize(
    "said",
    [
        "call me on 0161 496 0000",
        "it's oh seven seven double nine three",
        "five five five, one two one two",
        "we're at 42 Albany Road",
        "we're at forty two Albany road",
        "in flat 3b, over the shop",
        "robin at gmail dot com",
        "robin@example.com",
        "it's M1 4BT or near it",
        "www.example.com",
    ],
)
def test_what_would_find_somebody_is_found(said: str) -> None:
    """A recogniser writes numbers as words."""
    assert is_identifying(said)


@pytest.mark.parametrize(
    "said",
    [
        "I went down the road and up the lane",
        "one of us, two of them",
        "she was four, five maybe",
        "the close of the day and the drive home",
        "at the end of our street",
        "we were the last number on the card",
        "forty minutes in the car",
    ],
)
def test_plain_talk_is_left_alone(said: str) -> None:
    """Numbers and streets that are nobody's."""
    assert not is_identifying(said)
