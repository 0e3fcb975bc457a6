"""A whole SAM stack on this machine: AWS is moto, each function a child process, the wiring the template's.

Nothing here knows what the stack is for: a function or a queue added to the template runs. moto's
memory belongs to the process, so one stack at a time can run in it. What differs from AWS: SES
sends no events of its own, EventBridge patterns reach nobody, permissions are not checked, and a
failed message comes back after `retry_after_s` where its visibility timeout is longer.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from infrastructure.local.apis import Apis
from infrastructure.local.deploy import Deployed, deploy
from infrastructure.local.function import Function, functions_of, localised
from infrastructure.local.jwt_check import keys_from
from infrastructure.local.mail import Mail, sent_mails
from infrastructure.local.mapping import mappings_of
from infrastructure.local.moto_server import moto_server
from infrastructure.local.place import Json, client
from infrastructure.local.rest import wait_idle
from infrastructure.local.running import Plan, Running, function_name
from infrastructure.local.schedules import schedules_of
from infrastructure.local.translate import translate
from infrastructure.local.worker import Worker
from infrastructure.stack_outputs import outputs

_NOTHING: Mapping[str, str] = MappingProxyType({})


class LocalStack:
    """A deployed and running stack, for as long as the `with` block lasts."""

    def __init__(
        self,
        template: Path,
        *,
        root: Path,
        parameters: Mapping[str, str] = _NOTHING,
        environment: Mapping[str, str] = _NOTHING,
        stack_name: str = "doorknob",
        log: Callable[[str], None] | Path | None = None,
        retry_after_s: float = 1.0,
    ) -> None:
        """Describe the stack; nothing starts yet.

        Args:
            template: the SAM template.
            root: the folder the functions are imported from.
            parameters: values of the template's parameters.
            environment: variables for every function, over the template's.
            stack_name: what the stack is called.
            log: a folder for one file per function and `stack.log`, or who is told the stack's own lines.
            retry_after_s: how soon a failed message is tried again.
        """
        self._template = template
        self._root = root.resolve()
        self._parameters = parameters
        self._environment = environment
        self._stack_name = stack_name
        self._log = log
        self._retry_after_s = retry_after_s
        self._open = ExitStack()
        self._clients: dict[str, Any] = {}
        self._turn = threading.Lock()

    endpoint_url: str
    outputs: Mapping[str, str]
    log_folder: Path
    api_urls: Mapping[str, str]
    _deployed: Deployed
    _running: Running

    def __enter__(self) -> Self:
        """Start moto, deploy, and start everything the template wires."""
        with ExitStack() as opened:
            self._start(opened)
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """End every process, thread and port."""
        self._open.close()

    @property
    def api_url(self) -> str:
        """The local address of the first HTTP API."""
        return next(iter(self.api_urls.values()))

    @property
    def mails(self) -> list[Mail]:
        """The mail sent through SES, oldest first."""
        return sent_mails()

    def physical_id(self, logical_id: str) -> str:
        """Give what `Ref` answers for a resource; for a queue, its local address."""
        return self._deployed.physical_id(logical_id)

    def client(self, service: str) -> Any:  # noqa: ANN401  (boto3 makes its clients at run time)
        """Give a boto3 client of the local AWS."""
        with self._turn:
            if service not in self._clients:
                self._clients[service] = client(service, self.endpoint_url)
            return self._clients[service]

    def tick(self, logical_function_id: str) -> Json:
        """Fire the function's schedule now, and give the function's answer."""
        name = self.physical_id(logical_function_id)
        (schedule, *_) = (each for each in self._running.schedules if function_name(each.function) == name)
        answer: Json | None = self._running.invoke(name, schedule.event())
        return answer or {}

    def invoke(self, logical_function_id: str, event: object) -> Any:  # noqa: ANN401  (any JSON)
        """Run a function on an event of the caller's, and give its answer."""
        return self._running.invoke(self.physical_id(logical_function_id), event)

    def wait_ready(self, timeout_s: float) -> None:
        """Wait until every function has loaded its code.

        Raises:
            FunctionError: naming one that has not.
        """
        self._running.wait_ready(timeout_s)

    def wait_idle(self, timeout_s: float, settle_s: float = 0.3) -> None:
        """Wait until every mapped queue is empty and no function runs.

        Raises:
            TimeoutError: naming the queues that were not empty.
        """
        wait_idle(self._running, self.client("sqs"), timeout_s=timeout_s, settle_s=settle_s)

    def restart(self, logical_function_id: str) -> None:
        """Kill the function's workers at once, as a crash would; the next event starts a new one."""
        self._running.kill(self.physical_id(logical_function_id))

    def _start(self, opened: ExitStack) -> None:
        self.log_folder = self._log_folder(opened)
        translated = translate(self._template, self._parameters)
        self.endpoint_url = opened.enter_context(moto_server())
        opened.callback(self._close_clients)
        self._deployed = deploy(translated, self.client, self._stack_name)
        apis = opened.enter_context(Apis(self._deployed))
        functions = list(functions_of(self._deployed, self._environment, apis.addresses))
        self._running = opened.enter_context(Running(functions, self._plan()))
        self._running.wake(mappings_of(self._deployed, self.client), list(schedules_of(self._deployed)))
        apis.serve(invoke=self._running.invoke, keys=keys_from(self.endpoint_url))
        self.api_urls = apis.urls
        found = outputs(self.client, self._stack_name)
        self.outputs = {name: localised(value, apis.addresses) for name, value in found.items()}

    def _log_folder(self, opened: ExitStack) -> Path:
        if isinstance(self._log, Path):
            self._log.mkdir(parents=True, exist_ok=True)
            return self._log.resolve()
        return Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="local-stack-")))

    def _plan(self) -> Plan:
        return Plan(self._start_worker, self.client("sqs"), self._retry_after_s, self._say)

    def _start_worker(self, function: Function) -> Worker:
        log = self.log_folder / f"{function.logical_id}.log"
        worker = Worker(function, root=self._root, endpoint_url=self.endpoint_url, log=log)
        self._say(f"{function.logical_id}: worker {worker.pid} started")
        return worker

    def _say(self, line: str) -> None:
        if callable(self._log):
            self._log(line)
            return
        stamp = time.strftime("%H:%M:%S")
        with self._turn, (self.log_folder / "stack.log").open("a", encoding="utf-8") as log:
            log.write(f"{stamp} {line}\n")

    def _close_clients(self) -> None:
        for each in self._clients.values():
            each.close()
        self._clients.clear()
