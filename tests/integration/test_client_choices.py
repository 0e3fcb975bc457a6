"""The dial the client holds: pause, stop, come again, how often, when, and to which address."""

import re
from datetime import time, timedelta
from email import message_from_bytes, policy
from urllib.parse import quote

import pytest
from sending import mail_event
from visiting import link_in_mail, visit
from world import World

from infrastructure.local.mail import Mail, sent_mails
from shared.adapters.dynamo.clients import DynamoClients
from shared.adapters.ses_mailer import SesMailer
from shared.domain.client import Client, Dial, Rhythm
from shared.domain.prompt import Prompt
from shared.errors import MailRefusedError
from shared.runtime import wiring

NEW = "robin.new@example.org"

pytestmark = pytest.mark.usefixtures("sent")


def press(world: World, client: Client, form: str) -> dict:
    return visit(world, "POST", link_in_mail(world, client, "notes"), form)


def dial_of(client: Client) -> Dial:
    return wiring.stores().clients.get(client.client_id).dial


def ask(world: World, client: Client, email: str) -> dict:
    return press(world, client, f"do=address&email={quote(email)}")


def mails_to(address: str) -> list[Mail]:
    return [mail for mail in sent_mails() if address in mail.destinations]


def report(world: World, prompt: Prompt, kind: str, **extra: object) -> None:
    world.send("MailEventsQueue", mail_event(kind, prompt, **extra))
    world.drain()


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


def check_link(address: str) -> str:
    text = message_from_bytes(mails_to(address)[-1].raw, policy=policy.default).get_body(("plain",)).get_content()
    found = re.search(r"https://pages\.example(/address/\S+)", text)
    assert found
    return found[1]


def test_sets_pace_and_hours(world: World, client: Client) -> None:
    """What was chosen holds, and the page says it in words."""
    body = press(world, client, "do=rhythm&rhythm=one-a-fortnight&pace=light&hours=evening&zone=Europe/Dublin")["body"]

    dial = dial_of(client)
    assert (dial.rhythm, dial.opens, dial.closes) == (Rhythm.ONE_A_FORTNIGHT, time(17), time(20))
    assert dial.time_zone == "Europe/Dublin"
    assert dial.pace.is_light
    assert "At most one note in two weeks, between 17:00 and 20:00." in body


def test_what_is_not_among_the_choices_changes_nothing(world: World, client: Client) -> None:
    """A form made by hand cannot set another rhythm."""
    before = dial_of(client)

    answer = press(world, client, "do=rhythm&rhythm=hourly&pace=none&hours=night&zone=../../etc/passwd")

    assert answer["statusCode"] == 200
    assert dial_of(client) == before


def test_pauses_stops_and_lets_come_again(world: World, client: Client) -> None:
    """Each is one press, and so is the way back."""
    press(world, client, "do=pause-month")
    assert dial_of(client).paused_until == world.clock.now() + timedelta(days=30)
    press(world, client, "do=stop")
    assert wiring.stores().clients.get(client.client_id).has_stopped

    body = press(world, client, "do=resume")["body"]

    now = wiring.stores().clients.get(client.client_id)
    assert (now.gets_no_mail, now.dial.paused_until) == (False, None)
    assert "Notes may come again." in body


def test_a_complaint_is_not_the_dials_to_undo(world: World, client: Client, sent: Prompt) -> None:
    """Stopping and letting come again leaves the address as blocked as it was."""
    report(world, sent, "Complaint")
    report(world, sent, "Bounce", bounce={"bounceType": "Permanent"})

    press(world, client, "do=stop")
    press(world, client, "do=resume")

    now = wiring.stores().clients.get(client.client_id)
    assert (now.has_stopped, now.mail_blocked, now.gets_no_mail) == (False, "COMPLAINED", True)


def test_a_late_bounce_and_a_new_address_leave_the_clients_stop(world: World, client: Client, sent: Prompt) -> None:
    """A stop ends when its client says so; what is wrong with an address ends with the address."""
    press(world, client, "do=stop")
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

    press(world, client, "do=resume")

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


