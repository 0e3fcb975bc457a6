"""What a therapist says of a recording before uploading it: how the session was held, and who else was there."""

from dataclasses import dataclass, field

from shared.domain.places import Modality


@dataclass(frozen=True, slots=True)
class Declaration:
    """One upload's circumstances.

    `others` are the names of everybody but the two who was in the room, each of whom has agreed to
    the recording; `modality` is None where nobody said it, and then the strictest rule counts.
    """

    modality: Modality | None = None
    others: tuple[str, ...] = field(default=(), repr=False)
