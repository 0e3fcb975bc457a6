"""A recording sent to the console as a browser would: begun, piece by piece, ended; or refused afterwards."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any

from visitor import Visitor
from world import World

from shared.domain.client import Client
from shared.errors import RecordingError
from shared.runtime import wiring
from shared.services.refusing import refuse_session

PIECE = 5 * 1024 * 1024  # S3's least
NAME = f"{'a1' * 16}.wav"
SAID = {"agreed": "true", "modality": "room"}


def own(client: Client) -> str:
    return f"/console/clients/{client.client_id}"


def begin(dana: Visitor, client: Client, name: str = NAME, **changes: Any) -> dict[str, Any]:
    answer = dana.post(f"{own(client)}/uploads", name=name, **{**SAID, **changes})
    return {"status": answer["statusCode"], **json.loads(answer["body"])}


def checksum(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def put(world: World, client: Client, upload_id: str, number: int, content: bytes, name: str = NAME) -> None:
    """Send one piece as a browser would."""
    key = f"recordings/{client.therapist_id}/{client.client_id}/{name}"
    world.client_of("s3").upload_part(
        Bucket=world.deployed.physical_id("RecordingsBucket"),
        Key=key,
        UploadId=upload_id,
        PartNumber=number,
        Body=content,
        ChecksumSHA256=checksum(content),
    )


def pieces(dana: Visitor, client: Client, upload_id: str) -> dict[str, Any]:
    return dana.get(f"{own(client)}/uploads/pieces?name={NAME}&upload_id={upload_id}")


def deliver_first(world: World) -> None:
    """Let the gate see the upload, and stop there."""
    (accept,) = [each for each in world.mappings if "AcceptRecording" in each.function]
    while world._deliver(accept):
        pass


def send(world: World, dana: Visitor, client: Client, name: str) -> str:
    """Send one recording as a browser would, and give the name it got."""
    begun = begin(dana, client, name)
    put(world, client, begun["upload_id"], 1, name.encode(), begun["name"])
    dana.post(f"{own(client)}/uploads/pieces?name={begun['name']}&upload_id={begun['upload_id']}")
    return str(begun["name"])


def refuse(world: World, client: Client) -> None:
    """Refuse a client's newest session, as the reader refuses what is too short."""
    stores = wiring.stores()
    error = RecordingError("TOO_SHORT", "Too short.")
    refuse_session(
        stores.sessions.of_client(client.client_id)[-1],
        error,
        sessions=stores.sessions,
        uploads=stores.uploads,
        notices=stores.notices,
        clock=wiring.clock(),
    )
    world.clock.move(timedelta(minutes=1))