def test_a_new_address_counts_once_its_link_was_pressed(world: World, client: Client) -> None:
    """Until then notes go where they went; pressing twice changes nothing more."""
    old = client.profile.email
    page = ask(world, client, NEW)["body"]
    link = check_link(NEW)
    looked = visit(world, "GET", link)
    unchanged = wiring.stores().clients.get(client.client_id).profile.email

    answers = [visit(world, "POST", link, "do=confirm")["statusCode"] for _ in range(2)]

    assert NEW not in page
    assert "r•••@e•••.org" in page
    assert (looked["statusCode"], unchanged, answers) == (200, old, [200, 200])
    assert wiring.stores().clients.get(client.client_id).profile.email.reveal() == NEW


def test_the_mail_to_a_new_address_tells_nothing(world: World, client: Client) -> None:
    """It may be somebody else's mailbox: no name, no note, no therapist, and nothing of it settles a note."""
    ask(world, client, "stranger@example.org")

    raw = mails_to("stranger@example.org")[-1].raw
    message = message_from_bytes(raw, policy=policy.default)
    shown = message.get_body(("plain",)).get_content() + message.get_body(("html",)).get_content()
    assert not re.search(
        r"robin|dana|note|therap|session|client", shown.replace(check_link("stranger@example.org"), ""), re.IGNORECASE
    )
    assert message["List-Unsubscribe"] is None
    assert client.client_id not in str(message["From"])


def test_no_mailbox_can_be_filled_from_here(world: World, client: Client) -> None:
    """A double click sends one link, and another address waits ten minutes."""
    first, second = f"a-{client.client_id}@example.org", f"b-{client.client_id}@example.org"
    ask(world, client, first)
    again, other = ask(world, client, first), ask(world, client, second)

    assert "The link is on its way." in again["body"]
    assert "Wait ten minutes" in other["body"]
    assert (len(mails_to(first)), mails_to(second)) == (1, [])
    world.clock.move(timedelta(minutes=11))
    assert "The link is on its way." in ask(world, client, second)["body"]
    assert visit(world, "POST", check_link(first), "do=confirm")["statusCode"] == 404  # asked for another since


def test_two_posts_at_once_send_one_link(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another link leaves between reading and writing, this one does not."""
    first, second = f"a-{client.client_id}@example.org", f"b-{client.client_id}@example.org"
    change, asked = DynamoClients.change, []

    def meet(clients: DynamoClients, changed: Client) -> None:
        if not asked:
            asked.append(first)
            ask(world, client, first)
        change(clients, changed)

    monkeypatch.setattr(DynamoClients, "change", meet)

    answer = ask(world, client, second)

    assert "Wait ten minutes" in answer["body"]
    assert (len(mails_to(first)), mails_to(second)) == (1, [])


def test_a_link_that_did_not_leave_counts_for_the_ten_minutes(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Failing does not open the gate, and the page promises no link."""

    def refuse(_mailer: SesMailer, _mail: object) -> str:
        message = "SES refused"
        raise MailRefusedError(message)

    with monkeypatch.context() as patch:
        patch.setattr(SesMailer, "send", refuse)
        ask(world, client, NEW)
    before = len(mails_to(NEW))

    again = ask(world, client, NEW)

    assert "Wait ten minutes" in again["body"]
    assert "A link waits for you" not in again["body"]
    assert len(mails_to(NEW)) == before


@pytest.mark.parametrize("email", ["", "robin", "a@b@c", "a@example.org\r\nBcc: b@example.org", "<a@example.org>"])
def test_what_is_no_address_is_told_plainly(world: World, client: Client, email: str) -> None:
    """Nothing changes and no mail leaves."""
    before = len(sent_mails())

    answer = ask(world, client, email)

    assert answer["statusCode"] == 422
    assert "nothing has changed" in answer["body"]
    assert len(sent_mails()) == before


def test_the_choices_have_a_link_of_their_own(world: World, client: Client) -> None:
    """“Pause, change or stop” in the mail leads past the note; looking changes nothing."""
    path = link_in_mail(world, client, "choices")

    greeted, shown = visit(world, "GET", path), visit(world, "POST", path, "do=choices")

    assert "Continue" in greeted["body"]
    assert "Withdraw and remove everything" in shown["body"]
    assert client.profile.email.reveal() not in shown["body"]
