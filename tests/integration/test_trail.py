"""The audit trail: every route and every step leaves exactly one entry, and nothing can change one."""

import json
import re
import sys
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

import pytest

sys.path.insert(0, str(Path(__file__).parent / "console"))

from scripted import DEMO, Script
from seeded import seed_draft
from sending import approve, mail_event, release_and_send
from visitor import FORM, OpenAccounts, Visitor
from world import World, http_event

from functions.serve_client.handler import app as client_door
from functions.serve_therapist.console.app import app as console_door
from functions.serve_therapist.handler import app as therapist_door
from infrastructure.faults.place import LambdaContext
from infrastructure.local.translate import translate
from shared.domain.consent_text import CONSENT_TEXT
from shared.domain.prompt import Prompt
from shared.domain.trail import Act
from shared.errors import PermanentError
from shared.messages import SplitRecording
from shared.runtime import wiring
from shared.runtime.batches import Delivery, queue_handler
from shared.services.outcome import Outcome

ROOT = Path(__file__).parents[2]
DOORS = (("serve_therapist", therapist_door), ("serve_client", client_door), ("console", console_door))
ROUTES = [
    (door, route.method, route.rule.pattern, f"{route.func.__module__.rpartition('.')[2]}.{route.func.__name__}")
    for door, app in DOORS
    for route in [*app._static_routes, *app._dynamic_routes]
]
STEPS = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}


def entries(world: World) -> list[dict]:
    rows = world.client_of("dynamodb").scan(TableName=world.deployed.physical_id("TrailTable"))["Items"]
    return [{name: next(iter(value.values())) for name, value in row.items()} for row in rows]


def path_of(pattern: str, names: dict[str, str]) -> str:
    return re.sub(r"\(\?P<(\w+)>.*?\]\+\)", lambda found: names.get(found[1], "x"), pattern).strip("^$")


NOT_ASKED_HERE = {"threads.tap_thread", "threads.choose_for_a_note", "sessions.name_speakers"}  # they need more set up


ABOUT_NOBODY = {"styles.give_styles", "assets.give", "sign_in.ask"}  # files of ours, and a form that anybody may see


