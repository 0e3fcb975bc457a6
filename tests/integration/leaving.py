"""A client who withdraws, and what is left of one in the buckets."""

from world import World, http_event

from shared.domain.client import Client


def withdraw(world: World, client: Client, extent: str) -> dict:
    event = http_event("POST", f"/clients/{client.client_id}/withdrawal", {"extent": extent}, client.therapist_id)
    return world.invoke("serve_therapist", event)


def left_of(world: World, client: Client) -> list[str]:
    keys = [*world.objects("RecordingsBucket"), *world.objects("VaultBucket")]
    return sorted(key for key in keys if client.client_id in key)
