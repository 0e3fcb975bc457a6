"""What a client writes or says under a note: private until shared, sealed, in no row, gone with the client."""

import base64
import re
from uuid import uuid4

import pytest
from seeded import seed_draft
from sending import approve, release_and_send
from visiting import link_in_mail, press, put, say, visit
from world import World

from shared.domain.client import Client
from shared.domain.prompt import Prompt
from shared.domain.reply import Reply
from shared.errors import NotPermittedError
from shared.runtime import wiring
from shared.services.serve_therapist.replies import shared_replies

WORDS = "zugvogel over the <b>allotment</b>"
RECEIPT = "Only you can see it. It can wait here as it is."


pytestmark = pytest.mark.usefixtures("sent")


def lines_of(client: Client) -> list[Reply]:
    return list(wiring.stores().replies.of_client(client.client_id))


def seen_by_therapist(client: Client) -> list[str]:
    stores = wiring.stores()
    found = shared_replies(
        client.therapist_id, client.client_id, clients=stores.clients, replies=stores.replies, vault=stores.vault
    )
    return [each.text for each in found]


@pytest.mark.parametrize("text", [".", "?", "%C3%A4", "no"])
def test_takes_one_character(world: World, client: Client, text: str) -> None:
    """Half a thought is enough, and every line gets the same receipt."""
    answer = put(world, client, text)

    assert answer["statusCode"] == 200
    assert RECEIPT in answer["body"]
    assert len(lines_of(client)) == 1


def test_says_who_sees_it_before_anything_is_typed(world: World, client: Client) -> None:
    """The sentence stands above the box."""
    body = visit(world, "POST", link_in_mail(world, client, "notes"), "do=say")["body"]

    assert body.index("Who sees it: only you.") < body.index("<textarea")


def test_a_line_stays_the_clients_until_it_is_shared(world: World, client: Client, sent: Prompt) -> None:
    """The therapist sees nothing, then the line, then nothing again."""
    put(world, client, "about the coat")
    (line,) = lines_of(client)
    unseen = seen_by_therapist(client)

    press(world, client, "share", line.reply_id)
    seen = seen_by_therapist(client)
    press(world, client, "unshare", line.reply_id)

    assert (unseen, seen, seen_by_therapist(client)) == ([], ["about the coat"], [])
    assert wiring.stores().prompts.get(sent.ref).answer is None  # not even that there is one


def test_a_double_click_keeps_one_line(world: World, client: Client) -> None:
    """The same form sent twice is one line, and removing it twice is one removal."""
    once = uuid4().hex
    first, second = put(world, client, "twice", once), put(world, client, "twice", once)
    assert RECEIPT in first["body"]
    assert RECEIPT in second["body"]
    (line,) = lines_of(client)

    removed = [press(world, client, "remove", line.reply_id)["statusCode"] for _ in range(2)]

    assert removed == [200, 200]
    assert lines_of(client) == []
    assert [key for key in world.objects("VaultBucket") if line.reply_id in key] == []


def test_keeps_what_was_changed_on_a_form_gone_back_to_as_another_line(world: World, client: Client) -> None:
    """Back, another word, Keep: the earlier line stays as it was shared, and a recording is one more."""
    once = uuid4().hex
    put(world, client, "first", once)
    (line,) = lines_of(client)
    press(world, client, "share", line.reply_id)

    put(world, client, "second", once)
    say(world, client, bytes(range(256)), "audio/mp4", once)
    read = visit(world, "POST", link_in_mail(world, client, "notes"), "do=read")

    assert seen_by_therapist(client) == ["first"]
    assert sorted(each.kind.value for each in lines_of(client)) == ["spoken", "written", "written"]
    assert read["statusCode"] == 200
    assert "second" in read["body"]


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        ("audio/webm;codecs=opus", "audio/webm"),
        ("Audio/MP4", "audio/mp4"),
        ("audio/html-of-mine", "application/octet-stream"),
    ],
)
def test_keeps_a_recordings_type_from_a_short_list(world: World, client: Client, named: str, kept: str) -> None:
    """What a browser calls a file reaches no row and no header."""
    say(world, client, b"sound", named)
    (line,) = lines_of(client)

    copy = press(world, client, "copy", line.reply_id)

    assert (line.sound_type, copy["headers"]["Content-Type"]) == (kept, kept)


def test_shows_a_line_as_text_whatever_it_holds(world: World, client: Client) -> None:
    """Markup is words here."""
    put(world, client, "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")

    body = visit(world, "POST", link_in_mail(world, client, "notes"), "do=read")["body"]

    assert "&lt;img src=x onerror=alert(1)&gt;" in body
    assert "<img" not in body


