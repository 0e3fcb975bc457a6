"""Clients, enrolment, choices and leaving, as pages."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from visitor import Visitor, text_of
from world import World, http_event

from shared.domain.client import BOUNCED, Client, Profile
from shared.domain.consent import Purpose
from shared.domain.consent_text import CONSENT_TEXT
from shared.domain.words import Words
from shared.runtime import wiring

TEXT = CONSENT_TEXT.shown_digest
FORM = {"name": "Robin", "therapist_name": "Dana", "email": "robin@example.com", "opens": "09:00", "closes": "20:00"}
FORM |= {"time_zone": "America/New_York", "adult": "true", "key": "0" * 32}


def test_shows_a_red_light_with_the_next_act_and_no_way_to_upload(world: World, dana: Visitor) -> None:
    """Without consent there is no file box, only why, and what to do."""
    red = world.enrol(purposes=(), therapist_id=dana.therapist_id)

    answer = dana.get(f"/console/clients/{red.client_id}")

    assert "No recording" in text_of(answer)
    assert "record them" in text_of(answer)
    assert "/upload" not in answer["body"]


def test_shows_the_way_to_upload_once_the_light_is_green(dana: Visitor, client: Client) -> None:
    """With consent there is."""
    assert "/upload" in dana.get(f"/console/clients/{client.client_id}")["body"]


def test_writes_a_name_with_markup_as_text(world: World, dana: Visitor) -> None:
    """A name is never markup."""
    odd = world.enrol(
        profile=Profile(Words("<script>alert(1)</script> & co"), Words(""), Words("Dana")),
        therapist_id=dana.therapist_id,
    )

    for page in (
        "",
        f"/clients/{odd.client_id}",
        f"/clients/{odd.client_id}/consent",
        f"/clients/{odd.client_id}/leave",
    ):
        body = dana.get("/console" + page)["body"]
        assert "&lt;script&gt;" in body
        assert "<script>alert" not in body


def test_enrols_once_however_often_the_button_is_pressed(dana: Visitor, client: Client) -> None:
    """A double click makes one client."""
    answers = [dana.post("/console/enrol", **FORM) for _ in range(2)]

    assert {answer["headers"]["Location"] for answer in answers} == {f"/console/clients/c-{'0' * 32}/consent"}
    assert len(wiring.stores().clients.of_therapist(client.therapist_id)) == 2


def test_keeps_what_was_typed_when_something_is_wrong(dana: Visitor, client: Client) -> None:
    """Nothing is enrolled, and nothing must be typed again."""
    answer = dana.post("/console/enrol", **{**FORM, "email": "nowhere", "name": "Kim"})

    assert answer["statusCode"] == 422
    assert 'value="Kim"' in answer["body"]
    assert "not an address" in text_of(answer)
    assert len(wiring.stores().clients.of_therapist(client.therapist_id)) == 1


def test_records_exactly_the_boxes_that_were_ticked(world: World, dana: Visitor) -> None:
    """Each choice stands alone."""
    new = world.enrol(purposes=(), therapist_id=dana.therapist_id)
    until = (world.clock.now() + timedelta(days=90)).date()

    dana.post(f"/console/clients/{new.client_id}/consent", purposes=["record", "read"], until=until, text_hash=TEXT)

    assert set(wiring.stores().consents.get(new.client_id).grants) == {Purpose.RECORD, Purpose.READ}


def test_says_so_when_no_box_or_a_past_day_is_sent(world: World, dana: Visitor) -> None:
    """Neither is recorded."""
    new = world.enrol(purposes=(), therapist_id=dana.therapist_id)
    path, soon = f"/console/clients/{new.client_id}/consent", (world.clock.now() + timedelta(days=9)).date()

    answers = [dana.post(path, until=soon), dana.post(path, purposes="record", until="2001-01-01", text_hash=TEXT)]
    answers += [dana.post(path, purposes="everything", until=soon), dana.post(path, purposes="record", until="soon")]

    assert [answer["statusCode"] for answer in answers] == [422] * 4
    assert wiring.stores().consents.get(new.client_id).grants == {}


def test_withdraws_and_erases(world: World, dana: Visitor, client: Client) -> None:
    """What was said would go goes; the page of an erased client then says so."""
    path = f"/console/clients/{client.client_id}"

    dana.post(path + "/leave", extent="everything")
    world.drain()
    answer = dana.get(path)

    assert answer["statusCode"] == 404
    assert "erased" in text_of(answer)


def test_saves_the_next_session_in_the_clients_own_time(dana: Visitor, client: Client) -> None:
    """Half past nine is half past nine there."""
    path = f"/console/clients/{client.client_id}"

    dana.post(path + "/next-session", at="2030-01-02T09:30")
    at = wiring.stores().clients.get(client.client_id).next_session_at

    assert at.astimezone(client.dial.zone).strftime("%H:%M") == "09:30"
    assert 'value="2030-01-02T09:30"' in dana.get(path)["body"]
    assert dana.post(path + "/next-session", at="soon")["statusCode"] == 422


def test_gives_files_that_may_be_kept_for_good(dana: Visitor) -> None:
    """A file's name changes with its content; a wrong name is not answered with another version."""
    found = re.search(r'href="(/console/assets/[^"]+\.css)"', dana.get("/console")["body"])
    assert found

    assert "immutable" in dana.get(found[1])["headers"]["Cache-Control"]
    assert dana.get("/console/assets/000000000000/console.css")["statusCode"] == 404


