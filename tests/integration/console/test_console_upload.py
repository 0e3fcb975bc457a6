"""Sending a recording: asked each time, straight to S3 by pieces, resumed by its content, never taken twice."""

import base64
import hashlib
import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from visitor import Visitor, text_of
from world import World

from shared.domain.client import Client
from shared.domain.identity import Upload
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


def test_sends_a_red_light_back_without_a_file_box(world: World, dana: Visitor) -> None:
    """There is no form to see, none to get, and nothing to begin."""
    red = world.enrol(purposes=(), therapist_id=dana.therapist_id)

    shown = dana.get(f"{own(red)}/upload")

    assert (shown["statusCode"], shown["headers"]["Location"]) == (303, own(red))
    assert dana.post(f"{own(red)}/upload", **SAID)["statusCode"] == 403
    assert begin(dana, red)["status"] == 409


def test_says_what_it_costs_and_when_it_goes_before_anything_is_chosen(dana: Visitor, client: Client) -> None:
    """Money, minutes and two dates."""
    said = text_of(dana.get(f"{own(client)}/upload"))

    assert re.search(r"It costs at most \d+\.\d\d US dollars", said)
    assert re.search(r"It takes usually less than \d+ minutes", said)
    assert len(re.findall(r"on \w{3} \d+ \w{3} \d{4}", said)) == 2


@pytest.mark.parametrize("missing", ["agreed", "modality"])
def test_asks_every_time_whether_everyone_agreed(dana: Visitor, client: Client, missing: str) -> None:
    """Without the answers nothing begins, with a script or without."""
    fields = {name: value for name, value in SAID.items() if name != missing}

    with_script = dana.post(f"{own(client)}/uploads", name=NAME, **fields)
    without = dana.post(f"{own(client)}/upload", **fields)

    assert (with_script["statusCode"], without["statusCode"]) == (422, 422)


def test_goes_on_where_it_stopped(world: World, dana: Visitor, client: Client) -> None:
    """The same content again finds what has arrived; the whole becomes one session."""
    upload_id = begin(dana, client)["upload_id"]
    put(world, client, upload_id, 1, b"a" * PIECE)
    listed = text_of(dana.get(f"{own(client)}/upload"))

    again = begin(dana, client)["upload_id"]
    arrived = pieces(dana, client, again)["body"]
    put(world, client, again, 2, b"b")
    ended = dana.post(f"{own(client)}/uploads/pieces?name={NAME}&upload_id={again}")
    world.drain()
    led = dana.get(f"{own(client)}/arrived?name={NAME}")

    assert "5.2 MB have arrived" in listed
    assert again == upload_id
    assert re.findall(r"<PartNumber>(\d)</PartNumber>", arrived) == ["1"]
    assert NAME in ended["body"]
    assert "/sessions/" in led["headers"]["Location"]
    assert len(wiring.stores().sessions.of_client(client.client_id)) == 1
    assert "Begun, not finished" not in dana.get(f"{own(client)}/upload")["body"]


def test_signs_a_piece_together_with_its_checksum(dana: Visitor, client: Client) -> None:
    """Another content than the one signed is refused by S3."""
    upload_id = begin(dana, client)["upload_id"]

    answer = dana.post(
        f"{own(client)}/uploads/sign", name=NAME, upload_id=upload_id, number=3, sha256=checksum(b"piece")
    )
    signed = json.loads(answer["body"])
    asked = parse_qs(urlsplit(signed["url"]).query)

    assert signed["headers"] == {"x-amz-checksum-sha256": checksum(b"piece")}
    assert "x-amz-checksum-sha256" in asked["X-Amz-SignedHeaders"][0]
    assert asked["partNumber"] == ["3"]
    assert dana.post(f"{own(client)}/uploads/sign", name=NAME, upload_id="u", number=0, sha256="x")["statusCode"] == 422


