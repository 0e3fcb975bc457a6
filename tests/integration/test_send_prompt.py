"""From approval to the mailbox on moto: at most once, and only what still may go."""

import json
from dataclasses import replace
from datetime import datetime, time, timedelta
from email import message_from_bytes, policy

import pytest
from botocore.exceptions import ClientError
from seeded import seed_draft
from sending import approve, release_and_send, state_of
from world import World, notices_of

from shared.adapters.ses_mailer import SesMailer
from shared.domain.client import Client, Dial
from shared.domain.consent import Purpose
from shared.domain.prompt import Prompt, PromptState
from shared.domain.words import Words
from shared.ports import Mail
from shared.runtime import wiring
from shared.services.serve_therapist.enrolment import change_next_session
from shared.services.serve_therapist.evidence import sending_of
from shared.services.serve_therapist.review import Pen


@pytest.fixture
def client(world: World) -> Client:
    """Enrol a client who agreed to everything but full text."""
    return world.enrol(purposes=(Purpose.RECORD, Purpose.READ, Purpose.MAIL))


def test_sends_an_approved_note_once(world: World, client: Client) -> None:
    """One quiet mail, with a stop in its headers, and nothing of the note in it."""
    prompt = seed_draft(world, client)

    answer = approve(world, prompt)
    release_and_send(world)
    release_and_send(world)

    assert answer["statusCode"] == 200
    (mail,) = world.mails_to(client)
    message = message_from_bytes(mail.raw, policy=policy.default)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "coat" not in message.as_string()
    assert state_of(prompt) is PromptState.SENT


def test_sends_nothing_again_by_a_redrive_days_later(world: World, client: Client) -> None:
    """By then the queue has forgotten that it knew the message; the ledger has not."""
    prompt = seed_draft(world, client)
    approve(world, prompt)
    release_and_send(world)

    world.clock.move(timedelta(days=6))
    world.client_of("sqs").send_message(
        QueueUrl=world.deployed.physical_id("PromptsQueue"),
        MessageBody=json.dumps({"client_id": prompt.ref.client_id, "prompt_id": prompt.ref.prompt_id}),
        MessageGroupId=client.client_id,
        MessageDeduplicationId="redriven",
    )
    world.drain()

    assert len(world.mails_to(client)) == 1
    assert state_of(prompt) is PromptState.SENT


@pytest.mark.parametrize(("minutes", "after"), [(-10, PromptState.SENT), (10, PromptState.UNCONFIRMED)])
def test_sends_a_note_once_although_a_clock_is_ten_minutes_off(
    world: World, client: Client, minutes: int, after: PromptState, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A watch whose clock is off looks at a mail that is on its way: at worst a person is asked, never two mails."""
    prompt, send, skew = seed_draft(world, client), SesMailer.send, timedelta(minutes=minutes)
    approve(world, prompt)

    def be_watched(mailer: SesMailer, mail: Mail) -> str:
        world.clock.move(skew)
        world.tick("keep_watch")
        world.tick("release_prompts")
        world.clock.move(-skew)
        return send(mailer, mail)

    with monkeypatch.context() as patch:
        patch.setattr(SesMailer, "send", be_watched)
        release_and_send(world)
    release_and_send(world)

    assert len(world.mails_to(client)) == 1
    assert state_of(prompt) is after


def test_sends_nothing_unapproved(world: World, client: Client) -> None:
    """A draft stays a draft, also when a message for it turns up."""
    prompt = seed_draft(world, client)
    body = json.dumps({"client_id": prompt.ref.client_id, "prompt_id": prompt.ref.prompt_id})
    url = world.deployed.physical_id("PromptsQueue")

    world.client_of("sqs").send_message(
        QueueUrl=url, MessageBody=body, MessageGroupId="x", MessageDeduplicationId=prompt.ref.prompt_id
    )
    world.drain()

    assert world.mails_to(client) == []
    assert state_of(prompt) is PromptState.DRAFTED


def test_cancels_a_note_for_a_client_whose_address_is_gone(world: World, client: Client) -> None:
    """An address that was taken away since the approval cancels the note, and the therapist hears why."""
    prompt = seed_draft(world, client)
    approve(world, prompt)
    clients = wiring.stores().clients
    clients.change(replace(clients.get(client.client_id), profile=replace(client.profile, email=Words(""))))

    release_and_send(world)

    assert wiring.stores().prompts.get(prompt.ref).reason == "NO_ADDRESS"
    kinds = notices_of(client.therapist_id)
    assert "NOT_SENT_NO_ADDRESS" in kinds


def test_lets_a_poison_message_block_its_own_group_only(world: World, client: Client) -> None:
    """What nobody can read ends in the dead letters; the next client's note goes in the same batch."""
    prompt = seed_draft(world, client)
    approve(world, prompt)
    world.client_of("sqs").send_message(
        QueueUrl=world.deployed.physical_id("PromptsQueue"),
        MessageBody="no message of ours",
        MessageGroupId="c-another",
        MessageDeduplicationId="poison",
    )

    release_and_send(world)

    assert len(world.mails_to(client)) == 1
    assert world.dead_letters("PromptsDeadLetters") == ["no message of ours"]


def test_asks_for_consent_again_at_the_moment_of_sending(world: World, client: Client) -> None:
    """Consent that ended after the approval stops the mail."""
    prompt = seed_draft(world, client)
    approve(world, prompt)
    world.clock.move(timedelta(days=400))

    release_and_send(world)

    assert world.mails_to(client) == []
    assert wiring.stores().prompts.get(prompt.ref).reason == "CONSENT"


def test_waits_for_the_clients_hours(world: World) -> None:
    """A note that is due at night goes out after nine, the client's time."""
    now = world.clock.now()
    opens = (now + timedelta(hours=2)).time().replace(microsecond=0)
    closes = (now + timedelta(hours=3)).time().replace(microsecond=0)
    if opens > closes:
        opens, closes = time(0), time(1)  # around midnight the hours wrap; any closed hour will do
    client = world.enrol(dial=Dial("UTC", opens, closes))
    prompt = seed_draft(world, client)

    approve(world, prompt)
    release_and_send(world)

    assert world.mails_to(client) == []
    world.clock.move(wiring.stores().prompts.get(prompt.ref).due_at - world.clock.now())
    release_and_send(world)
    assert len(world.mails_to(client)) == 1


def test_sends_one_note_a_session(world: World, client: Client) -> None:
    """A second approval in one session is refused (rule P9)."""
    first = seed_draft(world, client)
    stores = wiring.stores()
    second = Prompt(
        type(first.ref)(client.client_id, first.ref.prompt_id.replace("-p1", "-p2")),
        *(getattr(first, name) for name in ("session", "therapist_id")),
        rank=2,
        state=PromptState.DRAFTED,
        text_hash=first.text_hash,
        consent_epoch=first.consent_epoch,
    )
    draft = stores.vault.get(client.client_id, f"sessions/{first.session.session_id}/drafts/{first.ref.prompt_id}.json")
    path = f"sessions/{first.session.session_id}/drafts/{second.ref.prompt_id}.json"
    stores.vault.put(client.client_id, first.consent_epoch, path, draft)
    stores.prompts.add(second)

    assert approve(world, first)["statusCode"] == 200
    assert approve(world, second)["statusCode"] == 409


class Refusing:
    """SES, refusing every mail by one code."""

    def __init__(self, code: str) -> None:
        """Refuse by this code."""
        self._code = code

    def send_email(self, **_: object) -> dict:
        """Refuse; the answer quotes the address, as SES's does."""
        error = {"Code": self._code, "Message": "robin@example.com may not be written to"}
        raise ClientError({"Error": error}, "SendEmail")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "metric"),
    [
        ("TooManyRequestsException", "MailsThrottled"),
        ("MessageRejected", "MailsRefused"),  # an unverified sender, or the sandbox
        ("SendingPausedException", "MailsRefused"),
        ("AccessDeniedException", "MailsRefused"),
    ],
)
def test_postpones_what_ses_certainly_refused(
    world: World,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    code: str,
    metric: str,
) -> None:
    """A refused mail is counted, offered again later, and takes nothing from the client's pace."""
    prompt = seed_draft(world, client)
    approve(world, prompt)
    refusing = SesMailer(Refusing(code), "any")

    with monkeypatch.context() as patch:
        patch.setattr(SesMailer, "send", lambda _, mail, send=SesMailer.send: send(refusing, mail))
        release_and_send(world)

    told = capfd.readouterr().out
    counted = [name for name in ("MailsThrottled", "MailsRefused") if f'"{name}"' in told]
    assert counted == [metric]
    assert f"refused by the mail service: {code}" in told
    assert "robin@example.com" not in told
    assert state_of(prompt) is PromptState.APPROVED
    assert wiring.stores().clients.get(client.client_id).sent_at == ()
    world.clock.move(timedelta(minutes=16))
    release_and_send(world)
    assert len(world.mails_to(client)) == 1


