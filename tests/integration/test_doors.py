"""Who gets in: every route of both doors, walked with somebody else's ids, with nobody's token, and by a scanner."""

import importlib
import json
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "console"))

from sending import approve, release_and_send, state_of
from test_serve_client import visit
from visitor import OpenAccounts, Visitor
from world import World, http_event

from shared.domain.client import Client
from shared.domain.identity import PromptRef
from shared.domain.links import NOTE_LINK, STOP_LINK
from shared.domain.prompt import Prompt, PromptState
from shared.runtime import wiring

BODIES: dict[str, Any] = {  # one good body for each form, so that ownership and not the form is what refuses
    "NewClient": {"name": "Robin", "therapist_name": "Dana", "adult": True},
    "ClientDetails": {"name": "Robin", "therapist_name": "Dana"},
    "Choices": {"purposes": ["record"], "until": "2099-01-01T00:00:00Z", "text_hash": "0" * 64},
    "Withdrawal": {"extent": "everything"},
    "NextSession": {"at": None},
    "EditedText": {"subject": "A note", "body": "Hi"},
    "Approval": {"text_hash": "0" * 64},
    "UploadRequest": {"extension": "wav"},
    "UploadsRequest": {"files": [{"extension": "wav"}]},
    "ThreadTap": {"tap": "closed"},
    "SpeakerNames": {"voices": {"0": "client"}},
}


def routes_of(module: str) -> list[Any]:
    """Every route that a door's app answers, as Powertools knows them."""
    app = importlib.import_module(f"functions.{module}").app
    return [*app._static_routes, *app._dynamic_routes]


def body_for(route: Any) -> Any:
    """Give a body that the route's form takes."""
    forms = [kind for name, kind in route.func.__annotations__.items() if hasattr(kind, "model_fields")]
    if not forms:
        return None
    assert forms[0].__name__ in BODIES, f"{route.path} takes a {forms[0].__name__}: give it a good body in BODIES"
    return BODIES[forms[0].__name__]


def filled(path: str, ids: dict[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda found: ids.get(found[1], "1" if found[1] == "rank" else "x1"), path)


THERAPISTS = routes_of("serve_therapist.handler")
ABOUT_NOBODY = {"/consent-text", "/places"}  # the practice's own texts: the gateway's check is enough for them
CONSOLE = routes_of("serve_therapist.console.app")
ABOUT_A_CLIENT = [route for route in THERAPISTS if "<client_id>" in route.path]


def named(route: Any) -> str:
    """Name a route in a test's id."""
    return f"{route.method} {route.path}"


def ids_of(prompt: Prompt) -> dict[str, str]:
    return {
        "client_id": prompt.ref.client_id,
        "session_id": prompt.session.session_id,
        "prompt_id": prompt.ref.prompt_id,
    }


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


def ask_page(visitor: Visitor, route: Any, path: str) -> dict[str, Any]:
    return visitor.post(path) if "POST" in route.method else visitor.get(path)


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


@pytest.mark.parametrize("field", ["name", "therapist_name", "email"])
@pytest.mark.parametrize("ending", ["\r\nBcc: x@evil.example", "\nSubject: hi", "\x00", "\u2028x", "\u202ex"])
def test_takes_no_line_break_into_a_name_or_an_address(world: World, field: str, ending: str) -> None:
    """What could become a header of a mail is refused at the form, and not repeated."""
    body = {**BODIES["NewClient"], "email": "quill@weir.example"}

    answer = world.invoke(
        "serve_therapist", http_event("POST", "/clients", {**body, field: body[field] + ending}, "t-3")
    )

    assert answer["statusCode"] == 422
    assert "quill" not in answer["body"]
    assert "evil" not in answer["body"]


def test_repeats_no_name_of_a_field_that_it_does_not_know(world: World) -> None:
    """The names of fields are typed too: only the form's own are told back."""
    forms = [{**BODIES["NewClient"], "Quillfeather": 1}, {"voices": {"Quillfeather": "client"}}]
    paths = ["/clients", "/clients/c/sessions/s/speakers"]

    answers = [
        world.invoke("serve_therapist", http_event(method, path, form, "t-3"))
        for method, path, form in zip(("POST", "PUT"), paths, forms, strict=True)
    ]

    assert [each["statusCode"] for each in answers] == [422, 422]
    assert not any("Quillfeather" in each["body"] for each in answers)


NONSENSE = [
    ("[" * 50_000, False),
    ('{"name":' * 9_000 + "1", False),
    ('{"at": 1e999, "name": NaN}', False),
    ('{"name": "' + "\\ud800" + '"}', False),
    ("9" * 5_000, False),
    ('"text"', False),
    ("null", False),
    ("", False),
    ("{", False),
    ("!!! no base64 !!!", True),
    ("/////w==", True),
    ("do=%FF%FE&do=%00", False),
]


@pytest.mark.parametrize(("body", "is_base64"), NONSENSE)
def test_answers_nonsense_with_a_refusal(world: World, prompt: Prompt, body: str, *, is_base64: bool) -> None:
    """Whatever is sent, both doors say that it is not understood; nothing breaks and nothing is written."""
    ids, token = ids_of(prompt), wiring.links().sign(NOTE_LINK, prompt.ref)
    world.judge.writes.clear()

    asked = [
        ("serve_therapist", route.method, filled(route.path, ids), prompt.therapist_id)
        for route in THERAPISTS
        if body_for(route)
    ]
    asked.append(("serve_client", "POST", f"/notes/{token}", ""))
    answers = []
    for step, method, path, therapist_id in asked:
        event = http_event(method, path, body, therapist_id)
        event["headers"]["content-type"] = "application/json"
        answers.append(world.invoke(step, {**event, "isBase64Encoded": is_base64}))

    assert {each["statusCode"] for each in answers} <= {400, 404, 413, 422}
    assert world.judge.writes == []
