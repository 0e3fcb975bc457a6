"""The dial the client holds: pause, stop, come again, how often and when; and what none of it may undo."""

from datetime import time, timedelta

import pytest
from moving import NEW, ask, check_link
from sending import mail_event
from visiting import link_in_mail, post, visit
from world import World

from shared.adapters.dynamo.clients import DynamoClients
from shared.domain.client import Client, Dial, Rhythm
from shared.domain.prompt import Prompt
from shared.runtime import wiring

pytestmark = pytest.mark.usefixtures("sent")


def dial_of(client: Client) -> Dial:
    return wiring.stores().clients.get(client.client_id).dial


def meeting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let another change come between the first reading of a client and its writing."""
    change, met = DynamoClients.change, list[str]()

    def meet(clients: DynamoClients, changed: Client) -> None:
        if not met:
            met.append(changed.client_id)
            change(clients, clients.get(changed.client_id))
        change(clients, changed)

    monkeypatch.setattr(DynamoClients, "change", meet)
    return met


def report(world: World, prompt: Prompt, kind: str, **extra: object) -> None:
    world.send("MailEventsQueue", mail_event(kind, prompt, **extra))
    world.drain()


def test_sets_pace_and_hours(world: World, client: Client) -> None:
    """What was chosen holds, and the page says it in words."""
    body = post(world, client, "do=rhythm&rhythm=one-a-fortnight&pace=light&hours=evening&zone=Europe/Dublin")["body"]

    dial = dial_of(client)
    assert (dial.rhythm, dial.opens, dial.closes) == (Rhythm.ONE_A_FORTNIGHT, time(17), time(20))
    assert dial.time_zone == "Europe/Dublin"
    assert dial.pace.is_light
    assert "At most one note in two weeks, between 17:00 and 20:00." in body


def test_what_is_not_among_the_choices_changes_nothing(world: World, client: Client) -> None:
    """A form made by hand cannot set another rhythm."""
    before = dial_of(client)

    answer = post(world, client, "do=rhythm&rhythm=hourly&pace=none&hours=night&zone=../../etc/passwd")

    assert answer["statusCode"] == 200
    assert dial_of(client) == before


def test_pauses_stops_and_lets_come_again(world: World, client: Client) -> None:
    """Each is one press, and so is the way back."""
    post(world, client, "do=pause-month")
    assert dial_of(client).paused_until == world.clock.now() + timedelta(days=30)
    post(world, client, "do=stop")
    assert wiring.stores().clients.get(client.client_id).has_stopped

    body = post(world, client, "do=resume")["body"]

    now = wiring.stores().clients.get(client.client_id)
    assert (now.gets_no_mail, now.dial.paused_until) == (False, None)
    assert "Notes may come again." in body


def test_a_complaint_is_not_the_dials_to_undo(world: World, client: Client, sent: Prompt) -> None:
    """Stopping and letting come again leaves the address as blocked as it was."""
    report(world, sent, "Complaint")
    report(world, sent, "Bounce", bounce={"bounceType": "Permanent"})

    post(world, client, "do=stop")
    post(world, client, "do=resume")

    now = wiring.stores().clients.get(client.client_id)
    assert (now.has_stopped, now.mail_blocked, now.gets_no_mail) == (False, "COMPLAINED", True)


def test_a_late_bounce_and_a_new_address_leave_the_clients_stop(world: World, client: Client, sent: Prompt) -> None:
    """A stop ends when its client says so; what is wrong with an address ends with the address."""
    post(world, client, "do=stop")
    report(world, sent, "Bounce", bounce={"bounceType": "Permanent"})
    ask(world, client, NEW)
    world.clock.move(timedelta(seconds=1))
    visit(world, "POST", check_link(NEW), "do=confirm")
    report(world, sent, "Complaint")  # of the mail that went to the former address

    now = wiring.stores().clients.get(client.client_id)
    assert (now.has_stopped, now.mail_blocked, now.profile.email.reveal()) == (True, "", NEW)


def test_the_address_that_complained_is_not_made_good_by_itself(world: World, client: Client, sent: Prompt) -> None:
    """Confirming the same address again changes nothing about the complaint."""
    report(world, sent, "Complaint")
    ask(world, client, client.profile.email.reveal())
    visit(world, "POST", check_link(client.profile.email.reveal()), "do=confirm")

    assert wiring.stores().clients.get(client.client_id).mail_blocked == "COMPLAINED"


def test_reads_a_stop_that_was_written_before(world: World, client: Client) -> None:
    """Rows that told the stop in one field with the address's faults still stop the mail, and can be resumed."""
    table = world.client_of("dynamodb")
    key = {"pk": {"S": f"CLIENT#{client.client_id}"}, "sk": {"S": "CLIENT"}}
    put = {":stopped": {"S": "STOPPED"}}
    name = world.deployed.physical_id("LedgerTable")
    table.update_item(
        TableName=name,
        Key=key,
        UpdateExpression="SET mail_blocked = :stopped REMOVE has_stopped",
        ExpressionAttributeValues=put,
    )
    before = wiring.stores().clients.get(client.client_id)

    post(world, client, "do=resume")

    after = wiring.stores().clients.get(client.client_id)
    assert (before.has_stopped, before.mail_blocked, after.gets_no_mail) == (True, "", False)


def test_a_stop_outlasts_a_claim_that_comes_between(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One click that meets a note on its way stops the notes all the same."""
    link, meets = link_in_mail(world, client, "stop"), meeting(monkeypatch)

    answer = visit(world, "POST", link, "List-Unsubscribe=One-Click")

    assert (answer["statusCode"], meets) == (200, [client.client_id])
    assert wiring.stores().clients.get(client.client_id).has_stopped


def test_the_choices_have_a_link_of_their_own(world: World, client: Client) -> None:
    """“Pause, change or stop” in the mail leads past the note; looking changes nothing."""
    path = link_in_mail(world, client, "choices")

    greeted, shown = visit(world, "GET", path), visit(world, "POST", path, "do=choices")

    assert "Continue" in greeted["body"]
    assert "Withdraw and remove everything" in shown["body"]
    assert client.profile.email.reveal() not in shown["body"]
