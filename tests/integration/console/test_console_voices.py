"""Who is who after a session was read: the voices swapped, named anew, one line put right; and it is read again."""

import re
from datetime import timedelta
from html import unescape

import pytest
from reviewing import open_and_approve
from scripted import DEMO, Script
from visitor import Visitor, text_of
from world import World

from functions.serve_therapist.finished import finished_of
from shared.domain.client import Client
from shared.domain.prompt import PromptState
from shared.domain.session import Session, SessionState
from shared.domain.trail import Act
from shared.domain.transcript import Speaker, Turn
from shared.runtime import wiring
from shared.services import vault_paths
from shared.services.documents import TRANSCRIPT
from shared.services.serve_therapist.progress import Finished


@pytest.fixture
def session(world: World, client: Client, script: Script) -> Session:
    """Read the demo's session to its end."""
    assert script.fails_on == set()
    world.upload(client, DEMO.read_bytes(), "demo.opus")
    world.drain()
    (found,) = wiring.stores().sessions.of_client(client.client_id)
    assert found.state is SessionState.READY
    return found


def address(session: Session) -> str:
    return f"/console/clients/{session.ref.client_id}/sessions/{session.ref.session_id}"


def turns(session: Session) -> tuple[Turn, ...]:
    path = vault_paths.transcript(session.ref)
    return TRANSCRIPT.validate_json(wiring.stores().vault.get(session.ref.client_id, path)).turns


def now(session: Session) -> Session:
    return wiring.stores().sessions.get(session.ref)


def finished(session: Session) -> Finished:
    return finished_of(session.therapist_id, session.ref)


def drafted(session: Session) -> list[str]:
    prompts = wiring.stores().prompts.of_client(session.ref.client_id)
    return [each.ref.prompt_id for each in prompts if each.state is PromptState.DRAFTED]


