"""Where a simulation runs: template.yaml deployed into moto in this process, and the real handlers."""

import importlib
import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

import boto3
import botocore.endpoint
from moto import mock_aws
from moto.backends import get_backend

from infrastructure.faults import script
from infrastructure.faults.calls import CALLS, listen
from infrastructure.local.deploy import Deployed, deploy
from infrastructure.local.function import functions_of
from infrastructure.local.mapping import Mapping as QueueMapping
from infrastructure.local.mapping import mappings_of
from infrastructure.local.place import ACCOUNT, CREDENTIALS, REGION
from infrastructure.local.quick_moto import quick_moto
from infrastructure.local.running import function_name
from infrastructure.local.translate import translate
from infrastructure.packaging.build import step_of as step_of_logical_id
from infrastructure.root import ROOT
from shared.adapters.embedded.reader import EmbeddedReader
from shared.adapters.media.recording import SoundFileSplitter
from shared.runtime import wiring

PAGES = "https://pages.example"
_STACK = "doorknob"
_PARAMETERS = {
    "SpeechEngine": "pocketsphinx",
    "UndoMinutes": "0",
    "AllowRoughSpeech": "true",
    "RequestsAMinute": "1000000",
}
_SANDBOXED = ("functions.", "shared.runtime.")
_MADE_OF_FILES = ("pages", "page", "styles", "rhythm")  # modules whose caches hold nothing of a run


@dataclass
class LambdaContext:
    """What a handler sees of its invocation."""

    function_name: str = "here"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:here"
    aws_request_id: str = "request"

    def get_remaining_time_in_millis(self) -> int:
        """Say that there is time."""
        return 30_000


@dataclass
class Place:
    """The deployed system; one a process, for moto's memory belongs to the process."""

    deployed: Deployed
    mappings: list[QueueMapping]
    log: io.StringIO = field(default_factory=io.StringIO)

    def invoke(self, step: str, event: Mapping[str, Any]) -> Any:  # noqa: ANN401  (a handler answers any JSON)
        """Run one step's handler on one event, every AWS call on stage.

        Raises:
            Crash: when the process died, or should have and somebody swallowed it.
        """
        handler = importlib.import_module(f"functions.{step}.handler")
        try:
            with CALLS.on_stage(step):
                answer = handler.lambda_handler(dict(event), LambdaContext())
                if CALLS.has_crashed:
                    CALLS.crash()
        finally:
            if CALLS.has_crashed:
                self.new_sandboxes()
        return answer

    def new_sandboxes(self) -> None:
        """Forget what every function had built: a process that died comes back empty."""
        for module in _sandboxed_modules():
            for each in list(vars(module).values()):
                if hasattr(each, "cache_clear"):
                    each.cache_clear()

    def empty(self) -> None:
        """Take everything out of every store and queue, so that one run never sees another's."""
        for table in get_backend("dynamodb")[ACCOUNT][REGION].tables.values():
            table.items.clear()
        for bucket in get_backend("s3")[ACCOUNT]["aws"].buckets.values():
            bucket.keys.clear()
        for queue in get_backend("sqs")[ACCOUNT][REGION].queues.values():
            queue._messages.clear()  # noqa: SLF001
        get_backend("ses")[ACCOUNT][REGION].sent_messages.clear()
        self.log.seek(0)
        self.log.truncate()
        self.new_sandboxes()

    def name_of(self, logical_id: str) -> str:
        """Give the name of a deployed resource."""
        return self.deployed.physical_id(logical_id)


@contextmanager
def opened_place() -> Iterator[Place]:
    """Deploy, with the sound scripted and every log line kept in memory, for as long as the block lasts."""
    listen()
    log = io.StringIO()
    with ExitStack() as opened:
        opened.enter_context(patch.dict(os.environ, CREDENTIALS))
        opened.enter_context(mock_aws())
        opened.enter_context(quick_moto())
        opened.enter_context(patch.object(boto3, "DEFAULT_SESSION", None))
        opened.enter_context(redirect_stdout(log))
        place = _deployed(opened, log)
        _load_handlers()
        for name in ("clock", "monotonic"):  # every run sets its own
            opened.enter_context(patch.object(wiring, name, getattr(wiring, name)))
        for target, name, stand_in in _scripted():
            opened.enter_context(patch.object(target, name, stand_in))
        yield place


def step_of(function: str) -> str:
    """Give the folder's name of a deployed function, by its ARN or its alias's."""
    logical = function_name(function).removeprefix(f"{_STACK}-").partition("Function")[0]
    return step_of_logical_id(logical)


def client_of(service: str) -> Any:  # noqa: ANN401  (boto3 makes its clients at run time)
    """Make a client of the mocked AWS."""
    return boto3.client(service, region_name=REGION)


def _deployed(opened: ExitStack, log: io.StringIO) -> Place:
    deployed = deploy(translate(ROOT / "template.yaml", _PARAMETERS), client_of, _STACK)
    variables: dict[str, str] = {"POWERTOOLS_TRACE_DISABLED": "true", "PAGES_URL": PAGES}
    for function in functions_of(deployed, {}, {}):
        variables = {**function.variables, **variables}
    opened.enter_context(patch.dict(os.environ, variables))
    return Place(deployed, list(mappings_of(deployed, client_of)), log)


def _load_handlers() -> None:
    """Load every handler before the first run: names are drawn from a run's seed only in modules that are there."""
    for path in sorted((ROOT / "functions").glob("*/handler.py")):
        importlib.import_module(f"functions.{path.parent.name}.handler")


def _scripted() -> list[tuple[object, str, object]]:
    transcribe = importlib.import_module("functions.transcribe_part.handler")
    sleepless = SimpleNamespace(sleep=lambda _seconds: None)
    return [
        (SoundFileSplitter, "split", script.ScriptedSplitter.split),
        (transcribe, "load_engine", script.scripted_engine),
        (EmbeddedReader, "read", script.ScriptedReader.read),
        (EmbeddedReader, "likeness", script.ScriptedLikeness()),
        (wiring, "boto3", _once_made_clients()),
        (botocore.endpoint, "time", sleepless),  # the SDK's own retries wait for nothing here
    ]


def _once_made_clients() -> SimpleNamespace:
    """Give boto3 with clients that are made once: making one costs more than a whole run."""
    made: Any = boto3
    return SimpleNamespace(
        client=cache(lambda service, config: made.client(service, config=config)),
        resource=cache(lambda service, config: made.resource(service, config=config)),
    )


def _sandboxed_modules() -> list[ModuleType]:
    ours = [(name, module) for name, module in list(sys.modules.items()) if name.startswith(_SANDBOXED)]
    return [module for name, module in ours if name.rpartition(".")[2] not in _MADE_OF_FILES]
