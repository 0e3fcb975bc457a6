"""Takes out what asks who comes, and what they bring."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from functions.serve_therapist import forms
from infrastructure.faults.patching import Patch
from infrastructure.guards.taking_out.replacing import everywhere
from shared.domain.client import Client
from shared.domain.readers import with_reader
from shared.ports.accounts import Person
from shared.runtime import http


def anybodys_clients() -> list[Patch]:
    """Find a client, whoever asks."""
    return everywhere(
        "shared.services.serve_therapist.ownership",
        "own_client",
        lambda _who, client_id, clients: clients.get(client_id),
    )


def any_caller() -> list[Patch]:
    """Take a caller without a token for somebody."""
    return everywhere("functions.serve_therapist.caller", "therapist_id", lambda _router: "t-anybody")


def any_visitor() -> list[Patch]:
    """Let whoever comes to the console in."""
    somebody = Person("t-anybody", "somebody@example.com")
    return [patch("functions.serve_therapist.console.door._known", lambda _app: (somebody, ()))]


def one_browser() -> list[Patch]:
    """Let every browser count as one and the same reader."""
    return [
        patch("shared.services.serve_client.readers.reader_of", lambda *_: "anybody"),
        patch("functions.serve_client.notes.browser_of", lambda _: "anybody"),
    ]


def reusable_reader_links() -> list[Patch]:
    """Let a link for another browser be used again and again."""

    def used(client: Client, _link_id: str, reader: str) -> Client:
        return replace(client, readers=with_reader(client.readers, reader))

    return [patch("shared.services.serve_client.readers._used", used)]


def bodies_of_any_size() -> list[Patch]:
    """Read a body however large it is."""
    real = http.answer_request

    def answer(*asked: Any, **said: Any) -> Any:  # noqa: ANN401
        return real(*asked, **{**said, "max_body_bytes": sys.maxsize})

    return everywhere("shared.runtime.http", "answer_request", answer)


def any_line() -> list[Patch]:
    """Take any text for one line; the forms' classes have kept the check itself, so it is emptied."""
    return [_emptied(forms._one_line)]  # noqa: SLF001  (that is what is taken out)


@contextmanager
def _emptied(check: Any) -> Iterator[None]:  # noqa: ANN401
    real = check.__code__
    check.__code__ = (lambda text: text).__code__
    try:
        yield
    finally:
        check.__code__ = real
