"""Puts sessions into the local stack as the split step would leave them."""

import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from infrastructure.bench.scripted import PARTS
from infrastructure.local.place import CREDENTIALS
from infrastructure.local.stack import LocalStack
from shared.domain.client import Client, Dial, Profile
from shared.domain.consent import Purpose, grant_today
from shared.domain.identity import Upload
from shared.domain.retention import Retention
from shared.domain.session import Session, SessionMove, SessionState, Span
from shared.domain.words import Words
from shared.messages import TranscribePart
from shared.runtime import wiring
from shared.services import vault_paths

PART_S = 120.0


def use_stores_of(stack: LocalStack) -> None:
    """Point this process's stores at the stack."""
    name = stack.physical_id("KeepWatchFunction")
    configured = stack.client("lambda").get_function_configuration(FunctionName=name)
    os.environ.update(CREDENTIALS)
    os.environ.update({name: str(value) for name, value in configured["Environment"]["Variables"].items()})
    os.environ["AWS_ENDPOINT_URL"] = stack.endpoint_url


def enrol() -> Client:
    """Enrol an invented client who agreed to everything."""
    stores, now = wiring.stores(), datetime.now(UTC)
    client = Client(
        f"c-{uuid4().hex}",
        "t-bench",
        Profile(Words("Robin"), Words("robin@example.com"), Words("Dana")),
        Dial(),
        is_adult=True,
    )
    stores.clients.add(client)
    grant = grant_today(now, now + timedelta(days=1), client.therapist_id)
    stores.consents.grant(client.client_id, dict.fromkeys(Purpose, grant))
    return client


def seed_parts(client: Client) -> list[TranscribePart]:
    """Leave a session with its parts in the vault, and give the messages that ask for each part."""
    stores, now = wiring.stores(), datetime.now(UTC)
    upload = Upload(f"recordings/{client.therapist_id}/{client.client_id}/{uuid4().hex}.wav", "v1")
    session = Session.of_upload(
        upload,
        client_id=client.client_id,
        therapist_id=client.therapist_id,
        at=now,
        retention=Retention(),
        epoch=stores.consents.get(client.client_id).epoch,
    )
    stores.sessions.open(session)
    for number in range(PARTS):
        path = vault_paths.sound_part(session.ref, number)
        stores.vault.put(client.client_id, session.consent_epoch, path, str(number).encode())
    spans = tuple(Span(number, number * PART_S, (number + 1) * PART_S) for number in range(PARTS))
    stores.sessions.move(session.ref, SessionMove.PARTS_CUT, {"spans": spans, "duration_s": PARTS * PART_S})
    names = {"client_id": client.client_id, "session_id": session.ref.session_id}
    return [TranscribePart(**names, number=number) for number in range(PARTS)]


def is_ready(message: TranscribePart) -> bool:
    """Whether the session of a part has come to its end."""
    return wiring.stores().sessions.get(message.ref).state is SessionState.READY
