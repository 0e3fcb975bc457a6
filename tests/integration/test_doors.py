"""Who gets in: every route of both doors, walked with somebody else's ids, with nobody's token, and by a scanner."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "console"))

from routes import ABOUT_A_CLIENT, ABOUT_NOBODY, CONSOLE, THERAPISTS, body_for, filled, ids_of, named, routes_of
from sending import approve, release_and_send
from visiting import visit
from visitor import OpenAccounts, Visitor, ask_page
from world import World, http_event

from shared.domain.identity import PromptRef
from shared.domain.links import NOTE_LINK, STOP_LINK
from shared.domain.prompt import Prompt
from shared.runtime import wiring


@pytest.mark.parametrize("route", ABOUT_A_CLIENT, ids=named)
def test_hides_another_therapists_client_on_every_route(world: World, prompt: Prompt, route: Any) -> None:
    """With good ids and a good body, a stranger gets the very answer that made-up ids get, and nothing is written."""
    body = body_for(route)
    world.judge.writes.clear()

    real = world.invoke("serve_therapist", http_event(route.method, filled(route.path, ids_of(prompt)), body, "t-2"))
    made_up = world.invoke("serve_therapist", http_event(route.method, filled(route.path, {}), body, "t-2"))

    assert real["statusCode"] == made_up["statusCode"] == 404
    assert real["body"] == made_up["body"]
    assert world.judge.writes == []


@pytest.mark.parametrize("route", [each for each in ABOUT_A_CLIENT if each.path.count("<") > 1], ids=named)
def test_hides_another_clients_session_behind_ones_own_client(world: World, prompt: Prompt, route: Any) -> None:
    """A therapist's own client id opens nobody else's session or prompt."""
    own = world.enrol()
    ids = {**ids_of(prompt), "client_id": own.client_id}

    event = http_event(route.method, filled(route.path, ids), body_for(route), own.therapist_id)

    assert world.invoke("serve_therapist", event)["statusCode"] == 404


@pytest.mark.parametrize("route", [each for each in THERAPISTS if each.path not in ABOUT_NOBODY], ids=named)
def test_asks_every_caller_who_they_are(world: World, prompt: Prompt, route: Any) -> None:
    """Should the gateway's own check ever be left off a route, the route still asks."""
    event = http_event(route.method, filled(route.path, ids_of(prompt)), body_for(route))

    assert world.invoke("serve_therapist", event)["statusCode"] == 403


@pytest.mark.parametrize("route", [each for each in CONSOLE if "<client_id>" in each.path], ids=named)
def test_hides_another_therapists_client_on_every_page(
    world: World, prompt: Prompt, route: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger who is signed in to the console sees a page that is not there, whatever was typed."""
    monkeypatch.setattr(wiring, "accounts", OpenAccounts)
    stranger = Visitor(world, "t-2")
    stranger.get("/console/sign-in")
    world.judge.writes.clear()

    answer = ask_page(stranger, route, filled(route.path, ids_of(prompt)))
    made_up = ask_page(stranger, route, filled(route.path, {}))

    assert answer["statusCode"] == made_up["statusCode"]
    assert answer["statusCode"] in {400, 404, 422}  # an empty form may be looked at before whose client it is
    assert "Robin" not in answer["body"]
    assert world.judge.writes == []


@pytest.mark.parametrize("route", CONSOLE, ids=named)
def test_shows_no_page_to_nobody(world: World, prompt: Prompt, route: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a session there is the sign-in page, and the pages' own files; nothing is written."""
    monkeypatch.setattr(wiring, "accounts", OpenAccounts)
    nobody = Visitor(world)
    nobody.get("/console/sign-in")
    world.judge.writes.clear()

    answer = ask_page(nobody, route, filled(route.path, ids_of(prompt)))

    is_open = route.path == "/console/sign-in" or route.path.startswith("/console/assets/")
    assert is_open or (answer["statusCode"], answer["headers"]["Location"]) == (303, "/console/sign-in")
    assert world.judge.writes == []


@pytest.mark.parametrize("route", [each for each in CONSOLE if "POST" in each.method], ids=named)
def test_takes_no_form_from_another_site(
    world: World, prompt: Prompt, route: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form without this browser's own token changes nothing, though the session's cookies came with it."""
    monkeypatch.setattr(wiring, "accounts", OpenAccounts)
    owner = Visitor(world, prompt.therapist_id)
    owner.get("/console/sign-in")
    world.judge.writes.clear()

    answer = owner.post(filled(route.path, ids_of(prompt)), token="guessed")  # noqa: S106  (that is the point)

    assert answer["statusCode"] == 403
    assert world.judge.writes == []


def test_changes_nothing_on_any_get(world: World, prompt: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scanners, prefetchers and browsers follow every link: no GET of either door writes to AWS."""
    approve(world, prompt)
    release_and_send(world)
    tokens = {"notes": wiring.links().sign(NOTE_LINK, prompt.ref), "stop": wiring.links().sign(STOP_LINK, prompt.ref)}
    world.judge.writes.clear()

    answered = [
        world.invoke(
            "serve_therapist", http_event("GET", filled(route.path, ids_of(prompt)), None, prompt.therapist_id)
        )
        for route in THERAPISTS
        if "GET" in route.method
    ]
    answered += [
        world.invoke("serve_client", http_event("GET", filled(route.path, {"token": token}), ""))
        for route in routes_of("serve_client.handler")
        if "GET" in route.method
        for token in tokens.values()
    ]

    monkeypatch.setattr(wiring, "accounts", OpenAccounts)
    owner = Visitor(world, prompt.therapist_id)
    answered += [owner.get(filled(route.path, ids_of(prompt))) for route in CONSOLE if "GET" in route.method]

    assert [each["statusCode"] for each in answered].count(200) >= len(answered) // 2
    assert world.judge.writes == []


def test_would_see_a_get_that_writes(world: World, prompt: Prompt) -> None:
    """The test above is able to fail: an approval is a write."""
    world.judge.writes.clear()
    approve(world, prompt)

    assert "dynamodb:UpdateItem" in world.judge.writes


def test_gives_no_hint_to_a_wrong_link(world: World, prompt: Prompt) -> None:
    """Guessed, tampered, for another page, of a client who is gone: all look like a page that never was."""
    token = wiring.links().sign(NOTE_LINK, prompt.ref)
    wrong = [
        "x1",
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token.swapcase(),
        wiring.links().sign(STOP_LINK, prompt.ref),
        wiring.links().sign(NOTE_LINK, PromptRef("c-nobody", "p-nothing")),
        token,  # a draft that was never sent
        "%00",
        "..%2F..%2Fetc",
        "a" * 4000,
    ]

    for method, form in (("POST", "do=read"), ("POST", "do=keep")):
        answers = [visit(world, method, f"/notes/{each}", form) for each in wrong]
        assert {(each["statusCode"], each["body"]) for each in answers} == {(404, answers[0]["body"])}
        assert {json.dumps(each["headers"]) for each in answers} == {json.dumps(answers[0]["headers"])}
    assert "therapist" not in answers[0]["body"].lower()
