"""A brief of excerpts only, for places where software may not do more than find words again."""

from dataclasses import replace

from shared.domain.notes.brief_screen import Brief


def excerpts_only(brief: Brief) -> Brief:
    """Leave the client's own words and their times; take out every reason and every line to say."""
    threads = tuple(replace(thread, codes=(), why="") for thread in brief.threads)
    return replace(brief, threads=threads, opening_line="")
