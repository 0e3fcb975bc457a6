"""A new address by the client's own hand: it counts once its link was pressed, and no mailbox can be filled so."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from moving import NEW, ask, check_link, mails_to
from visiting import visit
from world import World

from infrastructure.local.mail import sent_mails
from shared.adapters.dynamo.clients import DynamoClients
from shared.adapters.ses_mailer import SesMailer
from shared.domain.client import Client
from shared.errors import MailRefusedError
from shared.runtime import wiring

pytestmark = pytest.mark.usefixtures("sent")


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
