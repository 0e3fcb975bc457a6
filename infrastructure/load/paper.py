"""Computes docs/scale.md on paper: what a session costs, and at how many therapists each bound is met.

`python -m infrastructure.load.paper` prints the lines of both tables; a test looks for every one of them on the page.
"""

import sys
from collections.abc import Iterator, Mapping
from math import floor, log10

from infrastructure.bench_speech.deployed import ONE_PROCESSOR_MB, Measured, compute_deployed
from infrastructure.load.prices import PER_REQUEST
from shared.domain.estimates import USD_A_GB_SECOND
from shared.services.keep_watch import ENOUGH_TO_DROP
from shared.services.release_prompts import ENOUGH, TOGETHER

# Taken of a practice: a therapist's week, how much busier its busiest hour is, and in it the minutes after the hour.
SESSIONS_A_WEEK, HOURS_A_WEEK, DAYS_A_WEEK = 25, 50, 5
PEAK, AFTER_THE_HOUR = 3.0, 3.0
WEEKS_A_MONTH = 52 / 12
PRACTICES = (1_000, 100_000)

# Measured (docs/speech.md): a second of sound split, a window heard, the weights loaded. Taken: an image's start.
HEARD, MINUTES, PARTS, WINDOWS_A_PART, COLD_S = Measured(0.0044, 1.57, 0.55), 50.0, 25, 5, 3.0
# Counted: the plain story of the fault suite with 25 parts, in write units with the indexes, and in calls.
LEDGER_TABLE_WRITES, INDEX_WRITES, OTHER_TABLES_WRITES, READS = 398, 80, 51, 245
AGENDA_KEY_WRITES, S3_PUTS, S3_GETS, SEND_CALLS, DROP_CALLS = 2, 68, 66, 15, 5
# Reckoned from the code: data keys opened, messages (sent, taken, removed), invocations, requests at the door.
KMS_CALLS, KMS_CALLS_OF_STORES, SQS_CALLS, INVOCATIONS, KEPT_GB, KEPT_DAYS = 30, 10, 70, 90, 0.115, 7
DOOR = {"upload": 14, "waiting": 19, "review and brief": 12, "client": 5}
# Taken, for nothing here has run on AWS: a call from 512 MB, SES's answer, a request at the door, log lines.
CALL_S, SES_S, PAGE_S, PAGE_GB, LOG_GB, TRACES = 0.02, 0.1, 0.2, 0.5, 110e-6, 7
# List prices: a GB kept a month, a request at the door, a GB of logs, a trace.
USD_A_GB_MONTH, USD_A_DOOR, USD_A_LOG_GB, USD_A_TRACE = 0.023, 1e-6, 0.50, 5e-6
# What the template sets, and AWS's quotas and first grants.
DOOR_RATE, TRANSCRIBERS, SENDERS, TICKS_OF_RELEASE, TICKS_OF_WATCH = 100, 200, 2, 12, 4  # the ticks of an hour
ACCOUNT_SANDBOXES, ACCOUNT_DOOR, NEW_TABLE, MAILS_A_DAY, SANDBOX_MAILS, HOT_KEY = (
    1_000,
    10_000,
    4_000,
    50_000,
    200,
    1_000,
)
TABLE, ACCOUNT_KMS, FIFO = 40_000, 10_000, 300

A_SECOND = SESSIONS_A_WEEK / HOURS_A_WEEK * PEAK / 3600  # sessions a therapist and second, in the busiest hour
A_DAY = SESSIONS_A_WEEK / DAYS_A_WEEK


def hearing_s(*, start_s: float = 0.0) -> float:
    """Give the seconds for which a session's parts hold a sandbox, all together."""
    return PARTS * (start_s + HEARD.load_s + WINDOWS_A_PART * HEARD.window_s)


def processor_s() -> float:
    """Give the seconds of one processor that splitting, hearing and reading a session take."""
    return compute_deployed(HEARD, MINUTES).usd / (ONE_PROCESSOR_MB / 1024 * USD_A_GB_SECOND)