def test_takes_nothing_twice(world: World, dana: Visitor, client: Client) -> None:
    """The same recording, whatever it is called now, is told with its day."""
    upload_id = begin(dana, client)["upload_id"]
    put(world, client, upload_id, 1, b"a" * PIECE)
    dana.post(f"{own(client)}/uploads/pieces?name={NAME}&upload_id={upload_id}")
    session = wiring.stores().sessions
    deliver_first(world)

    again = begin(dana, client, NAME.replace(".wav", ".m4a"))

    assert len(session.of_client(client.client_id)) == 1
    assert again["status"] == 409
    assert "already here" in again["message"]


def deliver_first(world: World) -> None:
    """Let the gate see the upload, and stop there."""
    (accept,) = [each for each in world.mappings if "AcceptRecording" in each.function]
    while world._deliver(accept):
        pass


def test_carries_along_what_is_off_the_record(world: World, dana: Visitor, client: Client) -> None:
    """The marks go with the file; what cannot be read is never taken for nothing."""
    upload_id = begin(dana, client, off_record="0:10-0:20, 1:00 to 1:05")["upload_id"]
    put(world, client, upload_id, 1, b"a" * PIECE)
    dana.post(f"{own(client)}/uploads/pieces?name={NAME}&upload_id={upload_id}")
    key = f"recordings/{client.therapist_id}/{client.client_id}/{NAME}"

    refused = begin(dana, client, NAME.replace("a1", "b2"), off_record="somewhere in the middle")

    assert wiring.stores().uploads.off_record(Upload(key, "")) == ((10.0, 20.0), (60.0, 65.0))
    assert refused["status"] == 422
    assert "12:30-14:05" in refused["message"]


def test_makes_one_session_of_several_recordings(world: World, dana: Visitor, client: Client) -> None:
    """In their order; the session begins when the last of them has come."""
    names = [f"{'c3' * 16}/0{number}-of-02.wav" for number in (1, 2)]
    seen = []
    for name in names:
        upload_id = begin(dana, client, name)["upload_id"]
        put(world, client, upload_id, 1, name.encode(), name)
        dana.post(f"{own(client)}/uploads/pieces?name={name}&upload_id={upload_id}")
        deliver_first(world)
        seen.append([session.state for session in wiring.stores().sessions.of_client(client.client_id)])
    led = dana.get(f"{own(client)}/arrived?name={names[0]}")

    assert len(seen[-1]) == 1
    assert "/sessions/" in led["headers"]["Location"]
    assert begin(dana, client, names[1])["status"] == 409


def test_drops_an_unfinished_upload(world: World, dana: Visitor, client: Client) -> None:
    """What arrived goes with it; dropping it twice changes nothing."""
    upload_id = begin(dana, client)["upload_id"]
    put(world, client, upload_id, 1, b"a" * PIECE)

    for _ in range(2):
        dana.post(f"{own(client)}/uploads/drop", name=NAME, upload_id=upload_id)

    assert wiring.stores().large_uploads.unfinished(client.therapist_id, client.client_id) == []
    assert pieces(dana, client, upload_id)["statusCode"] == 404


@pytest.mark.parametrize("name", ["../other/x.wav", "Robin session 3.m4a", "", "a" * 32])
def test_takes_no_name_but_a_fingerprint(dana: Visitor, client: Client, name: str) -> None:
    """A file's own name may say who the client is."""
    assert dana.post(f"{own(client)}/uploads", name=name, **SAID)["statusCode"] == 404


def test_shows_nobody_elses_uploads(world: World, dana: Visitor, client: Client) -> None:
    """Another therapist finds no client there."""
    upload_id = begin(dana, client)["upload_id"]
    other = Visitor(world, "t-other")

    answers = [
        other.get(f"{own(client)}/upload"),
        pieces(other, client, upload_id),
        other.post(f"{own(client)}/uploads/drop", name=NAME, upload_id=upload_id),
    ]

    assert [answer["statusCode"] for answer in answers] == [404] * 3


def test_gives_a_form_straight_to_s3_without_a_script(dana: Visitor, client: Client) -> None:
    """The policy lets the form go to the bucket's origin and nowhere else."""
    answer = dana.post(f"{own(client)}/upload", **SAID)
    found = re.search(r'<form[^>]+action="(https?://[^/"]+)', answer["body"])
    assert found

    assert f"form-action 'self' {found[1]}" in answer["headers"]["Content-Security-Policy"]
    assert "arrived?name=" in answer["body"]


