"""Takes out what pages promise: that a GET changes nothing, what they escape, and their policy."""

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from jinja2 import Environment

from functions.serve_client.pages import page
from infrastructure.faults.patching import Patch, Patches
from infrastructure.guards.taking_out.replacing import everywhere
from shared.runtime import headers, wiring


def counted_openings() -> list[Patch]:
    """Count on a GET that somebody looked."""

    def counting(template: str, **shown: Any) -> Any:  # noqa: ANN401
        if template == "stop.html":
            wiring.stores().mail_switch._table.put({"pk": "OPENED", "sk": "ONCE"})  # noqa: SLF001
        return page(template, **shown)

    return [patch("functions.serve_client.stops.page", counting)]


def unescaped(package: str, kept: str = "_templates") -> Patches:
    """Render pages without escaping anything; `kept` names what keeps their templates."""

    def patches() -> list[Patch]:
        module = importlib.import_module(package)
        bare = patch.object(module, "Environment", partial(_bare, Environment))
        return [bare, _cleared(getattr(module, kept))]

    return patches


def without_policy() -> list[Patch]:
    """Send pages without a content security policy."""
    real = headers.ANSWER_HEADERS
    less: Mapping[str, str] = {name: value for name, value in real.items() if name != "Content-Security-Policy"}
    return [
        patch("shared.runtime.http.ANSWER_HEADERS", less),
        *everywhere("shared.runtime.headers", "page_headers", lambda **_: dict(less)),
    ]


def weak_policy() -> list[Patch]:
    """Let a page run whatever script stands in it."""
    real = headers.page_headers

    def weak(**asked: Any) -> dict[str, str]:  # noqa: ANN401
        given = real(**asked)
        policy = given["Content-Security-Policy"].replace("script-src ", "script-src 'unsafe-inline' ")
        return {**given, "Content-Security-Policy": policy}

    return everywhere("shared.runtime.headers", "page_headers", weak)


def _bare(make: Any, **settings: Any) -> Any:  # noqa: ANN401
    return make(**{**settings, "autoescape": False})


@contextmanager
def _cleared(kept: Any) -> Iterator[None]:  # noqa: ANN401
    kept.cache_clear()
    yield
    kept.cache_clear()
