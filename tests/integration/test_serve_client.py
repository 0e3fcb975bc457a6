"""The client's page on moto: looking changes nothing, pressing does, and a wrong link tells nothing."""

from datetime import timedelta

import pytest
from seeded import SAID, seed_draft
from sending import approve, release_and_send, state_of
from visiting import link_in_mail, visit
from world import World, http_event

from shared.domain.client import Client
from shared.domain.links import STOP_LINK
from shared.domain.prompt import Answer, Prompt, PromptState
from shared.runtime import wiring


def test_shows_the_note_behind_a_button(world: World, client: Client, sent: Prompt) -> None:
    """The first page is neutral; the note comes after a press."""
    path = link_in_mail(world, client, "notes")

    first, note = visit(world, "GET", path), visit(world, "POST", path, "do=read")

    words = SAID.split(" and ")[0]
    assert words not in first["body"]
    assert words in note["body"]
    assert "default-src 'none'" in note["headers"]["Content-Security-Policy"]
    assert state_of(sent) is PromptState.SENT


def test_changes_nothing_when_a_scanner_follows_the_links(world: World, client: Client, sent: Prompt) -> None:
    """Mail gateways fetch every link, twice."""
    for page in ("notes", "stop", "notes", "stop"):
        assert visit(world, "GET", link_in_mail(world, client, page))["statusCode"] == 200

    assert wiring.stores().prompts.get(sent.ref).answer is None
    assert wiring.stores().clients.get(client.client_id).gets_no_mail is False


@pytest.mark.parametrize(("pressed", "answer"), [("keep", Answer.KEPT), ("not-now", Answer.NOT_NOW)])
def test_keeps_or_leaves_a_note(world: World, client: Client, sent: Prompt, pressed: str, answer: Answer) -> None:
    """Both are good answers."""
    visit(world, "POST", link_in_mail(world, client, "notes"), f"do={pressed}")

    assert wiring.stores().prompts.get(sent.ref).answer is answer


def test_pauses_notes(world: World, client: Client, sent: Prompt) -> None:
    """A pause has an end."""
    visit(world, "POST", link_in_mail(world, client, "notes"), "do=pause-week")

    assert wiring.stores().clients.get(client.client_id).dial.paused_until > world.clock.now()
    assert state_of(sent) is PromptState.SENT


def test_stops_by_one_click_without_cookies(world: World, client: Client, sent: Prompt) -> None:
    """RFC 8058: the mail program posts, and what is queued does not go out either."""
    other = seed_draft(world, client, name="other.wav")
    approve(world, other)

    click = http_event("POST", link_in_mail(world, client, "stop"), "List-Unsubscribe=One-Click")
    answer = world.browse("serve_client", click, {})
    world.clock.move(wiring.stores().prompts.get(other.ref).due_at - world.clock.now())
    release_and_send(world)

    assert answer["statusCode"] == 200
    assert len(world.mails_to(client)) == 1
    assert state_of(sent) is PromptState.SENT
    assert wiring.stores().clients.get(client.client_id).has_stopped


def test_stops_what_is_queued_by_one_click(world: World, client: Client, prompt: Prompt) -> None:
    """RFC 8058: a bare POST without cookies counts at once, for a note that is on its way as well."""
    approve(world, prompt)
    world.clock.move(timedelta(seconds=1))
    world.tick("release_prompts")
    assert state_of(prompt) is PromptState.QUEUED
    stop = f"/stop/{wiring.links().sign(STOP_LINK, prompt.ref)}"

    answer = visit(world, "POST", stop, "List-Unsubscribe=One-Click")
    world.drain()

    assert answer["statusCode"] == 200
    assert "cookies" not in answer or answer["cookies"] == []
    assert world.mails_to(client) == []
    assert state_of(prompt) is PromptState.CANCELLED


def test_tells_nothing_to_a_wrong_link(world: World, client: Client, sent: Prompt) -> None:
    """A guessed link, a link for another page and a cut one look alike."""
    right = link_in_mail(world, client, "notes")
    wrong = ["/notes/guess", right[:-2], link_in_mail(world, client, "stop").replace("/stop/", "/notes/")]

    answers = [visit(world, "POST", path, "do=read") for path in wrong]

    assert {answer["statusCode"] for answer in answers} == {404}
    assert len({answer["body"] for answer in answers}) == 1
    assert state_of(sent) is PromptState.SENT


def test_withdraws_from_the_page(world: World, client: Client, sent: Prompt) -> None:
    """Everything made from the sessions goes, and the page shows nothing any more."""
    path = link_in_mail(world, client, "notes")

    visit(world, "POST", path, "do=withdraw")
    world.drain()

    assert [key for key in world.objects("VaultBucket") if client.client_id in key] == []
    assert visit(world, "POST", path, "do=read")["body"] == visit(world, "POST", "/notes/guess", "do=read")["body"]
    assert wiring.stores().prompts.of_client(client.client_id) == []
    assert sent.ref.client_id == client.client_id


def test_takes_nothing_oversized_and_marks_every_answer(world: World) -> None:
    """A body larger than any form is refused unread; a refusal carries the same headers as a page."""
    refused, missing = visit(world, "POST", "/notes/x", "do=" + "k" * 6_100_000), visit(world, "GET", "/nowhere")

    assert refused["statusCode"] == 413
    for answer in (refused, missing):
        assert answer["headers"]["Cache-Control"] == "no-store"
        assert answer["headers"]["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer["headers"]["Content-Security-Policy"]
