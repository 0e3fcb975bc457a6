"""A therapist's approval on moto: it binds to one text, is void once that changes, and wants an address."""

import json
from dataclasses import replace

from seeded import seed_draft
from sending import approve, release_and_send, state_of
from world import World, http_event

from shared.domain.client import Client, Profile
from shared.domain.prompt import PromptState
from shared.domain.words import Words
from shared.runtime import wiring


def test_keeps_a_note_for_a_client_who_has_no_address_yet(world: World) -> None:
    """The therapist is told at once, the draft stays as it was, and goes once there is somewhere to send it to."""
    client = world.enrol(profile=Profile(Words("Robin"), Words(""), Words("Dana")))
    prompt, clients = seed_draft(world, client), wiring.stores().clients

    refused = approve(world, prompt)

    assert (refused["statusCode"], state_of(prompt)) == (403, PromptState.DRAFTED)
    assert "No address is on record" in json.loads(refused["body"])["message"]
    reachable = replace(client, profile=replace(client.profile, email=Words(f"{client.client_id}@example.com")))
    clients.change(replace(clients.get(client.client_id), profile=reachable.profile))
    assert approve(world, prompt)["statusCode"] == 200
    release_and_send(world)
    assert len(world.mails_to(reachable)) == 1


def test_refuses_to_approve_another_text(world: World, client: Client) -> None:
    """Approval binds to the hash of what was read."""
    prompt = seed_draft(world, client)

    answer = approve(world, prompt, "0" * 64)

    assert answer["statusCode"] == 409
    assert "changed" in json.loads(answer["body"])["message"]


def test_voids_an_approval_when_the_text_changes(world: World, client: Client) -> None:
    """An edit after the approval needs a new one."""
    prompt = seed_draft(world, client)
    approve(world, prompt)
    path = f"/clients/{prompt.ref.client_id}/prompts/{prompt.ref.prompt_id}/text"
    body = {"subject": "Another line", "body": "Homework: write 300 words by Thursday."}

    edited = world.invoke("serve_therapist", http_event("PUT", path, body, prompt.therapist_id))
    release_and_send(world)

    shown = json.loads(edited["body"])
    assert (shown["state"], shown["approved_hash"]) == ("DRAFTED", "")
    assert {finding["rule"] for finding in shown["findings"]} >= {"P3", "P4"}
    assert world.mails_to(client) == []
    assert approve(world, prompt, shown["text_hash"])["statusCode"] == 403


def test_sends_nothing_whose_text_is_not_the_one_approved(world: World, client: Client) -> None:
    """Should the two hashes ever part, by whatever mistake, nothing goes out: rule P7 is asked at the last step too."""
    prompt = seed_draft(world, client)
    approve(world, prompt)
    world.client_of("dynamodb").update_item(
        TableName=world.deployed.physical_id("LedgerTable"),
        Key={"pk": {"S": f"CLIENT#{client.client_id}"}, "sk": {"S": f"PROMPT#{prompt.ref.prompt_id}"}},
        UpdateExpression="SET text_hash = :another",
        ExpressionAttributeValues={":another": {"S": "0" * 64}},
    )

    release_and_send(world)

    stopped = wiring.stores().prompts.get(prompt.ref)
    assert world.mails_to(client) == []
    assert (stopped.state, stopped.reason) == (PromptState.CANCELLED, "NOT_APPROVED")
