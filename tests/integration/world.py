"""The deployed system in this process: template.yaml on moto, the real handlers, queues drained by hand."""

import importlib
import json
import logging
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from moto.backends import get_backend
from permissions import Judge

from functions.serve_client.browsers import READER
from infrastructure.faults.place import LambdaContext, client_of, step_of
from infrastructure.local.deploy import Deployed, deploy
from infrastructure.local.function import functions_of
from infrastructure.local.mail import Mail, sent_mails
from infrastructure.local.mapping import Mapping as QueueMapping
from infrastructure.local.mapping import mappings_of
from infrastructure.local.place import ACCOUNT, REGION
from infrastructure.local.translate import Translated, translate
from shared.domain.client import Client, Dial, Profile
from shared.domain.consent import Purpose, grant_today
from shared.domain.declaration import Declaration
from shared.domain.identity import Upload, session_upload
from shared.domain.places import Modality
from shared.domain.words import Words
from shared.errors import NotPermittedError
from shared.runtime import wiring

ROOT = Path(__file__).parents[2]
API = "https://pages.example"
MAX_ROUNDS = 200
IN_THE_ROOM = Declaration(Modality.ROOM)


@dataclass
class FakeClock:
    """A clock that stands still until it is moved."""

    moment: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        """Give the moment."""
        return self.moment

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.moment += by


@dataclass
class World:
    """Everything a test can do to the system, and see of it."""

    deployed: Deployed
    mappings: list[QueueMapping]
    clock: FakeClock
    client_of: Callable[[str], Any]
    judge: Judge
    browser: str = field(default_factory=lambda: token_hex(32))  # what a client's browser keeps in its cookie

    def enrol(self, *, purposes: tuple[Purpose, ...] = tuple(Purpose), **changes: Any) -> Client:
        """Enrol an invented client who agreed to these purposes."""
        profile = Profile(Words("Robin"), Words(f"{uuid4().hex}@example.com"), Words("Dana"))
        dial = Dial(opens=_any_hour(), closes=_any_hour())
        usual = {"therapist_id": f"t-{uuid4().hex}", "dial": dial, "is_adult": True}
        client = Client(f"c-{uuid4().hex}", **{"profile": profile, **usual, **changes})
        stores = wiring.stores()
        stores.clients.add(client)
        if purposes:
            now = self.clock.now()
            grant = grant_today(now - timedelta(days=1), now + timedelta(days=300), client.therapist_id)
            stores.consents.grant(client.client_id, dict.fromkeys(purposes, grant))
        return client

    def upload(
        self,
        client: Client,
        content: bytes,
        name: str = "recording.wav",
        said: Declaration | None = IN_THE_ROOM,
        **marks: str,
    ) -> str:
        """Put a recording where a therapist's upload would land, with the marks it carries, and give its key."""
        key = f"recordings/{client.therapist_id}/{client.client_id}/{name}"
        if said is not None:
            stores = wiring.stores()
            with suppress(NotPermittedError):  # without consent the gate is to say so
                epoch = stores.consents.get(client.client_id).epoch
                stores.declarations.add(client.client_id, session_upload(Upload(key, "")).key, epoch, said)
        bucket = self.deployed.physical_id("RecordingsBucket")
        metadata = {mark.replace("_", "-"): value for mark, value in marks.items()}
        self.client_of("s3").put_object(Bucket=bucket, Key=key, Body=content, Metadata=metadata)
        return key

    def invoke(self, step: str, event: Mapping[str, Any]) -> Any:
        """Run one step's handler on one event."""
        if step == "serve_client":
            event = {"cookies": [f"{READER}={self.browser}"], **event}
        handler = importlib.import_module(f"functions.{step}.handler")
        with self.judge.watching(step):
            return handler.lambda_handler(dict(event), LambdaContext())

    def browse(self, step: str, event: Mapping[str, Any], cookies: dict[str, str]) -> Any:
        """Run it for a browser that sends these cookies, and keep there what the answer sets."""
        answer = self.invoke(step, {**event, "cookies": [f"{name}={value}" for name, value in cookies.items()]})
        for cookie in answer.get("cookies") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            cookies[name] = value
        return answer

    def tick(self, step: str) -> Any:
        """Fire a schedule."""
        return self.invoke(step, {})

    def drain(self) -> None:
        """Deliver messages until every queue is empty; what fails is redelivered until its DLQ takes it."""
        for _ in range(MAX_ROUNDS):
            if not sum(self._deliver(mapping) for mapping in self.mappings):
                return
        message = "the queues do not come to rest"
        raise AssertionError(message)

    def send(self, queue: str, body: str) -> None:
        """Put a body of the test's own on a queue."""
        self.client_of("sqs").send_message(QueueUrl=self.deployed.physical_id(queue), MessageBody=body)

    def dead_letters(self, queue: str) -> list[str]:
        """Take everything out of a dead-letter queue."""
        url, sqs = self.deployed.physical_id(queue), self.client_of("sqs")
        bodies: list[str] = []
        while taken := self._received(url, 10):
            for message in taken:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                bodies.append(message["Body"])
        return bodies

    def objects(self, bucket: str) -> list[str]:
        """Every version of every object in a bucket, by key."""
        name = self.deployed.physical_id(bucket)
        return [each["Key"] for each in self.client_of("s3").list_object_versions(Bucket=name).get("Versions", [])]

    def mails_to(self, client: Client) -> list[Mail]:
        """Mail that went to one client, by the tag in its links."""
        return [mail for mail in sent_mails() if client.profile.email.reveal() in mail.destinations]

    def _deliver(self, mapping: QueueMapping) -> bool:
        messages = self._received(mapping.queue_url, mapping.batch_size)
        if not messages:
            return False
        step = step_of(mapping.function)
        answer = self.invoke(step, mapping.to_event(messages, mapping.queue_arn))
        failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        sqs = self.client_of("sqs")
        for message in messages:
            handle = {"QueueUrl": mapping.queue_url, "ReceiptHandle": message["ReceiptHandle"]}
            if message["MessageId"] in failed:
                sqs.change_message_visibility(**handle, VisibilityTimeout=0)
            else:
                sqs.delete_message(**handle)
        return True

    def _received(self, url: str, most: int) -> list[Any]:
        answer = self.client_of("sqs").receive_message(
            QueueUrl=url, MaxNumberOfMessages=most, AttributeNames=["All"], MessageAttributeNames=["All"]
        )
        return answer.get("Messages", [])


