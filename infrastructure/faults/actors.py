"""Who acts on the system from outside: a therapist and a client through their doors, S3, SES, the schedules."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from secrets import token_hex
from typing import Any
from urllib.parse import quote_plus, urlencode
from uuid import uuid4

from functions.serve_client.browsers import READER
from infrastructure.faults.calls import Crash
from infrastructure.faults.clock import VirtualClock
from infrastructure.faults.place import Place, client_of
from infrastructure.faults.post import Post
from infrastructure.faults.script import CLIENT_NAME
from infrastructure.local.mail import Mail, sent_mails
from infrastructure.local.place import ACCOUNT, Json
from shared.domain.consent_text import CONSENT_TEXT
from shared.domain.declaration import Declaration
from shared.domain.identity import Upload, session_upload
from shared.domain.links import NOTE_LINK
from shared.domain.places import Modality
from shared.errors import NotPermittedError
from shared.runtime import wiring

_TRIES = 4  # a person whose page did not answer presses again
_AGAIN = frozenset({409, 500, 503})
_OK = 300
_IN_THE_ROOM = Declaration(Modality.ROOM)
_LINK = re.compile(r"https://pages\.example(/notes/[\w.\-]+)")


@dataclass
class Actors:
    """Everybody outside, for one run: one therapist, and clients by their ids."""

    place: Place
    post: Post
    clock: VirtualClock
    therapist_id: str = "t-simulated"
    addresses: dict[str, str] = field(default_factory=dict)
    uploads: list[tuple[str, str]] = field(default_factory=list)
    browser: str = field(default_factory=lambda: token_hex(32))  # every client's, as it happens
    _told: set[str] = field(default_factory=set)

    def enrol(self) -> str:
        """Enrol a client who takes notes at any hour, and give the client's id."""
        address = f"{CLIENT_NAME.lower()}.{uuid4().hex[:8]}@example.com"
        form = {
            "name": CLIENT_NAME,
            "therapist_name": "Dana",
            "email": address,
            "adult": True,
            "opens": "00:00",
            "closes": "00:00",
        }
        client_id = str(self.ask("POST", "/clients", form)["client_id"])
        self.addresses[client_id] = address
        return client_id

    def consent(self, client_id: str, *, mail: bool = True) -> None:
        """Record that the client agrees to recording and reading, and to notes by mail or no longer."""
        until = (self.clock.now() + timedelta(days=300)).isoformat()
        purposes = ["record", "read", *(["mail"] if mail else [])]
        choices = {"purposes": purposes, "until": until, "text_hash": CONSENT_TEXT.shown_digest}
        self.ask("PUT", f"/clients/{client_id}/consent", choices)

    def upload(self, client_id: str) -> str:
        """Put a recording where an upload lands, as the therapist declared it; S3 tells the accept queue."""
        # A name that must come through quoting unharmed, and that no log may show.
        key = f"recordings/{self.therapist_id}/{client_id}/{uuid4().hex} {CLIENT_NAME} one+two é.wav"
        stores = wiring.stores()
        with suppress(NotPermittedError):  # consent may have ended: the gate is to say so
            epoch = stores.consents.get(client_id).epoch
            stores.declarations.add(client_id, session_upload(Upload(key, "")).key, epoch, _IN_THE_ROOM)
        client_of("s3").put_object(Bucket=self.place.name_of("RecordingsBucket"), Key=key, Body=b"sound")
        self.uploads.append((client_id, key))
        return key

    def tell_of_upload_again(self, key: str) -> None:
        """Let S3 tell of an upload once more, as it may."""
        record = {"eventName": "ObjectCreated:Put", "s3": {"object": {"key": quote_plus(key)}}}
        self.post.post(self.queue("AcceptQueue"), json.dumps({"Records": [record]}))

    def sessions(self, client_id: str) -> list[Json]:
        """Look at a client's sessions."""
        return list(self.ask("GET", f"/clients/{client_id}/sessions"))

    def approve_best(self, client_id: str) -> None:
        """Read the best draft of every session that is ready, and approve it."""
        for session in self.sessions(client_id):
            if session["state"] != "READY":
                continue
            path = f"/clients/{client_id}/sessions/{session['session_id']}/reading"
            prompts = self.ask("GET", path)["prompts"]
            if prompts and not any(each["approved_hash"] for each in prompts):
                self.approve(client_id, prompts[0]["prompt_id"])

    def edit_best(self, client_id: str) -> None:
        """Put the best draft of each ready session into other words, within the rules."""
        for session in self.sessions(client_id):
            if session["state"] == "READY":
                path = f"/clients/{client_id}/sessions/{session['session_id']}/reading"
                for prompt in self.ask("GET", path)["prompts"][:1]:
                    self._edit(client_id, prompt["prompt_id"])

    def approve(self, client_id: str, prompt_id: str) -> None:
        """Open the evidence, and approve the text as it stands."""
        draft = self.ask("PUT", f"/clients/{client_id}/prompts/{prompt_id}/evidence")
        self.ask("PUT", f"/clients/{client_id}/prompts/{prompt_id}/approval", {"text_hash": draft["text_hash"]})

    def withdraw(self, client_id: str, extent: str = "sessions") -> None:
        """Withdraw consent, through the therapist."""
        self.ask("POST", f"/clients/{client_id}/withdrawal", {"extent": extent})

    def keep_notes(self) -> None:
        """Open every note that came, and keep it for next time."""
        for mail in sent_mails():
            link = _LINK.search(_text_of(mail))
            if link:
                self._door(link[1], "read")
                self._door(link[1], "keep")

    def tell_deliveries(self) -> None:
        """Let SES report each mail as delivered, once."""
        for mail in sent_mails():
            prompt = self.prompt_of(mail)
            if mail.message_id in self._told or prompt is None:
                continue
            self._told.add(mail.message_id)
            self.tell_delivery(prompt, mail.message_id)

    def tell_delivery(self, prompt: tuple[str, str], mail_id: str) -> None:
        """Let SES report one mail of a client's prompt as delivered."""
        client_id, prompt_id = prompt
        tags = {"client_id": [client_id], "prompt_id": [prompt_id]}
        event = {"eventType": "Delivery", "mail": {"messageId": mail_id, "tags": tags}}
        self.post.post(self.queue("MailEventsQueue"), json.dumps(event))

    def prompt_of(self, mail: Mail) -> tuple[str, str] | None:
        """Read from a mail's own link which client's and which prompt it is for."""
        link = _LINK.search(_text_of(mail))
        if link is None:
            return None
        ref = wiring.links().read(NOTE_LINK, link[1].rpartition("/")[2])
        return ref.client_id, ref.prompt_id

    def tick(self, step: str) -> None:
        """Fire a schedule; one that fails or dies comes again at the next tick."""
        try:
            self.place.invoke(step, {})
        except (Crash, Exception):  # noqa: BLE001  (whatever it was, AWS only counts it)
            return
        finally:
            self.post.collect()

    def queue(self, logical_id: str) -> str:
        """Give a queue's name."""
        return self.place.name_of(logical_id).rpartition("/")[2]

    def ask(self, method: str, path: str, body: Json | None = None) -> Any:  # noqa: ANN401  (any JSON)
        """Make a request as the therapist, again where it did not work.

        Raises:
            AssertionError: when it did not work after several tries.
        """
        for _ in range(_TRIES):
            status, answer = self.try_once(method, path, body)
            if status < _OK:
                return answer
            if status not in _AGAIN:
                break
        message = f"{method} {path.rpartition('/')[2]} was answered {status}"
        raise AssertionError(message)

    def try_once(self, method: str, path: str, body: Json | None = None) -> tuple[int, Any]:
        """Make a request as the therapist, once; a process that died answers nothing, which is 503."""
        claims = {"jwt": {"claims": {"sub": self.therapist_id}, "scopes": []}}
        event = http_event(method, path, json.dumps(body) if body is not None else None, claims)
        try:
            answer = self.place.invoke("serve_therapist", event)
        except Crash:
            return 503, None
        finally:
            self.post.collect()
        is_json = "json" in str(answer.get("headers") or answer.get("multiValueHeaders") or "json")
        return int(answer["statusCode"]), json.loads(answer["body"]) if is_json else answer["body"]

    def _edit(self, client_id: str, prompt_id: str) -> None:
        path = f"/clients/{client_id}/prompts/{prompt_id}"
        draft = self.ask("GET", path)
        self.ask("PUT", f"{path}/text", {"subject": "A line to come back to", "body": draft["body"]})

    def _door(self, path: str, pressed: str) -> None:
        event = http_event("POST", path, urlencode({"do": pressed}), None) | {"cookies": [f"{READER}={self.browser}"]}
        try:
            self.place.invoke("serve_client", event)
        except Crash:
            return
        finally:
            self.post.collect()


def http_event(method: str, path: str, body: str | None, authorizer: Json | None) -> Json:
    """Write a request as API Gateway hands it to a function (payload 2.0)."""
    is_form = body is not None and not body.startswith("{")
    context: Json = {
        "accountId": ACCOUNT,
        "apiId": "api",
        "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": ""},
        "requestId": "request",
        "routeKey": "$default",
        "stage": "$default",
        "time": "",
        "timeEpoch": 0,
    }
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/x-www-form-urlencoded" if is_form else "application/json"},
        "requestContext": context | ({"authorizer": authorizer} if authorizer else {}),
        "body": body,
        "isBase64Encoded": False,
    }


def _text_of(mail: Mail) -> str:
    message = message_from_bytes(mail.raw, policy=policy.default)
    part = message.get_body(("plain",))
    return str(part.get_content()) if part is not None else ""
