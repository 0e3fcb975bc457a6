"""Canaries through every path, failures included: what is said, a name, an address, a file's name come out nowhere.

The places looked at are taken from the template, so that a new one is searched or makes a test fail.
"""

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from moto.backends import get_backend

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "adapters" / "media"))
sys.path.insert(0, str(Path(__file__).parent / "console"))

from made_sounds import talk, write_wave
from routes import BODIES, CONSOLE, THERAPISTS, filled, ids_of, routes_of
from seeded import seed_draft
from sending import approve
from visitor import OpenAccounts, Visitor, ask_page
from world import World, clear_wiring, http_event

from shared.adapters.s3_objects import drop_versions
from shared.domain.client import Client, Profile
from shared.domain.links import NOTE_LINK, STOP_LINK
from shared.domain.transcript import Word
from shared.domain.words import Words
from shared.errors import DoorknobError
from shared.runtime import wiring

ROOT = Path(__file__).parents[2]
NAME, ADDRESS, FILE = "Quillfeather", "quillfeather@weir.example", "Quillfeather crying again.wav"
SPOKEN = "I never told anyone about the drowned heron beneath the weir"
CANARIES = (
    NAME,
    ADDRESS,
    "drowned heron",
    "the coat in the hall",
    "keep her coat",
)  # the last two: what seed_draft says
QUOTED = f"{NAME} <{ADDRESS}> said: {SPOKEN}; I keep her coat in the hall"

HOLDS_TEXT = {  # the kinds of resource that could hold or pass on what somebody said; each is searched below
    *("AWS::SQS::Queue", "AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SNS::Topic"),
    *("AWS::Logs::LogGroup", "AWS::Lambda::Function"),
}
HOLDS_NONE = {  # permissions, keys, wiring, and what holds only what an operator or AWS puts there
    *("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::KMS::Key", "AWS::KMS::Alias"),
    *("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::SNS::Subscription"),
    *("AWS::Lambda::Permission", "AWS::Lambda::EventSourceMapping", "AWS::Scheduler::Schedule"),
    *("AWS::CloudWatch::Alarm", "AWS::Events::Rule", "AWS::SecretsManager::Secret", "AWS::Cognito::UserPool"),
    *("AWS::Cognito::UserPoolClient", "AWS::Cognito::UserPoolDomain", "AWS::ApiGatewayV2::Api"),
    *("AWS::ApiGatewayV2::Stage", "AWS::SES::EmailIdentity", "AWS::SES::ConfigurationSet"),
    *("AWS::SES::ConfigurationSetEventDestination", "AWS::Lambda::Version", "AWS::Lambda::Alias"),
    *("AWS::CodeDeploy::Application", "AWS::CodeDeploy::DeploymentGroup"),
    *("AWS::Budgets::Budget", "AWS::CloudWatch::Dashboard"),
}


class Confiding:
    """A recogniser that hears the canary in every part."""

    name = "scripted"

    def transcribe(self, _part: Path) -> tuple[Word, ...]:
        """Give the canary sentence."""
        return tuple(Word(word, place * 0.3, place * 0.3 + 0.2, 1.0, 1) for place, word in enumerate(SPOKEN.split()))


def refusing(code: str) -> Callable[[str], Exception]:
    """Make an AWS error that quotes the request, as several of AWS's own do."""
    return lambda operation: ClientError(
        {"Error": {"Code": code, "Message": QUOTED}, "CancellationReasons": [{"Item": {"s": {"S": QUOTED}}}]},
        operation,
    )


def timing_out(_operation: str) -> Exception:
    return ReadTimeoutError(endpoint_url=f"https://{NAME}.example")


FAULTS: dict[str, tuple[str, str, Callable[[str], Exception]]] = {
    "nothing fails": ("", "", timing_out),
    "the key service refuses": ("kms", "Decrypt", refusing("AccessDeniedException")),
    "no key can be made": ("kms", "GenerateDataKey", refusing("DisabledException")),
    "the vault cannot be read": ("s3", "GetObject", refusing("InternalError")),
    "the vault cannot be written": ("s3", "PutObject", refusing("SlowDown")),
    "the table is throttled": ("dynamodb", "GetItem", refusing("ProvisionedThroughputExceededException")),
    "the table refuses a change": ("dynamodb", "UpdateItem", refusing("ValidationException")),
    "a transaction is cancelled": ("dynamodb", "TransactWriteItems", refusing("TransactionCanceledException")),
    "a query times out": ("dynamodb", "Query", timing_out),
    "the queue refuses a batch": ("sqs", "SendMessageBatch", refusing("OverLimit")),
    "the mail is rejected": ("sesv2", "SendEmail", refusing("MessageRejected")),
    "the mail times out": ("sesv2", "SendEmail", timing_out),
    "the links' secret is gone": ("secretsmanager", "GetSecretValue", refusing("ResourceNotFoundException")),
}


