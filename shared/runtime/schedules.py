"""How a schedule reaches a service: one line in the log, failures raised without their text."""

from collections.abc import Callable
from time import perf_counter

from shared.errors import DoorknobError, SettingError
from shared.runtime import wiring
from shared.runtime.metrics import EVERYWHERE, write_metric, write_outcome
from shared.runtime.telemetry import step_logger, where
from shared.runtime.trail import write_step
from shared.services.outcome import Outcome


class ScheduledStepError(DoorknobError):
    """A scheduled step failed; the next tick tries again, and an alarm counts it."""


def run_scheduled(step: str, work: Callable[[], Outcome]) -> dict[str, str]:
    """Do one tick's work and tell how it ended.

    Raises:
        ScheduledStepError: naming the kind of failure only.
    """
    logger, began = step_logger(step), perf_counter()
    try:
        wiring.stores().refuse_a_restored_ledger()
        outcome = work()
        write_step(step, outcome, wiring.clock().now().isoformat())
    except Exception as error:  # noqa: BLE001  (the text of an unknown error may quote content)
        logger.warning("failed", outcome=f"failed: {type(error).__name__}", where=where(error))
        if isinstance(error, SettingError):
            write_metric(EVERYWHERE, "SettingsRefused", 1)  # the failure itself is counted by Lambda
        message = f"{step}: {type(error).__name__}"
        raise ScheduledStepError(message) from None
    milliseconds = round((perf_counter() - began) * 1000)
    logger.info("handled", outcome=outcome.word, figures=outcome.figures, milliseconds=milliseconds)
    write_outcome(step, outcome, milliseconds)
    return {"outcome": outcome.word}