def test_records_nothing_when_the_client_saw_another_text(world: World, dana: Visitor) -> None:
    """The page was open while the text changed."""
    new = world.enrol(purposes=(), therapist_id=dana.therapist_id)
    until = (world.clock.now() + timedelta(days=90)).date()

    answer = dana.post(f"/console/clients/{new.client_id}/consent", purposes="record", until=until, text_hash="0" * 64)

    assert answer["statusCode"] == 409
    assert "text has changed" in text_of(answer)
    assert wiring.stores().consents.get(new.client_id).grants == {}


DETAILS = {"name": "Robin R.", "therapist_name": "Dana K.", "email": "other@example.com", "time_zone": "Europe/Paris"}
DETAILS |= {"place": "US-IL", "therapist_place": "US-NV", "part_2": "true"}


def test_changes_a_clients_name_address_and_place(dana: Visitor, client: Client) -> None:
    """What was not asked stays; another address starts afresh, after one that came back."""
    clients = wiring.stores().clients
    clients.change(replace(client, mail_blocked=BOUNCED, has_stopped=True))
    path = f"/console/clients/{client.client_id}"

    shown = dana.get(f"{path}/details")["body"]
    answer = dana.post(f"{path}/details", **DETAILS)
    changed = clients.get(client.client_id)

    assert f'value="{client.profile.email.reveal()}"' in shown
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, path)
    assert (changed.profile.name.reveal(), changed.profile.email.reveal()) == ("Robin R.", "other@example.com")
    assert (changed.place, changed.therapist_place, changed.is_part_2) == ("US-IL", "US-NV", True)
    assert (changed.mail_blocked, changed.has_stopped, changed.dial.opens) == ("", True, client.dial.opens)


def test_an_address_that_stays_is_not_made_good_by_saving(dana: Visitor, client: Client) -> None:
    """Only another address can help where mail came back."""
    wiring.stores().clients.change(replace(client, mail_blocked=BOUNCED))

    dana.post(f"/console/clients/{client.client_id}/details", **{**DETAILS, "email": client.profile.email.reveal()})

    assert wiring.stores().clients.get(client.client_id).mail_blocked == BOUNCED


@pytest.mark.parametrize(("name", "wrong"), [("name", ""), ("email", "x"), ("place", "US-QQ"), ("time_zone", "Mars")])
def test_keeps_the_details_as_they_were_when_something_is_wrong(
    dana: Visitor, client: Client, name: str, wrong: str
) -> None:
    """It says what, and shows what was typed."""
    before = wiring.stores().clients.get(client.client_id)

    answer = dana.post(f"/console/clients/{client.client_id}/details", **{**DETAILS, "name": "Kim", name: wrong})

    assert answer["statusCode"] == 422
    assert "Not saved yet: 1 thing needs another look" in text_of(answer)
    assert wiring.stores().clients.get(client.client_id) == before


def test_a_therapist_changes_details_by_the_api(world: World, client: Client) -> None:
    """As on the console's page; a place that the policy does not know changes nothing."""
    form = {"name": "Robin R.", "therapist_name": "Dana", "email": client.profile.email.reveal(), "place": "US-IL"}
    event = http_event("PUT", f"/clients/{client.client_id}", form, client.therapist_id)

    changed = world.invoke("serve_therapist", event)
    refused = world.invoke("serve_therapist", event | {"body": json.dumps(form | {"place": "US-QQ"})})

    assert (changed["statusCode"], refused["statusCode"]) == (200, 422)
    assert wiring.stores().clients.get(client.client_id).profile.name.reveal() == "Robin R."