def test_no_row_holds_the_words(world: World, client: Client) -> None:
    """Rows tell that there is a line; the words lie sealed."""
    put(world, client, WORDS.replace("<b>", "").replace("</b>", ""))

    table = world.client_of("dynamodb").scan(TableName=world.deployed.physical_id("LedgerTable"))["Items"]
    bucket = world.deployed.physical_id("VaultBucket")
    (key,) = [key for key in world.objects("VaultBucket") if "/replies/" in key and client.client_id in key]
    sealed = world.client_of("s3").get_object(Bucket=bucket, Key=key)["Body"].read()

    assert "zugvogel" not in str(table)
    assert b"zugvogel" not in sealed


def test_ten_thousand_characters_fit_and_more_come_back(world: World, client: Client) -> None:
    """A page says what happened, and has the words still in it."""
    assert put(world, client, "k" * 10_000)["statusCode"] == 200

    answer = put(world, client, "k" * 10_001)

    assert answer["statusCode"] == 422
    assert "10,001 characters; 10,000 fit" in answer["body"]
    assert "k" * 10_001 in answer["body"]
    assert len(lines_of(client)) == 1


def test_nothing_typed_is_nothing_kept(world: World, client: Client) -> None:
    """Blank space is told kindly."""
    assert "A word is enough" in put(world, client, "%20%0A")["body"]
    assert lines_of(client) == []


def test_keeps_what_was_said_as_it_came(world: World, client: Client) -> None:
    """A recording comes back byte for byte, as a file, to the client; to the therapist once shared."""
    sound = bytes(range(256)) * 40

    assert RECEIPT in say(world, client, sound, "audio/mp4")["body"]
    (line,) = lines_of(client)
    copy = press(world, client, "copy", line.reply_id)

    assert base64.b64decode(copy["body"]) == sound
    assert copy["headers"]["Content-Type"] == "audio/mp4"
    assert copy["headers"]["Content-Disposition"].startswith("attachment")
    assert seen_by_therapist(client) == []


def test_takes_no_file_that_is_no_recording(world: World, client: Client) -> None:
    """The page says so, and keeps nothing."""
    answer = say(world, client, b"<html>", "text/html")

    assert answer["statusCode"] == 422
    assert "not a recording" in answer["body"]
    assert lines_of(client) == []


def test_one_clients_link_reaches_no_other_clients_line(world: World, client: Client) -> None:
    """A line is found only under the note it was put under."""
    put(world, client, "mine")
    (line,) = lines_of(client)
    other = world.enrol()
    approve(world, seed_draft(world, other))
    release_and_send(world)

    answer = press(world, other, "share", line.reply_id)

    assert answer["statusCode"] == 404
    assert not lines_of(client)[0].is_shared


def test_withdrawing_removes_every_line(world: World, client: Client) -> None:
    """Rows and words go, and nothing more can be put."""
    path = link_in_mail(world, client, "notes")
    put(world, client, "gone soon")

    visit(world, "POST", path, "do=withdraw")
    late = visit(world, "POST", path, f"do=put&once={uuid4().hex}&text=late")
    world.drain()

    assert late["statusCode"] == 404
    assert lines_of(client) == []
    assert [key for key in world.objects("VaultBucket") if client.client_id in key] == []


def test_an_erased_client_finds_a_neutral_page(world: World, client: Client) -> None:
    """The page was open while everything was erased: no button tells that there ever was a client."""
    path = link_in_mail(world, client, "notes")
    visit(world, "POST", path, "do=say")
    stores = wiring.stores()
    stores.consents.withdraw(client.client_id, world.clock.now(), extent="everything")
    world.send("ForgetQueue", f'{{"client_id": "{client.client_id}", "extent": "everything"}}')
    world.drain()

    pressed = ["read", "keep", "say", f"put&once={uuid4().hex}&text=x", "choices", "pause-week", "stop", "rhythm"]
    answers = [visit(world, "POST", path, f"do={each}") for each in [*pressed, "address&email=a@example.com"]]

    assert {answer["statusCode"] for answer in answers} == {404}
    assert len({answer["body"] for answer in answers}) == 1
    assert not re.search(r"client|therap|session|note\b", answers[0]["body"].replace("noindex", ""), re.IGNORECASE)


def test_no_line_is_put_under_an_ended_consent(world: World, client: Client, sent: Prompt) -> None:
    """The vault refuses, whoever asks."""
    stores = wiring.stores()
    stores.consents.withdraw(client.client_id, world.clock.now(), extent="sessions")

    with pytest.raises(NotPermittedError):
        stores.vault.put(client.client_id, sent.consent_epoch, "sessions/x/replies/y", b"z")
