"""The review page: nothing unseen is approved, no other text than the one shown, and one card at a time."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from reviewing import act, edited, now, open_and_approve, page_of
from seeded import SAID
from visitor import Visitor, text_of
from world import World

from shared.domain.client import Client, Dial
from shared.domain.consent import Purpose
from shared.domain.listen_first import WEAK
from shared.domain.prompt import Prompt, PromptState
from shared.domain.transcript import Speaker, Transcript, Turn, Word
from shared.runtime import wiring
from shared.services import documents, vault_paths


def test_offers_no_approval_before_the_evidence_was_opened(dana: Visitor, prompt: Prompt) -> None:
    """Neither on the page nor at the server; afterwards the words around stand there."""
    before = dana.get(page_of(prompt))
    refused = act(dana, prompt, "approval", text_hash=prompt.text_hash)
    act(dana, prompt, "evidence")
    after = dana.get(page_of(prompt))

    assert "Approve this text" not in before["body"]
    assert "And work?" not in before["body"]
    assert (refused["statusCode"], now(prompt).state) == (403, PromptState.DRAFTED)
    assert "Open what was said first" in text_of(refused)
    assert "Approve this text" in after["body"]
    assert "And work?" in after["body"]


@pytest.mark.parametrize("probability", [0.9, 0.2])
def test_says_where_to_listen_first(dana: Visitor, prompt: Prompt, probability: float) -> None:
    """A quote with a word that the recogniser doubted says so, and no other does."""
    words = tuple(Word(each, 1.0, 4.0, probability) for each in SAID.split())
    spoken = Transcript((Turn(0, Speaker.CLIENT, 1.0, 4.0, SAID, words), Turn(1, Speaker.THERAPIST, 4.0, 5.0, "Hm?")))
    epoch = wiring.stores().consents.get(prompt.ref.client_id).epoch
    path = vault_paths.transcript(prompt.session)
    wiring.stores().vault.put(prompt.ref.client_id, epoch, path, documents.TRANSCRIPT.dump_json(spoken))

    assert ("Listen first" in dana.get(page_of(prompt))["body"]) is (probability < WEAK)


def test_calls_the_client_by_name_on_every_button(dana: Visitor, client: Client, prompt: Prompt) -> None:
    """A name that is masked in logs is no name for the person whose client it is."""
    before = text_of(dana.get(page_of(prompt)))
    act(dana, prompt, "never")
    after = text_of(dana.get(page_of(prompt)))

    name = client.profile.name.reveal()
    assert f"Never for {name}" in before
    assert f"Never as a note for {name}, also when" in after
    assert "***" not in before + after


def test_shows_to_whom_how_and_when_with_the_address_masked(dana: Visitor, client: Client, prompt: Prompt) -> None:
    """Nobody reads the address over a shoulder."""
    body = dana.get(page_of(prompt))["body"]

    assert client.profile.email.reveal() not in body
    assert re.search(r"\w•••@e•••\.com", body)
    assert "full text in the mail" in body


def test_shows_five_cards_at_most(dana: Visitor, prompt: Prompt) -> None:
    """However many threads a reading found; the brief names what else there is."""
    vault, client_id = wiring.stores().vault, prompt.ref.client_id
    path, epoch = vault_paths.reading(prompt.session), wiring.stores().consents.get(client_id).epoch
    reading = documents.READING.validate_json(vault.get(client_id, path))
    many = replace(reading, threads=reading.threads * 7)
    vault.put(client_id, epoch, path, documents.READING.dump_json(many))

    body = dana.get(page_of(prompt))["body"]

    assert len(many.threads) == 7
    assert re.findall(r'<article class="sheet card" id="card-(\d)"', body) == ["1", "2", "3", "4", "5"]


def test_offers_nothing_that_approves_more_than_one(dana: Visitor, prompt: Prompt) -> None:
    """No bulk approve: each form is one prompt's."""
    act(dana, prompt, "evidence")

    forms = re.findall(r'action="([^"]+/approval)"', dana.get(page_of(prompt))["body"])

    assert forms == [f"/console/clients/{prompt.ref.client_id}/prompts/{prompt.ref.prompt_id}/approval"]


def test_approves_once_however_often_the_button_is_pressed(dana: Visitor, prompt: Prompt) -> None:
    """A double click, or the back button and the form again, is one approval of the same text."""
    answers = [open_and_approve(dana, prompt) for _ in range(2)]

    assert [answer["statusCode"] for answer in answers] == [303, 303]
    assert now(prompt).state is PromptState.APPROVED


def test_undoes_an_approval_while_it_waits(dana: Visitor, prompt: Prompt) -> None:
    """The page says until when, and takes it back."""
    open_and_approve(dana, prompt)
    shown = dana.get(page_of(prompt))

    act(dana, prompt, "undo")

    assert "take it back" in text_of(shown)
    assert now(prompt).state is PromptState.DRAFTED
    assert now(prompt).is_opened


def test_wants_a_new_approval_for_a_changed_text(dana: Visitor, prompt: Prompt) -> None:
    """An edit voids the approval; the old hash opens nothing."""
    open_and_approve(dana, prompt)

    edited(dana, prompt, "It can stay half a thought.", based_on=prompt.text_hash)
    stale = act(dana, prompt, "approval", text_hash=prompt.text_hash)

    assert now(prompt).state is PromptState.DRAFTED
    assert stale["statusCode"] == 409
    assert "Read it again" in text_of(stale)


