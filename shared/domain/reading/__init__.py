"""Reads a session as a discourse: what was opened, what happened next, and what stayed open."""

from shared.domain.reading.reader import open_threads, read_session
from shared.domain.reading.signs import Scorer, Signs

__all__ = ["Scorer", "Signs", "open_threads", "read_session"]
