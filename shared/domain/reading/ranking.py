"""Ranks open threads by what a therapist would be sorry to miss; the door counts more (rule P6)."""

from shared.domain.reading.discourse import Discourse
from shared.domain.reading.signs import Signs
from shared.domain.reading.threading import Strand, liveliness

ALONG_THE_WAY = 0.05  # what is said later is nearer to the door
AT_THE_DOOR = 0.25  # and most of all in the last stretch
DOOR_BEGINS = 0.85  # of the session


def weight_of(strand: Strand, discourse: Discourse, signs: Signs) -> float:
    """Weigh a thread; only good for ranking."""
    return liveliness(signs, strand.best) * door_factor(discourse.progress(strand.best))


def door_factor(progress: float) -> float:
    """Say how much more a line counts for standing late, so that of two same lines the later ranks higher."""
    at_door = max(0.0, (progress - DOOR_BEGINS) / (1 - DOOR_BEGINS))
    return 1.0 + ALONG_THE_WAY * progress + AT_THE_DOOR * at_door