def usd_a_session() -> Mapping[str, float]:
    """Give what a session costs, by what it is spent on."""
    price, writes = PER_REQUEST, LEDGER_TABLE_WRITES + INDEX_WRITES + OTHER_TABLES_WRITES
    asked = sum(DOOR.values())
    others_gb_s = (asked * PAGE_S + SEND_CALLS * CALL_S + SES_S) * PAGE_GB
    return {
        "hearing and reading (Lambda, 1,769 MB)": compute_deployed(HEARD, MINUTES).usd,
        "the ledger and the other tables": writes * price["dynamodb write"] + READS * price["dynamodb read"],
        "S3": S3_PUTS * price["s3 put"] + S3_GETS * price["s3 get"] + KEPT_GB * USD_A_GB_MONTH * KEPT_DAYS / 30,
        "KMS": KMS_CALLS * price["kms"],
        "the door, SQS, the other functions, logs, traces": asked * USD_A_DOOR
        + SQS_CALLS * price["sqs"]
        + INVOCATIONS * price["lambda"]
        + others_gb_s * USD_A_GB_SECOND
        + LOG_GB * USD_A_LOG_GB
        + TRACES * USD_A_TRACE,
        "one mail": price["ses"],
    }


def therapists_at() -> Mapping[str, float]:
    """Give at how many therapists each bound is met, in that order."""
    dropped = ENOUGH_TO_DROP.total_seconds() / (DROP_CALLS * CALL_S)
    released = ENOUGH.total_seconds() / ((1 + 1 / TOGETHER) * CALL_S)
    asked = sum(DOOR.values())
    bounds = {
        "SES's sandbox": SANDBOX_MAILS / A_DAY,
        "the API's throttle, `DoorRate`": DOOR_RATE / (asked * A_SECOND * AFTER_THE_HOUR),
        "`transcribe_part`: `MaximumConcurrency`": TRANSCRIBERS / (hearing_s() * A_SECOND),
        "`keep_watch` removes sound, in the hour it is due": dropped * TICKS_OF_WATCH / (A_SECOND * 3600),
        "Lambda's account": ACCOUNT_SANDBOXES / ((processor_s() + asked * PAGE_S) * A_SECOND),
        "SES, a day": MAILS_A_DAY / A_DAY,
        "`send_prompt`: `MaximumConcurrency`": SENDERS / (SEND_CALLS * CALL_S + SES_S) / A_SECOND,
        "`release_prompts`, every five minutes": released * TICKS_OF_RELEASE / (A_SECOND * 3600),
        "`keep_watch` removes sound, a day's in a day": dropped * TICKS_OF_WATCH * 24 / A_DAY,
        "a new on-demand table": NEW_TABLE / (LEDGER_TABLE_WRITES * A_SECOND),
        "API Gateway's account": ACCOUNT_DOOR / (asked * A_SECOND * AFTER_THE_HOUR),
        "DynamoDB, a table": TABLE / (LEDGER_TABLE_WRITES * A_SECOND),
        "KMS, all keys together": ACCOUNT_KMS / ((KMS_CALLS + KMS_CALLS_OF_STORES) * A_SECOND),
        "SQS FIFO": FIFO / A_SECOND,
        "the agenda's index, one key": HOT_KEY / (AGENDA_KEY_WRITES * A_SECOND),
    }
    return dict(sorted(bounds.items(), key=lambda bound: bound[1]))


def rounded(number: float) -> str:
    """Write a number with the two digits that such a reckoning has."""
    return f"{round(number, 1 - floor(log10(number))):,.0f}"


def lines() -> Iterator[str]:
    """Give the lines of both tables, as far as they are computed."""
    costs = usd_a_session()
    for what, usd in [*costs.items(), ("together", sum(costs.values()))]:
        months = [f"${rounded(usd * SESSIONS_A_WEEK * WEEKS_A_MONTH * practice)}" for practice in PRACTICES]
        yield f"| {what} | ${usd:.4f} | {' | '.join(months)} |"
    for what, therapists in therapists_at().items():
        yield f"| {rounded(therapists)} | {what} |"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines())
