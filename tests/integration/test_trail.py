"""The audit trail: every route and every step leaves exactly one entry, and nothing can change one."""

import json
import re
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from scripted import DEMO, Script
from test_send_prompt import approve, release_and_send
from world import World, http_event, seed_draft

from functions.serve_client.handler import app as client_door
from functions.serve_therapist.handler import app as therapist_door
from infrastructure.local.translate import translate
from shared.domain.consent_text import CONSENT_TEXT
from shared.domain.prompt import Prompt
from shared.domain.trail import Act
from shared.runtime import wiring

ROOT = Path(__file__).parents[2]
ROUTES = [
    (door, route.method, route.rule.pattern, f"{route.func.__module__.rpartition('.')[2]}.{route.func.__name__}")
    for door, app in (("serve_therapist", therapist_door), ("serve_client", client_door))
    for route in [*app._static_routes, *app._dynamic_routes]
]


def entries(world: World) -> list[dict]:
    rows = world.client_of("dynamodb").scan(TableName=world.deployed.physical_id("TrailTable"))["Items"]
    return [{name: next(iter(value.values())) for name, value in row.items()} for row in rows]


def path_of(pattern: str, names: dict[str, str]) -> str:
    return re.sub(r"\(\?P<(\w+)>.*?\]\+\)", lambda found: names.get(found[1], "x"), pattern).strip("^$")


NOT_ASKED_HERE = {"threads.tap_thread", "threads.choose_for_a_note", "sessions.name_speakers"}  # they need more set up


def body_for(what: str, prompt: Prompt, world: World) -> dict:
    """Write a form that the route takes."""
    until = (world.clock.now() + timedelta(days=9)).isoformat()
    forms = {
        "clients.enrol_client": {"name": "Robin", "therapist_name": "Dana", "adult": True},
        "clients.record_consent": {"purposes": ["record"], "until": until, "text_hash": CONSENT_TEXT.shown_digest},
        "clients.change_next_session": {"at": until},
        "clients.make_upload_link": {"extension": "wav"},
        "clients.make_upload_links": {"files": [{"extension": "wav"}]},
        "drafts.edit_draft": {"subject": "For you", "body": "Something else."},
        "drafts.approve_draft": {"text_hash": prompt.text_hash},
    }
    return forms.get(what, {})


@pytest.mark.slow
@pytest.mark.parametrize(("door", "method", "pattern", "what"), ROUTES, ids=[route[3] for route in ROUTES])
def test_every_route_leaves_one_entry(world: World, door: str, method: str, pattern: str, what: str) -> None:
    """Whatever it answers; a page of the client's that says nothing about anybody is no act."""
    client = world.enrol()
    prompt = seed_draft(world, client)
    token = wiring.links().sign("stop" if "stop" in pattern else "note", prompt.ref)
    names = {
        "client_id": client.client_id,
        "prompt_id": prompt.ref.prompt_id,
        "session_id": prompt.session.session_id,
        "token": token,
    }
    before = entries(world)
    is_client = door == "serve_client"
    body = "do=read" if is_client else body_for(what, prompt, world) if method != "GET" else None

    answer = world.invoke(
        door, http_event(method, path_of(pattern, names), body, "" if is_client else client.therapist_id)
    )

    left = [each for each in entries(world) if each not in before]
    if answer["statusCode"] == HTTPStatus.UNPROCESSABLE_ENTITY or (is_client and "token" not in pattern):
        assert left == []  # nothing was understood and nothing done; or a style sheet
        assert what in NOT_ASKED_HERE or is_client
        return
    (entry,) = left
    assert entry["what"].startswith(what)
    assert entry["who"] == ("client" if is_client else client.therapist_id)


def test_every_step_leaves_one_entry(world: World, script: Script) -> None:
    """From the upload to the mail and to the erasure, each by its own word; a redelivery adds none."""
    client = world.enrol()
    world.upload(client, DEMO.read_bytes(), "demo.opus")
    world.drain()
    prompt = seed_draft(world, client)
    approve(world, prompt)
    release_and_send(world)
    world.tick("keep_watch")
    sent = [each for each in entries(world) if each.get("client_id") == client.client_id]
    names = {"client_id": client.client_id, "extent": "everything"}
    world.invoke(
        "serve_therapist",
        http_event("POST", f"/clients/{client.client_id}/withdrawal", {"extent": "everything"}, client.therapist_id),
    )
    world.drain()
    world.send("ForgetQueue", json.dumps(names))
    world.drain()

    steps = sorted(each["what"] for each in sent if each["act"] == Act.WORKED)
    parts = len(script.spans)
    expected = ["accept_recording", "extract_threads", "send_prompt", "split_recording", *["transcribe_part"] * parts]
    assert steps == sorted(expected)
    mine = [each for each in entries(world) if each.get("client_id") == client.client_id]
    assert [each["what"] for each in mine if each["act"] == Act.APPROVED] == ["drafts.approve_draft"]
    assert [each["what"] for each in mine if each["act"] == Act.WITHDREW] == ["clients.withdraw_consent"]
    assert len([each for each in mine if each["act"] == Act.ERASED]) >= 1


def test_holds_no_content(world: World) -> None:
    """A name typed into an address, a query or a form does not come into the trail."""
    client = world.enrol()
    name = "Quillfeather"
    for path, body in ((f"/clients/{name}", None), ("/clients", {"name": name, "therapist_name": name, "adult": True})):
        world.invoke("serve_therapist", http_event("POST" if body else "GET", path, body, client.therapist_id))

    assert name not in repr(entries(world))


def test_nobody_may_change_an_entry() -> None:
    """No function's role may do anything to the trail but add to it."""
    resources = translate(ROOT / "template.yaml", {}).template["Resources"]
    statements = [
        statement
        for each in resources.values()
        if each["Type"] in {"AWS::IAM::Role", "AWS::IAM::Policy"}
        for policy in [*each["Properties"].get("Policies", []), each["Properties"]]
        for statement in policy.get("PolicyDocument", {}).get("Statement", [])
    ]
    on_trail = [each for each in statements if "TrailTable" in json.dumps(each["Resource"])]
    assert [each["Action"] for each in on_trail] == [["dynamodb:PutItem"]]


def test_keeps_the_first_of_two_entries(world: World) -> None:
    """An entry that is there is not written over."""
    client = world.enrol()
    event = http_event("GET", f"/clients/{client.client_id}", therapist_id=client.therapist_id)
    world.invoke("serve_therapist", event)
    (first,) = wiring.stores().trail.of_client(client.client_id)

    world.clock.move(wiring._LOOKED_AT_EVERY)
    world.invoke("serve_therapist", event)

    assert wiring.stores().trail.of_client(client.client_id) == [first]
