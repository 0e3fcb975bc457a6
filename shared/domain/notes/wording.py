"""The sentences that notes are made of, read once from `wording.toml`, which a clinician can edit."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from shared.domain.threads import Why


@dataclass(frozen=True, slots=True)
class CodeWording:
    """What notes of one code are made of; openings and questions by their lasting names."""

    opening: Mapping[str, str]
    holding: tuple[str, ...]
    question: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """Every sentence there is."""

    greeting: str
    greeting_without_name: str
    subject: tuple[str, ...]
    leave: tuple[str, ...]
    room: tuple[str, ...]
    half: tuple[str, ...]
    plain: CodeWording
    by_code: Mapping[Why, CodeWording]


@cache
def wording() -> Wording:
    """Read the sentences, once a process."""
    source = tomllib.loads(files(__package__).joinpath("wording.toml").read_text("utf-8"))
    every = source["every"]
    return Wording(
        greeting=every["greeting"],
        greeting_without_name=every["greeting_without_name"],
        subject=tuple(every["subject"]),
        leave=tuple(every["leave"]),
        room=tuple(every["room"]),
        half=tuple(every["half"]),
        plain=_of_code("PLAIN", source["PLAIN"]),
        by_code={why: _of_code(why, source[why.value]) for why in Why},
    )


def _of_code(why: str, table: Mapping[str, Mapping[str, str]]) -> CodeWording:
    return CodeWording(
        opening=_named(why, table["opening"]),
        holding=tuple(table["holding"]),
        question=_named(why, table["question"]),
    )


def _named(why: str, sentences: Mapping[str, str]) -> dict[str, str]:
    return {f"{why}.{name}": sentence for name, sentence in sentences.items()}