def test_says_that_a_recording_is_on_its_way_until_the_gate_has_seen_it(dana: Visitor, client: Client) -> None:
    """The page looks again by itself, and has a link for who has no script."""
    answer = dana.get(f"{own(client)}/arrived?name={NAME}")

    assert answer["statusCode"] == 200
    assert "hx-get" in answer["body"]
    assert "Look again" in text_of(answer)


def test_looks_often_at_first_and_then_seldom(dana: Visitor, client: Client) -> None:
    """Every open page asks at the one door; while nothing has come it gets nothing back."""
    path = f"{own(client)}/arrived?name={NAME}"

    first, again, later = (
        dana.get(path),
        dana.get(path, hx_request="true"),
        dana.get(f"{path}&patient=yes", hx_request="true"),
    )

    paces = [re.findall(r'id="waiting"[^>]+every (\d+)s', answer.get("body") or "") for answer in (first, again, later)]
    assert paces == [["2"], [], ["10"]]
    assert again["statusCode"] == 204
    assert ["patient=yes" in answer["body"] for answer in (first, later)] == [True, False]


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


def test_takes_several_recordings_again_once_they_were_refused(world: World, dana: Visitor, client: Client) -> None:
    """The same files become a new session, and none of them is removed with the old one."""
    names = [f"{'d4' * 16}/0{number}-of-02.wav" for number in (1, 2)]
    for _ in range(2):
        for name in names:
            send(world, dana, client, name)
            deliver_first(world)
        refuse(world, client)
    again = [send(world, dana, client, name) for name in names]
    unseen = dana.get(f"{own(client)}/arrived?name={again[0]}")
    deliver_first(world)

    sessions = wiring.stores().sessions.of_client(client.client_id)
    lying = [key for key in world.objects("RecordingsBucket") if client.client_id in key]
    led = dana.get(f"{own(client)}/arrived?name={again[0]}")
    assert [each.state.value for each in sessions] == ["REFUSED", "REFUSED", "ACCEPTED"]
    assert len({each.ref for each in sessions}) == 3
    assert len(lying) == 2
    assert unseen["statusCode"] == 200  # the refused one is not shown in its place
    assert sessions[-1].ref.session_id in led["headers"]["Location"]


def test_shows_no_refused_session_for_the_recording_sent_after_it(world: World, dana: Visitor, client: Client) -> None:
    """Until the gate has seen the new one, it is on its way."""
    send(world, dana, client, NAME)
    deliver_first(world)
    refuse(world, client)
    old = dana.get(f"{own(client)}/arrived?name={NAME}")

    send(world, dana, client, NAME)
    unseen = dana.get(f"{own(client)}/arrived?name={NAME}")
    deliver_first(world)
    led = dana.get(f"{own(client)}/arrived?name={NAME}")

    first, second = wiring.stores().sessions.of_client(client.client_id)
    assert first.ref.session_id in old["headers"]["Location"]
    assert unseen["statusCode"] == 200
    assert second.ref.session_id in led["headers"]["Location"]


def test_signs_and_ends_nothing_after_a_withdrawal(world: World, dana: Visitor, client: Client) -> None:
    """The gate is asked for every piece, and at the end."""
    upload_id = begin(dana, client)["upload_id"]
    put(world, client, upload_id, 1, b"a" * PIECE)
    wiring.stores().consents.withdraw(client.client_id, world.clock.now(), extent="sessions")

    signed = dana.post(f"{own(client)}/uploads/sign", name=NAME, upload_id=upload_id, number=2, sha256=checksum(b"b"))
    ended = dana.post(f"{own(client)}/uploads/pieces?name={NAME}&upload_id={upload_id}")

    assert (signed["statusCode"], ended["statusCode"]) == (409, 409)
    assert "url" not in json.loads(signed["body"])
    assert [key for key in world.objects("RecordingsBucket") if client.client_id in key] == []
