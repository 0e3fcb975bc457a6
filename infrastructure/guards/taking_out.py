"""How each guard is taken out: patched away at run time, the code itself untouched."""

import importlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from itsdangerous import BadData, URLSafeTimedSerializer
from jinja2 import Environment

from functions.serve_client.pages import page
from functions.serve_therapist import forms
from shared.adapters import signed_links
from shared.adapters.dynamo import prompts as dynamo_prompts
from shared.adapters.dynamo.table import Change, Row, Table
from shared.adapters.media import child
from shared.adapters.s3_uploads import S3Uploads
from shared.adapters.signed_links import SignedLinks
from shared.domain.client import Client
from shared.domain.consent import Consent, Refusal
from shared.domain.gates import Gate, rules_for
from shared.domain.identity import PromptRef
from shared.domain.places import Rules
from shared.domain.readers import with_reader
from shared.domain.session import Session
from shared.domain.words import Words
from shared.errors import NotPermittedError
from shared.ports.accounts import Person
from shared.runtime import headers, http, trail, wiring
from shared.runtime.telemetry import AllowListFormatter
from shared.services.gatekeeping import Gatekeeper

Patch = Any  # what unittest.mock.patch gives; nothing of it is used but the entering
Patches = Callable[[], list[Patch]]


def nothing(*_: Any, **__: Any) -> None:  # noqa: ANN401
    """Do nothing, and find nothing wrong."""


def by(target: str, instead: Any, *, create: bool = False) -> Patches:  # noqa: ANN401
    """Put something else in a place that is named with dots; `create` where a builtin is meant."""
    return lambda: [patch(target, instead, create=create)]


def one_browser() -> list[Patch]:
    """Let every browser count as one and the same reader."""
    return [
        patch("shared.services.serve_client.readers.reader_of", lambda *_: "anybody"),
        patch("functions.serve_client.notes.browser_of", lambda _: "anybody"),
    ]


def reusable_reader_links() -> list[Patch]:
    """Let a link for another browser be used again and again."""

    def used(client: Client, _link_id: str, reader: str) -> Client:
        return replace(client, readers=with_reader(client.readers, reader))

    return [patch("shared.services.serve_client.readers._used", used)]


def gate(which: Gate) -> Patches:
    """Let everything through one gate of the gatekeeper's."""
    asks = Gatekeeper.refusal

    def refusal(self: Gatekeeper, asked: Gate, session: Session) -> Refusal | None:
        return None if asked is which else asks(self, asked, session)

    return lambda: [patch.object(Gatekeeper, "refusal", refusal)]


def text_not_compared() -> list[Patch]:
    """Take a choice for a choice, whatever text the client saw."""
    return [patch("shared.domain.consent.Grant.rests_on", lambda *_: True)]


def unfenced() -> list[Patch]:
    """Write without asking and without being waited for."""
    return [patch("shared.adapters.dynamo.holds.DynamoHolds.hold", lambda *_: nullcontext())]


def moved_without_its_row() -> list[Patch]:
    """Move a prompt whether or not it is there as it was read."""
    real = dynamo_prompts._moved  # noqa: SLF001  (that is what is taken out)

    def moved(*arguments: Any) -> Change:  # noqa: ANN401
        change = real(*arguments)
        return Change(change.key, put=change.put, remove=change.remove)

    return [patch.object(dynamo_prompts, "_moved", moved)]


def claimed_on_any_consent() -> list[Patch]:
    """Claim a prompt without the transaction's look at consent, and hold nobody."""

    def any_consent(consent: Consent) -> Change:
        return Change(key={"pk": f"CLIENT#{consent.client_id}", "sk": "NOTHING"}, when="attribute_not_exists(#pk)")

    return [patch.object(dynamo_prompts, "_as_read", any_consent), *unfenced()]


def labels_everywhere() -> list[Patch]:
    """Let software infer feelings in every place."""

    def rules(*asked: Any) -> Rules:  # noqa: ANN401
        return rules_for(*asked).model_copy(update={"labels": True})

    return [patch("shared.services.extract_threads.rules_for", rules)]


