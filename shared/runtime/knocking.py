"""Asks at a door, before any route, whether somebody comes more often than a person does."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.domain.knocking import Caller, CallerKind
from shared.errors import UnavailableError
from shared.runtime import wiring
from shared.runtime.settings import DoorSettings

Event = Mapping[str, Any]
CallerOf = Callable[[Event], Caller | None]  # None: what is asked for is nobody's, such as a stylesheet


def stranger(event: Event) -> Caller:
    """Name a caller of whom only the address of origin is known."""
    return Caller(CallerKind.STRANGER, str(event["requestContext"]["http"].get("sourceIp", "")))


def comes_too_often(event: Event, caller_of: CallerOf) -> bool:
    """Count a request and tell whether its caller has made too many this minute.

    Where it can't be counted for the moment the door stays open: this guards against noise, and keeps no secret.
    """
    caller = caller_of(event)
    if caller is None:
        return False
    try:
        requests = wiring.stores().knocks.count(caller, wiring.clock().now())
    except UnavailableError:
        return False
    return caller.comes_too_often(requests, usual=DoorSettings.from_env().requests_a_minute)
