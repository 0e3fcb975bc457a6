"""Computes docs/scale.md on paper: what a session costs, and at how many therapists each bound is met.

`python -m infrastructure.load.paper` prints the lines of both tables; a test looks for every one of them on the page.
"""

import sys
from collections.abc import Iterator, Mapping
from math import floor, log10

from infrastructure.bench_speech.deployed import ONE_PROCESSOR_MB, Measured, compute_deployed
from infrastructure.load.prices import PER_REQUEST
from shared.domain.estimates import USD_A_GB_SECOND
from shared.services.keep_watch import ENOUGH_OF_EACH
from shared.services.release_prompts import ENOUGH, TOGETHER

# Taken of a practice: a therapist's week, how much busier its busiest hour is, and in it the minutes after the hour.
SESSIONS_A_WEEK, HOURS_A_WEEK, DAYS_A_WEEK = 25, 50, 5
PEAK, AFTER_THE_HOUR = 3.0, 3.0
WEEKS_A_MONTH = 52 / 12
PRACTICES = (1_000, 100_000)

# Measured (docs/speech.md): a second of sound split, a window heard, the weights loaded. Taken: an image's start.
HEARD, MINUTES, PARTS, WINDOWS_A_PART, COLD_S = Measured(0.0044, 1.57, 0.55), 50.0, 25, 5, 3.0
# Counted (`counting.py`): write units, the doors' and keys' tables apart, reads of the steps, and calls.
LEDGER_TABLE_WRITES, INDEX_WRITES, TRAIL_AND_KEYS_WRITES, READS = 414, 98, 39, 246
AGENDA_KEY_WRITES, S3_PUTS, S3_GETS, SEND_CALLS, DROP_CALLS = 2, 68, 66, 15, 5
# Reckoned from the code: data keys opened, messages (sent, taken, removed), invocations, requests at the door.
KMS_CALLS, KMS_CALLS_OF_STORES, SQS_CALLS, INVOCATIONS, KEPT_GB, KEPT_DAYS = 30, 10, 70, 90, 0.115, 7
READS_A_PAGE, DOOR = 5, {"upload": 14, "waiting": 19, "review and brief": 12, "client": 5}
# Taken, for nothing here has run on AWS: a call from 512 MB, SES's answer, a request at the door, log lines.
CALL_S, SES_S, PAGE_S, PAGE_GB, LOG_GB, TRACES = 0.02, 0.1, 0.2, 0.5, 110e-6, 7
# List prices: a GB kept a month, a request at the door, a GB of logs, a trace.
USD_A_GB_MONTH, USD_A_DOOR, USD_A_LOG_GB, USD_A_TRACE = 0.023, 1e-6, 0.50, 5e-6
# What the template sets; the last two are ticks an hour.
DOOR_RATE, TRANSCRIBERS, SENDERS, TICKS_OF_RELEASE, TICKS_OF_WATCH = 100, 200, 2, 12, 4
# AWS's quotas and first grants: of an account, of a table and of one key in it, of mails a day.
ACCOUNT_SANDBOXES, ACCOUNT_DOOR, ACCOUNT_KMS, FIFO = 1_000, 10_000, 10_000, 300
NEW_TABLE, TABLE, HOT_KEY, MAILS_A_DAY, SANDBOX_MAILS = 4_000, 40_000, 1_000, 50_000, 200

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
    price, asked = PER_REQUEST, sum(DOOR.values())
    writes = LEDGER_TABLE_WRITES + INDEX_WRITES + TRAIL_AND_KEYS_WRITES + asked  # each request is counted in a row
    reads = READS + READS_A_PAGE * asked
    others_gb_s = (asked * PAGE_S + SEND_CALLS * CALL_S + SES_S) * PAGE_GB
    return {
        "hearing and reading (Lambda, 1,769 MB)": compute_deployed(HEARD, MINUTES).usd,
        "the ledger and the other tables": writes * price["dynamodb write"] + reads * price["dynamodb read"],
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
    dropped = ENOUGH_OF_EACH.total_seconds() / (DROP_CALLS * CALL_S)
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
    """Give the lines of both tables, as far as they are computed, and what it comes to where every sandbox starts."""
    costs = usd_a_session()
    for what, usd in [*costs.items(), ("together", sum(costs.values()))]:
        months = [f"${rounded(usd * SESSIONS_A_WEEK * WEEKS_A_MONTH * practice)}" for practice in PRACTICES]
        yield f"| {what} | ${usd:.4f} | {' | '.join(months)} |"
    cold_usd = PARTS * COLD_S * ONE_PROCESSOR_MB / 1024 * USD_A_GB_SECOND
    yield f"{100 * sum(costs.values()):.2f} cents, and {100 * (sum(costs.values()) + cold_usd):.2f} where every"
    yield f"{rounded(TRANSCRIBERS / (hearing_s(start_s=COLD_S) * A_SECOND))} where every sandbox starts"
    for what, therapists in therapists_at().items():
        yield f"| {rounded(therapists)} | {what} |"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines())