def test_lets_one_of_two_tabs_win_and_tells_the_other(dana: Visitor, prompt: Prompt) -> None:
    """Two tabs began from one text: the second to save is told, and overwrites nothing."""
    first = edited(dana, prompt, "It can stay half a thought.", based_on=prompt.text_hash)
    won = now(prompt).text_hash
    second = edited(dana, prompt, "Or leave it where it is.", based_on=prompt.text_hash)

    assert (first["statusCode"], second["statusCode"]) == (303, 409)
    assert now(prompt).text_hash == won
    assert "not saved" in text_of(second)


def test_puts_a_line_of_ones_own_above_the_name(dana: Visitor, prompt: Prompt) -> None:
    """It is part of the text from then on, and approved with it."""
    as_sent = "\r\n\r\n".join(("Hi Robin,", f'You said, "{SAID}."', "Dana"))  # as browsers end the lines of a form
    act(dana, prompt, "text", subject="To open, or not", body=as_sent, own_line="See you under the chestnut tree.")

    body = dana.get(page_of(prompt))["body"]

    assert "See you under the chestnut tree.\n\nDana" in body
    assert "\r" not in body


def test_keeps_an_edit_that_is_too_long_on_the_screen(dana: Visitor, prompt: Prompt) -> None:
    """Ten thousand characters are saved and cannot be approved; more are shown again, unsaved."""
    typed = "word " * 2_000
    saved = act(dana, prompt, "text", subject="To open, or not", body=typed.strip())
    long_hash = now(prompt).text_hash
    act(dana, prompt, "evidence")
    refused = act(dana, prompt, "approval", text_hash=long_hash)
    beyond = act(dana, prompt, "text", subject="To open, or not", body=typed + "more")

    assert saved["statusCode"] == 303
    assert (refused["statusCode"], now(prompt).state) == (403, PromptState.DRAFTED)
    assert beyond["statusCode"] == 422
    assert typed + "more" in beyond["body"]
    assert now(prompt).text_hash == long_hash


@pytest.mark.parametrize(("name", "said"), [("brief-only", "In the brief only"), ("never", "Never as a note")])
def test_sets_a_thread_aside(dana: Visitor, prompt: Prompt, name: str, said: str) -> None:
    """Nothing is sent about it, and the page says which it was."""
    act(dana, prompt, name)

    assert now(prompt).state is PromptState.SET_ASIDE
    assert said in text_of(dana.get(page_of(prompt)))


def test_writes_what_was_typed_as_text(dana: Visitor, prompt: Prompt) -> None:
    """Markup in a draft is never markup on the page."""
    edited(dana, prompt, "<script>alert(1)</script>")

    body = dana.get(page_of(prompt))["body"]

    assert "&lt;script&gt;alert(1)" in body
    assert "<script>alert" not in body


def test_says_why_no_note_can_go(dana: Visitor, prompt: Prompt) -> None:
    """Without consent to mail there is no approval, and a sentence in its place."""
    client = wiring.stores().clients.get(prompt.ref.client_id)
    act(dana, prompt, "evidence")
    consent = wiring.stores().consents.get(client.client_id)
    kept = {purpose: consent.grants[purpose] for purpose in (Purpose.RECORD, Purpose.READ)}
    wiring.stores().consents.grant(client.client_id, kept)

    body = dana.get(page_of(prompt))["body"]

    assert "Approve this text" not in body
    assert "not to this one" in body


def test_waits_until_the_time_the_therapist_names(world: World, dana: Visitor, client: Client, prompt: Prompt) -> None:
    """By the client's clock."""
    wanted = (world.clock.now() + timedelta(days=2)).astimezone(Dial().zone).replace(second=0, microsecond=0)
    act(dana, prompt, "evidence")

    typed = wanted.strftime("%Y-%m-%dT%H:%M")
    act(dana, prompt, "approval", text_hash=prompt.text_hash, not_before=typed)

    assert now(prompt).due_at == wanted
    assert client.dial.zone == Dial().zone


def test_shows_a_page_when_the_client_was_erased_while_it_was_open(
    world: World, dana: Visitor, client: Client, prompt: Prompt
) -> None:
    """Whatever is pressed then says what happened, and changes nothing."""
    dana.post(f"/console/clients/{client.client_id}/leave", extent="everything")
    world.drain()

    answers = [dana.get(page_of(prompt)), act(dana, prompt, "evidence"), edited(dana, prompt, "x")]
    answers += [act(dana, prompt, "approval", text_hash=prompt.text_hash), act(dana, prompt, "never")]

    assert {answer["statusCode"] for answer in answers} == {404}
    assert all("erased since you opened it" in text_of(answer) for answer in answers)


def test_shows_the_brief_of_the_session(dana: Visitor, prompt: Prompt) -> None:
    """On one page, with the client's words."""
    body = text_of(dana.get(page_of(prompt).replace("/review", "/brief")))

    assert "Before you meet Robin" in body
    assert "Left open" in body
    assert SAID.split(" and ")[0] in body
