"""Sending a recording: asked each time, straight to S3 by pieces, resumed by its content, never taken twice."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from uploading import NAME, PIECE, SAID, begin, checksum, deliver_first, own, pieces, put
from visitor import Visitor, text_of
from world import World

from shared.domain.client import Client
from shared.domain.identity import Upload
from shared.runtime import wiring


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
