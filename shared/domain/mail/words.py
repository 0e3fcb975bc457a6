"""What a mail says around the note, in plain words that a clinician can change."""

QUIET_LINE = "There is a short note for you. Open it when it suits you, or leave it."
LINK_WORDS = "Open the note"


def footer(therapist_name: str) -> tuple[str, ...]:
    """Give the lines under every mail, in order; the link to pause, change or stop follows them."""
    return (
        "These notes come because you said yes to them.",
        f"{therapist_name} read and approved this note. Software helped draft it.",
        "This inbox is not watched.",
        "Help in a crisis (in the US): call or text 988, or chat at 988lifeline.org. In danger, call 911.",
    )