def build_world(environment: Mapping[str, str]) -> tuple[Deployed, list[QueueMapping], dict[str, str]]:
    """Deploy the template into moto and give the variables the functions would have."""
    deployed = deploy(_translated(tuple(environment.items())), client_of, "doorknob")
    variables: dict[str, str] = {}
    for function in functions_of(deployed, {}, {}):
        variables |= function.variables
    return deployed, list(mappings_of(deployed, client_of)), {**variables, "PAGES_URL": API}


@cache
def _translated(parameters: tuple[tuple[str, str], ...]) -> Translated:
    """Translate the template once a process: to read it takes a third of the time it takes to deploy it."""
    return translate(ROOT / "template.yaml", dict(parameters))


def http_event(method: str, path: str, body: Any = None, therapist_id: str = "") -> dict[str, Any]:
    """Write a request as API Gateway hands it to a function (payload 2.0); a query may follow the path."""
    path, _, query = path.partition("?")
    is_form = isinstance(body, str)
    authorizer = {"jwt": {"claims": {"sub": therapist_id}, "scopes": []}} if therapist_id else None
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        **({"queryStringParameters": dict(parse_qsl(query, keep_blank_values=True))} if query else {}),
        "headers": {"content-type": "application/x-www-form-urlencoded" if is_form else "application/json"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api",
            "domainName": API.removeprefix("https://"),
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": ""},
            "requestId": uuid4().hex,
            "routeKey": "$default",
            "stage": "$default",
            "time": "",
            "timeEpoch": 0,
            **({"authorizer": authorizer} if authorizer else {}),
        },
        "body": body if is_form or body is None else json.dumps(body),
        "isBase64Encoded": False,
    }


def notices_of(therapist_id: str) -> list[str]:
    """Give the kinds of a therapist's notices, newest first."""
    return [notice["kind"] for notice in wiring.stores().notices.of_therapist(therapist_id)]


def empty_queues() -> None:
    """Take out what an earlier test left on its way, in moto's memory: to purge each queue would take seconds."""
    for queue in get_backend("sqs")[ACCOUNT][REGION].queues.values():
        queue._messages.clear()
        queue._pending_messages.clear()


def clear_wiring() -> None:
    """Forget what an earlier test's sandboxes had built."""
    for each in (wiring.stores, wiring.outbox, wiring.mailer, wiring.links, wiring.accounts, wiring._link_secrets_of):
        getattr(each, "cache_clear", bool)()
    for step in (path.parent.name for path in (ROOT / "functions").glob("*/handler.py")):
        # Powertools keeps a logger and its stream for good; the stream is the earlier test's.
        logging.Logger.manager.loggerDict.pop(step, None)
    handlers = [module for name, module in sys.modules.items() if name.startswith("functions.")]
    for module in handlers:
        for built in ("build", "door"):
            if hasattr(getattr(module, built, None), "cache_clear"):
                getattr(module, built).cache_clear()


def _any_hour() -> Any:
    return datetime(2000, 1, 1, tzinfo=UTC).time()