def body_for(what: str, prompt: Prompt, world: World) -> dict:
    """Write a form that the route takes."""
    until = (world.clock.now() + timedelta(days=9)).isoformat()
    forms = {
        "clients.enrol_client": {"name": "Robin", "therapist_name": "Dana", "adult": True},
        "clients.change_details": {"name": "Robin", "therapist_name": "Dana"},
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
def test_every_route_leaves_one_entry(
    world: World, door: str, method: str, pattern: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
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

    if door == "console":
        monkeypatch.setattr(wiring, "accounts", OpenAccounts)
        answer = browse(Visitor(world, client.therapist_id), method, path_of(pattern, names))
    else:
        whose = "" if is_client else client.therapist_id
        answer = world.invoke(door, http_event(method, path_of(pattern, names), body, whose))

    left = [each for each in entries(world) if each not in before]
    is_unread = door == "serve_therapist" and answer["statusCode"] == HTTPStatus.UNPROCESSABLE_ENTITY
    if is_unread or what in ABOUT_NOBODY:
        assert left == []  # nothing was understood and nothing done
        assert what in NOT_ASKED_HERE | ABOUT_NOBODY
        return
    (entry,) = left
    assert entry["what"].startswith(what)
    assert entry["who"] == ("client" if is_client else "nobody" if what == "sign_in.sign_in" else client.therapist_id)


def browse(visitor: Visitor, method: str, path: str) -> dict:
    """Open a page, or send an empty form with the browser's own token."""
    visitor.get("/console/sign-in")
    if method == "GET":
        return visitor.get(path)
    return visitor._ask(method, path, urlencode({"form_token": visitor.cookies[FORM]}), {})


def test_every_step_leaves_one_entry(world: World, script: Script) -> None:
    """From the upload to the mail and to the erasure, each by its own word; a redelivery adds none."""
    client, before = world.enrol(), entries(world)
    world.upload(client, DEMO.read_bytes(), "demo.opus")
    world.drain()
    prompt = seed_draft(world, client)
    approve(world, prompt)
    release_and_send(world)
    world.send("MailEventsQueue", mail_event("Delivery", prompt))
    world.drain()
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
    alone = ["accept_recording", "extract_threads", "record_mail_event", "send_prompt", "split_recording"]
    expected = [*alone, *["transcribe_part"] * parts]
    assert steps == sorted(expected)
    mine = [each for each in entries(world) if each.get("client_id") == client.client_id]
    assert [each["what"] for each in mine if each["act"] == Act.APPROVED] == ["drafts.approve_draft"]
    assert [each["what"] for each in mine if each["act"] == Act.WITHDREW] == ["clients.withdraw_consent"]
    erased = [each for each in mine if each["act"] == Act.ERASED]
    assert (
        len({each["once"] for each in erased}) == len(erased) == 2
    )  # the withdrawal's message, and the one sent again
    world.tick("rehearse_session")
    world.dead_letters("AcceptQueue")  # the rehearsal has a test of its own
    assert {each["who"] for each in entries(world) if each not in before} >= STEPS - {"serve_client", "serve_therapist"}


def test_a_step_that_ends_for_good_leaves_one_entry(world: World) -> None:
    """What no redelivery can mend is acknowledged, and written down with the kind of its error."""
    client = world.enrol()

    def give_up(_message: SplitRecording, _delivery: Delivery) -> Outcome:
        message = "never"
        raise PermanentError(message)

    body = SplitRecording(client_id=client.client_id, session_id="s-1").model_dump_json()
    attributes = {"ApproximateReceiveCount": "1"}
    record = {"messageId": "m-1", "body": body, "attributes": attributes, "eventSource": "aws:sqs"}

    answer = queue_handler("split_recording", SplitRecording, give_up)({"Records": [record]}, LambdaContext())

    assert answer == {"batchItemFailures": []}
    (entry,) = wiring.stores().trail.of_client(client.client_id)
    assert (entry.who, entry.outcome, entry.session_id) == ("split_recording", "ended: PermanentError", "s-1")


def test_lets_nobody_write_into_a_clients_trail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a browser without a session nor a link that is not ours leaves a line below the client it names."""
    monkeypatch.setattr(wiring, "accounts", OpenAccounts)
    client = world.enrol()
    prompt = seed_draft(world, client)
    own = f"/console/clients/{client.client_id}"

    for path in (f"{own}/leave", f"{own}/prompts/{prompt.ref.prompt_id}/approval"):
        assert browse(Visitor(world), "POST", path)["statusCode"] == HTTPStatus.SEE_OTHER
    for link in ("x", wiring.links().sign("else", prompt.ref)):
        world.invoke("serve_client", http_event("POST", f"/notes/{link}", "do=withdraw"))

    assert wiring.stores().trail.of_client(client.client_id) == []


def test_knows_the_client_behind_every_kind_of_link(world: World) -> None:
    """Also a link that a press has made, and one that was sent to a new address."""
    client = world.enrol()
    prompt = seed_draft(world, client)

    for audience, page in (("note", "notes"), ("reading", "notes"), ("stop", "stop"), ("address", "address")):
        path = f"/{page}/{wiring.links().sign(audience, prompt.ref)}"
        world.invoke("serve_client", http_event("GET", path, ""))

    assert [entry.who for entry in wiring.stores().trail.of_client(client.client_id)].count("client") >= 3


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


def test_keeps_every_entry_for_six_years(world: World) -> None:
    """It expires by itself no day sooner, whatever leap years lie between (45 CFR 164.316(b)(2)(i))."""
    client = world.enrol()
    world.clock.moment = datetime(2027, 3, 1, 9, tzinfo=UTC)
    world.invoke("serve_therapist", http_event("GET", f"/clients/{client.client_id}", None, client.therapist_id))
    table = world.deployed.translated.of_type("AWS::DynamoDB::Table")["TrailTable"]
    by = table["Properties"]["TimeToLiveSpecification"]

    (row,) = wiring.stores().trail._table.below(client.client_id)

    assert by == {"AttributeName": "expires", "Enabled": True}
    assert row[by["AttributeName"]] >= datetime(2033, 3, 1, 9, tzinfo=UTC).timestamp()
