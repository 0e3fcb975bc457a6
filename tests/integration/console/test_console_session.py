"""A session's page: stages with times, quiet while nothing changes, and plain words when something went wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest
from seeded import seed_draft
from visitor import Visitor, text_of
from world import World

from shared.domain.client import Client
from shared.domain.notice import NoticeKind
from shared.domain.session import Flag, Session, SessionMove, SessionState, Span
from shared.runtime import wiring


@pytest.fixture
def session(world: World, client: Client) -> Session:
    """Accept a session, and no more."""
    stores = wiring.stores()
    read = stores.sessions.get(seed_draft(world, client).session)
    fresh = replace(read, ref=replace(read.ref, session_id="s-under-way"), state=SessionState.ACCEPTED, reached={})
    return stores.sessions.open(replace(fresh, upload=replace(fresh.upload, key=f"{fresh.upload.key}2")))


def address(session: Session) -> str:
    return f"/console/clients/{session.ref.client_id}/sessions/{session.ref.session_id}"


def move(session: Session, what: SessionMove, **changes: object) -> Session:
    return wiring.stores().sessions.move(session.ref, what, changes)


def test_shows_each_stage_with_the_time_it_was_reached(world: World, dana: Visitor, session: Session) -> None:
    """Done, under way, to come."""
    move(session, SessionMove.PARTS_CUT, spans=(Span(0, 0.0, 60.0), Span(1, 60.0, 120.0)))
    wiring.stores().sessions.end_part(session.ref, 0, lost=False)

    said = text_of(dana.get(address(session)))

    assert "Listening to the file : done" in said
    assert "Turning speech into words : under way 1 of 2 parts" in said
    assert "Ready : to come" in said
    assert world.clock.now().astimezone(Client("", "", None).dial.zone).strftime("%H:%M:%S") in said


def test_sends_the_stages_again_only_when_something_changed(dana: Visitor, session: Session) -> None:
    """What a screen reader hears is news."""
    path = address(session)

    same = dana.get(f"{path}?seen=ACCEPTED-0&pace=2", hx_request="true")
    move(session, SessionMove.PARTS_CUT, spans=(Span(0, 0.0, 60.0),))
    changed = dana.get(f"{path}?seen=ACCEPTED-0&pace=2", hx_request="true")

    assert (same["statusCode"], same.get("body") or "") == (204, "")
    assert changed["statusCode"] == 200
    assert "<html" not in changed["body"]
    assert "innerHTML:#said" in changed["body"]
    assert "TRANSCRIBING-0" in changed["body"]


def test_looks_less_often_once_nothing_has_changed_for_a_minute(world: World, dana: Visitor, session: Session) -> None:
    """The pace is told once, and without a word to a screen reader; a change makes it quick again."""
    path = address(session)
    world.clock.move(timedelta(minutes=1))

    slower = dana.get(f"{path}?seen=ACCEPTED-0&pace=2", hx_request="true")
    same = dana.get(f"{path}?seen=ACCEPTED-0&pace=10", hx_request="true")
    move(session, SessionMove.PARTS_CUT, spans=(Span(0, 0.0, 60.0),))
    news = dana.get(f"{path}?seen=ACCEPTED-0&pace=10", hx_request="true")

    assert "every 10s" in slower["body"]
    assert "#said" not in slower["body"]
    assert same["statusCode"] == 204
    assert "every 2s" in news["body"]
    assert "innerHTML:#said" in news["body"]


@pytest.mark.parametrize(
    ("what", "said"),
    [(SessionMove.REFUSE, "removed and nothing was kept"), (SessionMove.FAIL, "it is safe until")],
)
def test_says_what_failed_whether_the_file_is_safe_and_what_to_do(
    dana: Visitor, session: Session, what: SessionMove, said: str
) -> None:
    """And it does not look again for ever."""
    move(session, what, reason="NOISE", sentence="There is no speech in it.")

    answer = dana.get(address(session))

    assert "There is no speech in it." in text_of(answer)
    assert said in text_of(answer)
    assert "to upload again" in text_of(answer)
    assert "hx-get" not in answer["body"]


def test_leads_to_who_is_who_where_the_words_leave_it_open(world: World, dana: Visitor, session: Session) -> None:
    """The session waits, and a notice on the first page leads there."""
    move(session, SessionMove.PARTS_CUT, spans=(Span(0, 0.0, 60.0),))
    move(session, SessionMove.WORDS_COMPLETE)
    move(session, SessionMove.ASK_SPEAKERS, flags=[Flag.SPEAKERS_UNSURE])
    wiring.stores().notices.tell(session.therapist_id, NoticeKind.SPEAKERS_UNSURE, session.ref, world.clock.now())

    assert f"{address(session)}/voices" in dana.get(address(session))["body"]
    for page in ("/console", "/console/notices"):
        assert "waits for you to say who is who" in text_of(dana.get(page))
        assert address(session) in dana.get(page)["body"]