def latest_version_only() -> list[Patch]:
    """Remove what lies on top, and leave the versions below."""

    def latest(s3: Any, bucket: str, prefix: str) -> int:  # noqa: ANN401
        found = s3.list_object_versions(Bucket=bucket, Prefix=prefix).get("Versions", [])
        doomed = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found if each["IsLatest"]]
        if doomed:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": doomed})
        return len(doomed)

    return [patch(f"shared.adapters.{name}.drop_versions", latest) for name in ("s3_vault", "s3_uploads")]


def shown_words() -> list[Patch]:
    """Let a person's words show themselves."""
    shows = lambda words, *_: words._text  # noqa: E731, SLF001
    return [patch.object(Words, name, shows) for name in ("__repr__", "__str__", "__format__")]


def every_log_key() -> list[Patch]:
    """Write every key of a log line."""
    return [patch.object(AllowListFormatter, "serialize", super(AllowListFormatter, AllowListFormatter).serialize)]


def told_batch_failures() -> list[Patch]:
    """Raise for a whole batch that failed, as Powertools does by itself."""
    return [patch("shared.runtime.batches._processor", lambda **_: BatchProcessor(event_type=EventType.SQS))]


def told_aws_errors() -> list[Patch]:
    """Hand AWS's own message on."""

    @contextmanager
    def untranslated(_what: str) -> Iterator[None]:
        yield

    return _everywhere("shared.adapters.aws_errors", "translated", untranslated)


def anybodys_clients() -> list[Patch]:
    """Find a client, whoever asks."""
    return _everywhere(
        "shared.services.serve_therapist.ownership",
        "own_client",
        lambda _who, client_id, clients: clients.get(client_id),
    )


def any_caller() -> list[Patch]:
    """Take a caller without a token for somebody."""
    return _everywhere("functions.serve_therapist.caller", "therapist_id", lambda _router: "t-anybody")


def unsigned_links() -> list[Patch]:
    """Read a link without looking at its signature."""

    def loads(self: URLSafeTimedSerializer, token: str, **_: object) -> Any:  # noqa: ANN401
        found: Any = self.loads_unsafe(token)[1]
        if found is None:
            message = "no content"
            raise BadData(message)
        return found

    return [patch.object(URLSafeTimedSerializer, "loads", loads)]


def endless_links() -> list[Patch]:
    """Read a link however old it is."""
    real = URLSafeTimedSerializer.loads
    return [patch.object(URLSafeTimedSerializer, "loads", lambda self, token, **_: real(self, token))]


def links_for_any_page() -> list[Patch]:
    """Sign every link for the same page."""
    real = signed_links._signer  # noqa: SLF001  (that is what is taken out)
    return [patch.object(signed_links, "_signer", lambda secret, _audience: real(secret, "any"))]


def links_of_any_key() -> list[Patch]:
    """Read a link by whichever key fits, also one that was taken away or never was."""
    secrets, real = {"k0": "made up", "k1": "made up"}, SignedLinks.read

    def read(self: SignedLinks, audience: str, token: str, **within: Any) -> PromptRef:  # noqa: ANN401
        try:
            return real(self, audience, token, **within)
        except NotPermittedError:
            key_id, _, signed = token.partition(".")
            return PromptRef(*signed_links._signer(secrets.get(key_id, "made up"), audience).loads_unsafe(signed)[1])  # noqa: SLF001

    return [patch.object(SignedLinks, "read", read)]


def counted_openings() -> list[Patch]:
    """Count on a GET that somebody looked."""

    def counting(template: str, **shown: Any) -> Any:  # noqa: ANN401
        if template == "stop.html":
            wiring.stores().mail_switch._table.put({"pk": "OPENED", "sk": "ONCE"})  # noqa: SLF001
        return page(template, **shown)

    return [patch("functions.serve_client.stops.page", counting)]


def bodies_of_any_size() -> list[Patch]:
    """Read a body however large it is."""
    real = http.answer_request

    def answer(*asked: Any, **said: Any) -> Any:  # noqa: ANN401
        return real(*asked, **{**said, "max_body_bytes": sys.maxsize})

    return _everywhere("shared.runtime.http", "answer_request", answer)


def unescaped(package: str, kept: str = "_templates") -> Patches:
    """Render pages without escaping anything; `kept` names what keeps their templates."""

    def patches() -> list[Patch]:
        module = importlib.import_module(package)
        bare = patch.object(module, "Environment", partial(_bare, Environment))
        return [bare, _cleared(getattr(module, kept))]

    return patches


