"""The dial the client holds (rule P9): pause, stop, let notes come again, how often, at what time of day."""

from dataclasses import replace
from datetime import timedelta

from shared.domain.client import Client, Dial
from shared.domain.identity import PromptRef
from shared.services.serve_client.door import Door, change_client


def show_dial(door: Door, ref: PromptRef) -> Client:
    """Give the client as the dial shows it; MissingError when the client is gone."""
    return door.clients.get(ref.client_id)


def pause_notes(door: Door, ref: PromptRef, length: timedelta) -> None:
    """Hold every note back for a while; a pause ends by itself, stopping does not, and none is cut short by another."""
    until = door.clock.now() + length

    def change(client: Client) -> Client:
        longest = max(until, client.dial.paused_until or until)
        return replace(client, dial=replace(client.dial, paused_until=longest))

    change_client(door, ref.client_id, change)


def stop_notes(door: Door, ref: PromptRef) -> None:
    """Stop all mail at once, also what is queued; doing it twice changes nothing."""
    change_client(door, ref.client_id, lambda client: replace(client, has_stopped=True))


def resume_notes(door: Door, ref: PromptRef) -> None:
    """End a pause or a stop that the client had chosen; what is wrong with an address stays."""
    change_client(door, ref.client_id, _resumed)


def set_rhythm(door: Door, ref: PromptRef, chosen: Dial) -> None:
    """Set pace, hours and place; a pause stays as it is."""

    def change(client: Client) -> Client:
        return replace(client, dial=replace(chosen, paused_until=client.dial.paused_until))

    change_client(door, ref.client_id, change)


def _resumed(client: Client) -> Client:
    return replace(client, has_stopped=False, dial=replace(client.dial, paused_until=None))
