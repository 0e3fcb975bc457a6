"""A note's hash is its text, however an editor stores it."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.notes.note import Note


def test_the_hash_is_the_same_for_what_a_browser_changes_by_itself() -> None:
    """Line ends and spaces at the edges are not an edit."""
    assert Note("A line", "One.\n\nTwo.").text_hash == Note("A line ", "One. \r\n\r\nTwo.\n").text_hash


@given(st.text(alphabet="abc .\n"), st.text(alphabet="abc .\n"))
def test_another_text_has_another_hash(first: str, second: str) -> None:
    """Approval of one text never covers another."""
    same = _as_read(first) == _as_read(second)

    assert (Note("s", first).text_hash == Note("s", second).text_hash) is same


def test_the_subject_is_part_of_what_is_approved() -> None:
    """A changed subject is another text."""
    assert Note("One", "Body").text_hash != Note("Two", "Body").text_hash


def test_a_note_hides_its_text_in_a_traceback() -> None:
    """What a client may read does not reach a log."""
    assert "zebra" not in repr(Note("zebra", "zebra"))


def _as_read(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()
