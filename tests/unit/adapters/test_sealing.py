"""What is stored about a client opens under that client's key, in its own place, unchanged; and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.sealing import Seal
from shared.errors import MissingError

SAID = b"I keep her coat in the hall"


class Keys:
    """A key for each client."""

    def __init__(self) -> None:
        """Begin with two clients."""
        self.held = {"c-1": bytes(32), "c-2": bytes([1]) * 32}

    def of_client(self, client_id: str) -> bytes:
        """Give a client's key."""
        return self.held[client_id]

    def destroy(self, client_id: str) -> None:
        """Make another one."""
        self.held[client_id] = bytes([2]) * 32


def test_opens_what_it_closed_and_shows_nothing_of_it() -> None:
    """Content comes back; what lies there tells nothing, and differs each time."""
    seal = Seal(Keys())

    sealed, again = seal.close("c-1", "brief.json", SAID), seal.close("c-1", "brief.json", SAID)

    assert seal.open("c-1", "brief.json", sealed) == SAID
    assert b"coat" not in sealed
    assert sealed != again


@given(st.integers(0, 54), st.integers(1, 255))
def test_opens_nothing_that_was_moved_or_changed(place: int, by: int) -> None:
    """Another place, another client or one other bit: it does not open."""
    seal = Seal(Keys())
    sealed = seal.close("c-1", "brief.json", SAID)
    changed = bytearray(sealed)
    changed[place % len(sealed)] ^= by

    for client_id, path, content in (
        ("c-1", "draft.json", sealed),
        ("c-2", "brief.json", sealed),
        ("c-1", "brief.json", bytes(changed)),
        ("c-1", "brief.json", sealed[:5]),
        ("c-1", "brief.json", b""),
    ):
        with pytest.raises(MissingError) as caught:
            seal.open(client_id, path, content)
        assert "coat" not in str(caught.value)


def test_opens_nothing_once_the_key_is_gone() -> None:
    """Erasing a client is destroying the key."""
    keys = Keys()
    seal = Seal(keys)
    sealed = seal.close("c-1", "brief.json", SAID)

    keys.destroy("c-1")

    with pytest.raises(MissingError):
        seal.open("c-1", "brief.json", sealed)


def test_opens_several_with_the_key_asked_for_once_and_leaves_out_what_does_not_open() -> None:
    """One that was moved is missing, and the others are there."""
    keys, asked = Keys(), []
    seal = Seal(keys)
    sealed = {place: seal.close("c-1", place, SAID) for place in ("brief.json", "draft.json")}
    of_client = keys.of_client
    keys.of_client = lambda client_id: asked.append(client_id) or of_client(client_id)  # type: ignore[method-assign]

    opened = seal.open_many("c-1", {**sealed, "elsewhere.json": sealed["brief.json"]})

    assert opened == {"brief.json": SAID, "draft.json": SAID}
    assert asked == ["c-1"]
    assert seal.open_many("c-1", {}) == {}