def test_is_told_as_costing_once_however_often_it_is_read(
    world: World, dana: Visitor, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a session cost is told as it becomes ready; a correction has it read again, and is no second session."""
    dana.post(f"{address(session)}/swap")
    world.drain()

    told = capsys.readouterr().out
    assert now(session).swaps == 1
    assert (told.count('"Name":"SessionsReady"'), told.count('"Name":"SessionUsd"')) == (1, 0)


def test_swaps_the_two_by_one_button(world: World, dana: Visitor, session: Session) -> None:
    """What the therapist was held to have said becomes the client's; the drafts of before are gone."""
    before, old = turns(session), drafted(session)
    shown = dana.get(f"{address(session)}/voices")

    answers = [dana.post(f"{address(session)}/swap") for _ in range(2)]
    world.drain()

    assert shown["body"].count("<audio") == 6
    assert "the wrong way round: swap" in text_of(shown)
    assert {answer["headers"]["Location"] for answer in answers} == {address(session)}
    turned = {Speaker.THERAPIST: Speaker.CLIENT, Speaker.CLIENT: Speaker.THERAPIST}
    assert [each.speaker for each in turns(session)] == [turned[each.speaker] for each in before]
    assert (now(session).state, now(session).swaps) == (SessionState.READY, 1)
    assert not set(old) & set(drafted(session))
    assert old


def test_puts_one_line_right_and_back(world: World, dana: Visitor, session: Session) -> None:
    """Only that line changes hands; what the page says of the others changes nothing, and drafts are made anew."""
    body = dana.get(f"{address(session)}/lines?from=1")["body"]
    sent = dict(re.findall(r'name="(line-\d+)".*?<option value="(\w+)" selected', body, re.DOTALL))
    wrong = turns(session)[1]
    name, was, old = f"line-{wrong.begins_ms}", wrong.speaker, drafted(session)

    unchanged = dana.post(f"{address(session)}/lines", reading="0", **sent)
    assert (unchanged["statusCode"], now(session)) == (303, session)
    dana.post(f"{address(session)}/lines", reading="0", **{**sent, name: "other"})
    world.drain()
    after = turns(session)
    assert not set(old) & set(drafted(session))
    stale = dana.post(f"{address(session)}/lines", reading="0", **{name: "client"})
    dana.post(f"{address(session)}/lines", reading="1", **{name: was})
    world.drain()

    assert len(sent) == 30
    assert [each.index for each in after if each.speaker is Speaker.OTHER] == [1]
    assert stale["statusCode"] == 409
    assert "was read again since" in text_of(stale)
    assert turns(session)[1].speaker is was
    assert (now(session).lines, now(session).swaps) == ({}, 2)
    assert drafted(session)


def words_on(body: str) -> dict[str, str]:
    """Give every line's words as the form would send them back."""
    return {name: unescape(text) for name, text in re.findall(r'name="(words-\d+)"[^>]*>(.*?)</textarea>', body)}


def test_puts_misheard_words_right_and_asks_for_approval_again(
    world: World, dana: Visitor, client: Client, session: Session
) -> None:
    """The quote is cut from the words as they were said; what was approved with the wrong ones never goes."""
    lines, before = f"{address(session)}/lines", finished(session)
    old, thread = before.prompts[0], before.reading.threads[0]
    misheard = before.transcript.turns[thread.turn]
    open_and_approve(dana, old)
    sent = words_on(dana.get(f"{lines}?from={max(0, thread.turn - 3)}")["body"])

    unchanged = dana.post(lines, reading="0", **sent)
    approved = wiring.stores().prompts.get(old.ref)
    said = f"{thread.quote.split()[0]} zinnia, {misheard.text}"
    for _ in range(2):
        dana.post(lines, reading="0", **{**sent, f"words-{misheard.begins_ms}": f"  {said}\r\n"})
    world.drain()
    world.clock.move(timedelta(days=3))
    world.tick("release_prompts")
    world.drain()

    assert (unchanged["statusCode"], now(session).swaps) == (303, 1)
    assert approved.state is PromptState.APPROVED
    assert wiring.stores().prompts.get(old.ref).state is PromptState.CANCELLED
    assert world.mails_to(client) == []
    after = finished(session)
    assert after.transcript.turns[thread.turn].text == said
    assert [word.text for word in after.transcript.turns[thread.turn].words] == said.split()
    assert {prompt.state for prompt in after.prompts} == {PromptState.DRAFTED}
    assert all(not prompt.approved_hash for prompt in after.prompts)
    for each in after.reading.threads:
        turn = after.transcript.turns[each.turn]
        assert turn.speaker is Speaker.CLIENT
        assert each.quote in turn.text
        assert turn.start_s <= each.start_s <= each.end_s <= turn.end_s
    trail = wiring.stores().trail.of_client(session.ref.client_id)
    acts = [(each.act, each.outcome) for each in trail if each.what == "lines.put_right"]
    assert acts == [(Act.CHANGED, "303")] * 3
    _lies_sealed(world, session, b"zinnia")


def _lies_sealed(world: World, session: Session, word: bytes) -> None:
    """Nothing in a bucket or a table shows a word that was put right."""
    s3, bucket = world.client_of("s3"), world.deployed.physical_id("VaultBucket")
    papers = [key for key in world.objects("VaultBucket") if session.ref.session_id in key and "/wordings/" in key]
    assert len(papers) == 1
    assert all(word not in s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in papers)
    rows = world.client_of("dynamodb").scan(TableName=world.deployed.physical_id("LedgerTable"))["Items"]
    assert word not in repr(rows).encode()


def test_corrects_what_was_corrected_before_and_keeps_it_when_voices_are_swapped(
    world: World, dana: Visitor, session: Session
) -> None:
    """Line upon line; neither another line nor a swap brings a misheard word back."""
    lines, (first, second, *_) = f"{address(session)}/lines", turns(session)

    dana.post(lines, reading="0", **{f"words-{first.begins_ms}": "Come in, zinnia."})
    world.drain()
    dana.post(lines, reading="1", **{f"words-{second.begins_ms}": "I am calm."})
    world.drain()
    dana.post(f"{address(session)}/swap")
    world.drain()

    assert [turn.text for turn in turns(session)[:2]] == ["Come in, zinnia.", "I am calm."]
    assert now(session).swaps == 3


@pytest.mark.parametrize(("line", "typed"), [("1", "x"), ("x", "x"), ("", ""), ("", "x" * 10_001)])
def test_takes_no_words_that_are_none_or_of_no_line(dana: Visitor, session: Session, line: str, typed: str) -> None:
    """An empty line, one beyond all measure, a line that is not there: told, and nothing is changed."""
    name = f"words-{line or turns(session)[0].begins_ms}"

    answer = dana.post(f"{address(session)}/lines", reading="0", **{name: typed})

    assert answer["statusCode"] in {409, 422}
    assert "Nothing was changed" in text_of(answer) or "as it stands now" in text_of(answer)
    assert now(session) == session


def test_names_the_voices_anew(world: World, dana: Visitor, session: Session) -> None:
    """By the same form that asks for them; a voice or a line that is not there is told, and changes nothing."""
    path = f"{address(session)}/voices"
    refused = [
        dana.post(path, reading="0", **{"voice-7": "client"}),
        dana.post(f"{address(session)}/lines", reading="0", **{"line-1": "client"}),
        dana.post(path, reading="0", **{"voice-0": "nobody"}),
        dana.post(path, **{"voice-0": "therapist", "voice-1": "client"}),
    ]
    assert [answer["statusCode"] for answer in refused] == [409, 409, 422, 409]
    assert now(session) == session

    dana.post(path, reading="0", **{"voice-0": "other"})
    world.drain()

    assert now(session).voices[0] is Speaker.OTHER
    assert now(session).swaps == 1


def test_shows_no_line_to_anybody_else(world: World, dana: Visitor, session: Session) -> None:
    """Another therapist finds nothing, and puts nothing right."""
    other = Visitor(world, "t-other")
    line = f"line-{turns(session)[0].begins_ms}"

    answers = [other.get(f"{address(session)}/lines"), other.post(f"{address(session)}/swap")]
    answers.append(other.post(f"{address(session)}/lines", reading="0", **{line: "other"}))

    assert [answer["statusCode"] for answer in answers] == [404] * 3
    assert dana.get(f"{address(session)}/lines?from=nowhere")["statusCode"] == 200
    assert now(session) == session