@pytest.mark.parametrize(("hours", "sent"), [(2, 0), (-3, 1), (48, 1)])
def test_asks_for_the_next_session_again_before_sending(world: World, client: Client, hours: int, sent: int) -> None:
    """A next session that was moved forward since the approval stops the note; one that is over does not."""
    prompt, begun = seed_draft(world, client), world.clock.now()
    set_next_session(client, begun + timedelta(days=7))
    approve(world, prompt)
    set_next_session(client, begun + timedelta(hours=hours))
    world.clock.move(timedelta(hours=2))
    release_and_send(world)

    assert len(world.mails_to(client)) == sent
    kinds = notices_of(client.therapist_id)
    assert ("NOT_SENT_PAST_SESSION" in kinds) is not bool(sent)


def test_approves_after_a_session_that_is_over(world: World, client: Client) -> None:
    """A date in the past binds nothing, neither the approval nor what the review says of it."""
    prompt = seed_draft(world, client)
    set_next_session(client, world.clock.now() - timedelta(hours=1))

    answer = approve(world, prompt)
    stores = wiring.stores()
    pen = Pen(client.therapist_id, stores.clients, stores.consents, stores.prompts, stores.vault, world.clock)
    sending = sending_of(pen, stores.clients.get(prompt.ref.client_id), timedelta(minutes=10))
    release_and_send(world)

    assert (answer["statusCode"], sending.obstacle) == (200, "")
    assert len(world.mails_to(client)) == 1


def set_next_session(client: Client, at: datetime) -> None:
    change_next_session(client.therapist_id, client.client_id, at, clients=wiring.stores().clients)


def test_leaves_a_dead_workers_claim_unconfirmed(world: World, client: Client) -> None:
    """A worker that died after its claim: nobody knows whether the mail went, so it is not sent again."""
    prompt = seed_draft(world, client)
    approve(world, prompt)
    stores = wiring.stores()
    approved = stores.prompts.get(prompt.ref)
    world.clock.move(timedelta(seconds=1))
    stores.prompts.claim(
        approved,
        stores.clients.get(client.client_id),
        stores.consents.get(client.client_id),
        world.clock.now(),
    )
    world.clock.move(timedelta(minutes=5))

    world.tick("keep_watch")
    release_and_send(world)

    assert state_of(prompt) is PromptState.UNCONFIRMED
    assert world.mails_to(client) == []
