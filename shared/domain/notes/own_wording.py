"""The practice's own wording, behind the port `NoteWriter`: notes stay as they were composed."""

from collections.abc import Sequence

from shared.domain.notes.note import Addressee, Draft, Note


class OwnWording:
    """Leaves every draft as it is."""

    def word(self, draft: Draft, _to: Addressee, *, spoken: Sequence[str], pasts: Sequence[Note] = ()) -> Draft:  # noqa: ARG002
        """Give the draft as it was."""
        return draft
