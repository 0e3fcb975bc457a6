"""Makes what cuts sound, for the one door that lets a therapist hear it."""

from functools import cache

from shared.adapters.media.clips import FlacClips


@cache
def clips() -> FlacClips:
    """Give the cutter."""
    return FlacClips()
