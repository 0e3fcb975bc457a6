"""Puts a line of the therapist's own into a note, where it is read last: just above the name."""

from dataclasses import replace

from shared.domain.notes.note import Note


def with_own_line(note: Note, line: str) -> Note:
    """Give the note with the line as a paragraph before the signature; an empty line changes nothing."""
    said = " ".join(line.split())
    if not said:
        return note
    *paragraphs, signature = note.body.rstrip().split("\n\n")
    return replace(note, body="\n\n".join((*paragraphs, said, signature)))
