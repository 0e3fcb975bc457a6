"""A review page that was open too long: the back button, a second tab, a double click; each says what happened."""

from dataclasses import replace

import pytest
from reviewing import act, now, open_and_approve, page_of
from sending import release_and_send
from visitor import Visitor, text_of
from world import World

from shared.domain.client import Client
from shared.domain.prompt import NEVER, Prompt, PromptState
from shared.domain.threads import Why
from shared.runtime import wiring
from shared.services import vault_paths
from shared.services.documents import NOTE, READING

REVIEW_OF_CARD_1 = 'href="{page}#card-1"'


def add_a_line(dana: Visitor, prompt: Prompt) -> None:
    """Save the draft with a line of the therapist's own, which keeps every rule."""
    path = vault_paths.note(prompt.session, prompt.text_hash)
    note = NOTE.validate_json(wiring.stores().vault.get(prompt.ref.client_id, path))
    act(dana, prompt, "text", subject=note.subject, body=note.body, own_line="See you under the chestnut tree.")


def test_tells_the_second_of_two_tabs_that_approve_different_texts(dana: Visitor, prompt: Prompt) -> None:
    """One tab edits and approves; the other approves what it still shows, is told, and is led back."""
    act(dana, prompt, "evidence")
    add_a_line(dana, prompt)
    approved = now(prompt).text_hash
    act(dana, prompt, "approval", text_hash=approved)

    late = act(dana, prompt, "approval", text_hash=prompt.text_hash)

    assert (late["statusCode"], now(prompt).approved_hash) == (409, approved)
    assert "The text has changed since you opened it" in text_of(late)
    assert REVIEW_OF_CARD_1.format(page=page_of(prompt)) in late["body"]


def test_lets_one_note_of_a_session_go_and_says_so_of_the_other(
    world: World, dana: Visitor, client: Client, prompt: Prompt
) -> None:
    """Two tabs, two cards of one session: the second approval is refused in words."""
    other = replace(prompt, ref=replace(prompt.ref, prompt_id=f"{prompt.session.session_id}-p2"), rank=2)
    wiring.stores().prompts.add(other)
    draft = wiring.stores().vault.get(client.client_id, vault_paths.draft(prompt.session, prompt.ref))
    epoch = wiring.stores().consents.get(client.client_id).epoch
    wiring.stores().vault.put(client.client_id, epoch, vault_paths.draft(prompt.session, other.ref), draft)
    open_and_approve(dana, prompt)

    second = open_and_approve(dana, other)

    assert (second["statusCode"], now(other).state) == (409, PromptState.DRAFTED)
    assert "Another note of this session is approved" in text_of(second)
    assert world.mails_to(client) == []


@pytest.mark.parametrize("name", ["approval", "text", "undo", "brief-only", "never"])
def test_says_that_a_note_has_gone_out_whatever_is_pressed_then(
    world: World, dana: Visitor, client: Client, prompt: Prompt, name: str
) -> None:
    """The back button shows the page as it was; pressing there changes nothing, and nothing goes twice."""
    open_and_approve(dana, prompt)
    world.clock.move(now(prompt).due_at - world.clock.now())
    release_and_send(world)
    sent = now(prompt)

    answer = act(dana, prompt, name, text_hash=sent.text_hash, subject="To open", body="Hi Robin, …")

    assert answer["statusCode"] == 409
    assert "gone out already" in text_of(answer)
    assert now(prompt) == sent
    assert len(world.mails_to(client)) == 1


@pytest.mark.parametrize(
    ("first", "name", "state"),
    [
        ("approval", "undo", PromptState.DRAFTED),
        ("", "brief-only", PromptState.SET_ASIDE),
        ("", "never", PromptState.SET_ASIDE),
    ],
)
def test_a_double_click_is_one_click(dana: Visitor, prompt: Prompt, first: str, name: str, state: PromptState) -> None:
    """Each leads to the same page both times."""
    act(dana, prompt, "evidence")
    if first:
        act(dana, prompt, first, text_hash=prompt.text_hash)

    answers = [act(dana, prompt, name) for _ in range(2)]

    assert [answer["statusCode"] for answer in answers] == [303, 303]
    assert now(prompt).state is state


@pytest.mark.parametrize("name", ["brief-only", "never"])
def test_takes_up_again_what_was_set_aside(dana: Visitor, prompt: Prompt, name: str) -> None:
    """A slip of the finger is no decision for good; and until then nothing is approved."""
    act(dana, prompt, "evidence")
    act(dana, prompt, name)
    refused = act(dana, prompt, "approval", text_hash=prompt.text_hash)

    act(dana, prompt, "undo")

    assert refused["statusCode"] == 409
    assert "Take it up again first" in text_of(refused)
    assert (now(prompt).state, now(prompt).reason) == (PromptState.DRAFTED, "")
    assert "Approve this text" in dana.get(page_of(prompt))["body"]


def test_says_never_after_brief_only_only_once_it_was_taken_up_again(dana: Visitor, prompt: Prompt) -> None:
    """Two tabs that set aside in two ways: the first stands, and the second is told."""
    act(dana, prompt, "brief-only")

    answer = act(dana, prompt, "never")

    assert answer["statusCode"] == 409
    assert now(prompt).reason != NEVER


def about_us(prompt: Prompt) -> None:
    """Add a thread about the two of them to what was read, of which no note is drafted."""
    stores, client_id = wiring.stores(), prompt.ref.client_id
    path = vault_paths.reading(prompt.session)
    reading = READING.validate_json(stores.vault.get(client_id, path))
    both = replace(reading, threads=(*reading.threads, replace(reading.threads[0], why=(Why.BETWEEN_US,))))
    stores.vault.put(client_id, stores.consents.get(client_id).epoch, path, READING.dump_json(both))


def test_drafts_a_note_about_the_two_of_them_only_by_a_button(dana: Visitor, prompt: Prompt) -> None:
    """Brief only by itself; chosen, it is a draft like any other, whose evidence must be opened first."""
    about_us(prompt)
    before = dana.get(page_of(prompt))
    path = page_of(prompt).replace("/review", "/threads/{rank}/draft")

    answers = [dana.post(path.format(rank=2)) for _ in range(2)]
    nowhere = [dana.post(path.format(rank=rank)) for rank in ("0", "9", "x")]
    after = dana.get(page_of(prompt))

    assert "Draft a note all the same" in text_of(before)
    assert [answer["headers"]["Location"] for answer in answers] == [f"{page_of(prompt)}#card-2"] * 2
    assert [answer["statusCode"] for answer in nowhere] == [404] * 3
    assert "Draft a note all the same" not in text_of(after)
    assert [each.rank for each in wiring.stores().prompts.of_client(prompt.ref.client_id)] == [1, 2]
    assert "-p2/evidence" in after["body"]


def test_answers_what_is_too_large_with_a_page(dana: Visitor, prompt: Prompt) -> None:
    """An edit beyond every form is refused unread, in words, on a page that names nobody."""
    answer = act(dana, prompt, "text", subject="x", body="word " * 40_000)

    assert answer["statusCode"] == 413
    assert answer["headers"]["Content-Type"].startswith("text/html")
    assert "larger than anything we take here" in text_of(answer)
    assert prompt.ref.client_id not in answer["body"]