def without_policy() -> list[Patch]:
    """Send pages without a content security policy."""
    real = headers.ANSWER_HEADERS
    less: Mapping[str, str] = {name: value for name, value in real.items() if name != "Content-Security-Policy"}
    return [
        patch("shared.runtime.http.ANSWER_HEADERS", less),
        *_everywhere("shared.runtime.headers", "page_headers", lambda **_: dict(less)),
    ]


def weak_policy() -> list[Patch]:
    """Let a page run whatever script stands in it."""
    real = headers.page_headers

    def weak(**asked: Any) -> dict[str, str]:  # noqa: ANN401
        given = real(**asked)
        policy = given["Content-Security-Policy"].replace("script-src ", "script-src 'unsafe-inline' ")
        return {**given, "Content-Security-Policy": policy}

    return _everywhere("shared.runtime.headers", "page_headers", weak)


def undeclared_files() -> list[Patch]:
    """Let a file in of which nobody said anything."""
    return [patch("shared.services.accept_recording.Refusal", SimpleNamespace(UNDECLARED=None))]


def any_visitor() -> list[Patch]:
    """Let whoever comes to the console in."""
    somebody = Person("t-anybody", "somebody@example.com")
    return [patch("functions.serve_therapist.console.door._known", lambda _app: (somebody, ()))]


def any_line() -> list[Patch]:
    """Take any text for one line; the forms' classes have kept the check itself, so it is emptied."""
    return [_emptied(forms._one_line)]  # noqa: SLF001  (that is what is taken out)


def unbounded_forms() -> list[Patch]:
    """Give an upload form without any bounds."""

    def link(self: S3Uploads, therapist_id: str, client_id: str, name: str, _spans: Any = ()) -> Any:  # noqa: ANN401
        key = f"recordings/{therapist_id}/{client_id}/{name}"
        return self._s3.generate_presigned_post(self._bucket, key)

    return [patch.object(S3Uploads, "link", link)]


def environment_handed_on() -> list[Patch]:
    """Give the decoder the function's own environment."""
    real = child._bare_environment  # noqa: SLF001  (that is what is changed)
    return [patch.object(child, "_bare_environment", lambda: {**os.environ, **real()})]


def overwritten_entries() -> list[Patch]:
    """Let a second entry take the place of the first."""

    def put_new(self: Table, row: Row) -> None:
        self.put(row)

    return [patch.object(Table, "put_new", put_new)]


def believed_strangers() -> list[Patch]:
    """Write down the identifiers of a path, whoever asked for it and whatever the answer."""
    real = trail.write_request

    def write(event: Mapping[str, Any], _status: int) -> None:
        asked = trail._asked.get()  # noqa: SLF001  (that is what is taken out)
        if asked is not None:
            asked.who = asked.who or "somebody"
        real(event, HTTPStatus.OK)

    return [patch("shared.runtime.http.write_request", write)]


def in_child(without: str) -> Patches:
    """Take a guard out of the decoding child."""

    def environment() -> dict[str, str]:
        given = real()
        here = str(Path(__file__).with_name("in_child"))
        return {**given, "PYTHONPATH": f"{here}:{given['PYTHONPATH']}", "DOORKNOB_WITHOUT": without}

    real = child._bare_environment  # noqa: SLF001  (that is what is changed)
    return lambda: [patch.object(child, "_bare_environment", environment)]


def _everywhere(module: str, name: str, instead: Any) -> list[Patch]:  # noqa: ANN401
    """Put something else wherever a name was imported to."""
    real = getattr(importlib.import_module(module), name)
    holders = [each for each in list(sys.modules.values()) if getattr(each, name, None) is real]
    return [patch.object(each, name, instead) for each in holders]


def _bare(make: Any, **settings: Any) -> Any:  # noqa: ANN401
    return make(**{**settings, "autoescape": False})


@contextmanager
def _cleared(kept: Any) -> Iterator[None]:  # noqa: ANN401
    kept.cache_clear()
    yield
    kept.cache_clear()


@contextmanager
def _emptied(check: Any) -> Iterator[None]:  # noqa: ANN401
    real = check.__code__
    check.__code__ = (lambda text: text).__code__
    try:
        yield
    finally:
        check.__code__ = real
