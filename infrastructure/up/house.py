"""The whole product on this machine, for as long as the `with` block lasts."""

import json
import threading
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from infrastructure.cli.therapist import Therapist
from infrastructure.local.inbox import Inbox
from infrastructure.local.pool import FunctionError
from infrastructure.local.stack import LocalStack
from infrastructure.root import ROOT

STACK_NAME = "doorknob"
_LOOK_FOR_DUE_S = 5.0  # on AWS a schedule looks every five minutes; a person at this machine waits less


@dataclass(frozen=True, slots=True)
class Plan:
    """How the house is to stand: the stack's parameters, and where it leaves its address and its logs."""

    out: Path
    parameters: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)


class House:
    """The running stack with an inbox before it."""

    stack: LocalStack
    inbox: Inbox
    therapist: Therapist

    def __init__(self, plan: Plan) -> None:
        """Describe it; nothing starts yet."""
        self._plan = plan
        self._open = ExitStack()
        self._closing = threading.Event()

    def __enter__(self) -> Self:
        """Start everything, and leave the address for other commands."""
        with ExitStack() as opened:
            self.stack = opened.enter_context(self._stack())
            self.inbox = opened.enter_context(Inbox(lambda: self.stack.mails))
            self.therapist = Therapist(self.stack)
            self._leave_address()
            opened.callback(self.address_file.unlink, missing_ok=True)
            sweep = threading.Thread(target=self._send_what_is_due, name="release")
            sweep.start()
            opened.callback(sweep.join)
            opened.callback(self._closing.set)
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """End everything."""
        self._open.close()

    @property
    def address_file(self) -> Path:
        """Where other commands find the running stack."""
        return self._plan.out / "stack.json"

    @property
    def urls(self) -> dict[str, str]:
        """The addresses a person opens."""
        return {"api": self.stack.api_url, "console": f"{self.stack.api_url}/console", "inbox": self.inbox.url}

    @property
    def undo_s(self) -> float:
        """How long an approval can be taken back."""
        return 60 * float(self._plan.parameters.get("UndoMinutes", 0))

    def _stack(self) -> LocalStack:
        return LocalStack(
            ROOT / "template.yaml",
            root=ROOT,
            parameters={"AllowRoughSpeech": "true", **self._plan.parameters},  # its mail stays on this machine
            environment=self._plan.environment,
            stack_name=STACK_NAME,
            log=self._plan.out / "logs",
        )

    def _leave_address(self) -> None:
        found = {
            "endpoint_url": self.stack.endpoint_url,
            "stack_name": STACK_NAME,
            "outputs": dict(self.stack.outputs),
            "urls": self.urls,
        }
        written = self.address_file.with_suffix(".new")
        written.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        written.replace(self.address_file)  # whoever reads it finds all of it

    def _send_what_is_due(self) -> None:
        while not self._closing.wait(_LOOK_FOR_DUE_S):
            with suppress(FunctionError):  # its log says why; the next look comes anyway
                self.stack.tick("ReleasePromptsFunction")