@pytest.fixture
def canary(world: World, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Enrol a client whose name, address and words can be searched for."""
    handler = importlib.import_module("functions.transcribe_part.handler")
    monkeypatch.setattr(handler, "load_engine", lambda *_, **__: Confiding())
    handler.build.cache_clear()
    monkeypatch.setattr(wiring, "accounts", OpenAccounts)
    return world.enrol(profile=Profile(Words(NAME), Words(ADDRESS), Words("Dana")))


@pytest.mark.parametrize("fault", FAULTS)
def test_lets_no_word_out_when(
    world: World, canary: Client, fault: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every queue, row, object, topic, log line, error and refusal is searched after everything was tried."""
    service, operation, error = FAULTS[fault]
    prompt = seed_draft(world, canary)
    approve(world, prompt)
    tokens = [wiring.links().sign(audience, prompt.ref) for audience in (NOTE_LINK, STOP_LINK)]
    world.upload(canary, write_wave(tmp_path / "talk.wav", talk(4)).read_bytes(), FILE)
    owner = Visitor(world, prompt.therapist_id)
    owner.get("/console/sign-in")  # for a page's own token, which a fault would keep back
    world.clock.move(timedelta(seconds=1))  # the approved note is due
    capfd.readouterr()
    clear_wiring()  # what the set-up has fetched already, a fault could not take away

    with world.judge.failing(service, operation, error):
        said = [*run_everything(world, canary), *knock_everywhere(world, ids_of(prompt), owner, tokens)]
    places = {**places_of(world), "logs": "".join(capfd.readouterr()), "errors and refusals": "\n".join(said)}

    assert world.judge.has_struck is bool(service), f"{fault} was never met"
    world.tick("rehearse_session")  # an invented client of its own, walked to the end by a test of its own
    world.dead_letters("AcceptQueue")
    assert world.judge.steps == STEPS
    for place, held in places.items():
        text = (
            held.replace(FILE, "").replace(quote_plus(FILE), "").lower()
        )  # a key holds what the upload was named; nothing derived from it may
        found = [f"canary {number}" for number, word in enumerate(CANARIES) if word.lower() in text]
        assert found == [], f"{place} holds {found} when {fault}"


STEPS = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}


def run_everything(world: World, client: Client) -> Iterator[str]:
    """Deliver all there is, poison and a bounce too, as the rule hands it on; give the text of every error."""
    poison = json.dumps({"client_id": client.client_id, "said": QUOTED})
    bounce = {"eventType": "Bounce", "bounce": {"bounceType": "Permanent"}}
    for mapping in world.mappings:
        url = mapping.queue_url
        group = {"MessageGroupId": "g", "MessageDeduplicationId": "d"} if url.endswith(".fifo") else {}
        world.client_of("sqs").send_message(QueueUrl=url, MessageBody=f'{{"client_id": "{client.client_id}"}}', **group)
    tags = {"client_id": [client.client_id], "prompt_id": ["p"]}
    world.send("MailEventsQueue", json.dumps({**bounce, "mail": {"messageId": "m", "tags": tags}}))
    for each in (world.drain, lambda: world.tick("release_prompts"), world.drain, lambda: world.tick("keep_watch")):
        try:
            each()
        except DoorknobError as error:
            yield f"{type(error).__name__} {error!r} {error} {error.__cause__} {error.__context__!r}"
    answer = world.invoke("split_recording", {"Records": [record_of(poison)]})
    yield json.dumps(answer)


def record_of(body: str) -> dict[str, Any]:
    return {
        "messageId": "poison",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:q",
        "receiptHandle": "h",
    }


def knock_everywhere(world: World, ids: dict[str, str], owner: Visitor, tokens: list[str]) -> Iterator[str]:
    """Try every route with canaries in every field; give the headers of all answers and the bodies of refusals."""
    forms, therapist_id = [{NAME: QUOTED}, dict.fromkeys(("name", "text", "body"), QUOTED)], owner.therapist_id
    enrolment = http_event("POST", "/clients", BODIES["NewClient"], therapist_id)  # which a data key is made for
    answers = [world.invoke("serve_therapist", enrolment)]
    for route in THERAPISTS:
        for path in (filled(route.path, ids), filled(route.path, {}).replace("x1", NAME)):
            bodies = [body_of(route, form) for form in forms]
            asked = [http_event(route.method, path, body, therapist_id) for body in bodies if body is not None]
            asked = asked or [http_event(route.method, path, None, therapist_id)]
            answers += [world.invoke("serve_therapist", event) for event in asked]
    answers += [ask_page(owner, route, filled(route.path, ids)) for route in CONSOLE]
    answers += [owner.post(filled(route.path, {**ids, "client_id": NAME}), **{NAME: QUOTED}) for route in CONSOLE]
    for route in routes_of("serve_client.handler"):
        for token in (*tokens, NAME):
            answers.append(
                world.invoke("serve_client", http_event(route.method, filled(route.path, {"token": token}), QUOTED))
            )
    for answer in answers:
        yield json.dumps([answer.get("headers"), answer.get("cookies")])
        if answer["statusCode"] >= 400:
            yield str(answer["body"])


