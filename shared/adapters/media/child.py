"""Starts the decoding child and waits for it: no more time than agreed, and nothing of our environment."""

import os
import subprocess
import sys
from dataclasses import dataclass

from shared.adapters.media.order import ORDER, REPORT, SplitOrder, SplitReport
from shared.adapters.media.refusals import Reason, refusal
from shared.errors import UnavailableError

_TRIES = 2  # a decoder that crashed may have been the machine's fault once
_CHILD = "shared.adapters.media.decode_child"


@dataclass(frozen=True, slots=True)
class DecodingChild:
    """How the child is run: which module, and for how long at most."""

    module: str = _CHILD
    wall_s: float = 780.0  # leaves a Lambda function the time to say what happened

    def carry_out(self, order: SplitOrder) -> SplitReport:
        """Have an order carried out.

        Raises:
            RecordingError: DECODER when the child hangs, or dies twice.
            UnavailableError: when the disk is full, which is no fault of the file's.
        """
        for _ in range(_TRIES):
            answer = self._run(ORDER.dump_json(order))
            if answer is not None:
                return _with_room(REPORT.validate_json(answer))
        raise refusal(Reason.DECODER)

    def _run(self, order: bytes) -> bytes | None:
        command = [sys.executable, "-m", self.module]
        try:
            ended = subprocess.run(  # noqa: S603 - our own module, no shell, nothing of the file in the arguments
                command, input=order, env=_bare_environment(), timeout=self.wall_s, capture_output=True, check=False
            )
        except subprocess.TimeoutExpired:
            raise refusal(Reason.DECODER) from None
        return ended.stdout if ended.returncode == 0 else None


def _with_room(report: SplitReport) -> SplitReport:
    if report.is_disk_full:
        message = "there is no room on the disk for the parts of a recording: another sandbox may have it"
        raise UnavailableError(message)
    return report


def _bare_environment() -> dict[str, str]:
    # The child gets no credentials: whoever takes over a decoder finds nothing to use.
    libraries = os.environ.get("LD_LIBRARY_PATH", "")  # where Lambda keeps Python itself
    path = os.pathsep.join(entry or "." for entry in sys.path)
    return {"PYTHONPATH": path, "LD_LIBRARY_PATH": libraries, "OPENBLAS_NUM_THREADS": "1"}