def body_of(route: Any, extra: dict[str, str]) -> dict[str, Any] | None:
    """Put a canary under every name that the route's form knows, and under one it does not."""
    kinds = [kind for kind in route.func.__annotations__.values() if hasattr(kind, "model_fields")]
    return {**dict.fromkeys(kinds[0].model_fields, QUOTED), **extra} if kinds else None


def places_of(world: World) -> dict[str, str]:
    """Give what every place of the template holds, by its name."""
    of_type = world.deployed.translated.of_type
    sns = get_backend("sns")["123456789012"]["us-east-1"]
    return {
        **{name: "\n".join(world.dead_letters(name)) for name in of_type("AWS::SQS::Queue")},
        **{name: rows_of(world, name) for name in of_type("AWS::DynamoDB::Table")},
        **{name: objects_of(world, name) for name in of_type("AWS::S3::Bucket")},
        **{
            name: repr(sns.topics[world.deployed.physical_id(name)].sent_notifications)
            for name in of_type("AWS::SNS::Topic")
        },
    }


def rows_of(world: World, name: str) -> str:
    pages = world.client_of("dynamodb").get_paginator("scan").paginate(TableName=world.deployed.physical_id(name))
    return json.dumps([page["Items"] for page in pages], default=repr)


def objects_of(world: World, name: str) -> str:
    """Give every version of every object: its key, its metadata and its bytes."""
    s3, bucket = world.client_of("s3"), world.deployed.physical_id(name)
    held = []
    for version in s3.list_object_versions(Bucket=bucket).get("Versions", []):
        found = s3.get_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
        held += [version["Key"], repr(found["Metadata"]), found["Body"].read().decode("latin-1")]
    return "\n".join(held)


def test_knows_every_kind_of_place_in_the_template(world: World) -> None:
    """A new kind of resource is searched for canaries, or argued to hold none."""
    kinds = {each["Type"] for each in world.deployed.translated.template["Resources"].values()}

    assert kinds <= HOLDS_TEXT | HOLDS_NONE


def test_knows_whose_every_log_is(world: World) -> None:
    """A log is a function's, whose output is searched, or the door's, whose format the template's test reads."""
    logs = set(world.deployed.translated.of_type("AWS::Logs::LogGroup"))
    of_steps = {"".join(word.capitalize() for word in step.split("_")) + "Logs" for step in STEPS}

    assert logs == of_steps | {"ApiLogs"}


def test_traces_and_remembers_nothing() -> None:
    """No code of ours hands a value to X-Ray, or a result to an idempotency table."""
    sources = [path for room in ("functions", "shared") for path in (ROOT / room).rglob("*.py")]
    wanted = ("aws_xray_sdk", "import Tracer", "idempotent", "DynamoDBPersistenceLayer")

    assert [path.name for path in sources if any(word in path.read_text(encoding="utf-8") for word in wanted)] == []
    assert "log_event=True" not in "".join(path.read_text(encoding="utf-8") for path in sources)


def test_would_find_a_canary(world: World, canary: Client) -> None:
    """The search is able to find: a canary put into a queue, a row and an object is seen."""
    before = {place for place, held in places_of(world).items() if QUOTED in held}
    world.send("SplitQueue", QUOTED)
    world.client_of("s3").put_object(
        Bucket=world.deployed.physical_id("VaultBucket"), Key=f"clients/{canary.client_id}/x", Body=QUOTED.encode()
    )
    world.client_of("dynamodb").put_item(
        TableName=world.deployed.physical_id("LedgerTable"),
        Item={"pk": {"S": "x"}, "sk": {"S": "x"}, "t": {"S": QUOTED}},
    )

    found = {place for place, held in places_of(world).items() if QUOTED in held}
    _take_out(world, canary)  # the other tests of this file look into the same places
    assert found - before == {"SplitQueue", "VaultBucket", "LedgerTable"}
    assert not {place for place, held in places_of(world).items() if QUOTED in held} - before


def _take_out(world: World, canary: Client) -> None:
    name_of = world.deployed.physical_id
    world.client_of("sqs").purge_queue(QueueUrl=name_of("SplitQueue"))
    drop_versions(world.client_of("s3"), name_of("VaultBucket"), f"clients/{canary.client_id}/x")
    world.client_of("dynamodb").delete_item(TableName=name_of("LedgerTable"), Key={"pk": {"S": "x"}, "sk": {"S": "x"}})
