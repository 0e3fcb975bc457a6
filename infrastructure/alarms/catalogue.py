"""Every alarm, with its threshold and the section of `docs/runbook.md` that says what to do.

The thresholds of SES's rates lie below AWS's own: it reviews an account at 5 % bounces or 0.1 %
complaints, and pauses it at 10 % or 0.5 %.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from infrastructure.alarms.alarm import OURS, Alarm, Metric
from infrastructure.packaging.build import step_of
from shared.domain.rehearsal import EVERY, PATIENCE

_QUEUE_MINUTES = {"PromptsQueue": 60}  # what waits for a client's hours is not on it, but a pause of ours is
_USUAL_QUEUE_MINUTES = 15
_FEW_CALLS = 20  # in a minute; below it a share says nothing, and one error counts
_REHEARSAL = "RehearseSessionFunction"
_HOUR_S, _WATCH_S = 3_600, 900  # keep_watch counts every fifteen minutes
_RELEASES_S = 600  # release_prompts counts every five minutes: in each such stretch at least once
_OFFERED_AGAIN_S = 1_800  # what SES refused is offered again after fifteen minutes: in each such stretch at least once
_REFUSALS_S = 300
# From one pass to the latest end of the next, an hour for its ticks, and one that had begun before the pass. CloudWatch
# looks back a week where a period has an hour, and only a day where it is shorter.
_SILENT_HOURS = int((EVERY + 2 * PATIENCE).total_seconds() / _HOUR_S) + 2


@dataclass(frozen=True, slots=True)
class Parts:
    """What of the stack is watched: the queues with dead letters, by theirs, and the functions' timeouts in seconds.

    `hidden_s` is the longest that one of the queues hides what failed: until then it may come again.
    """

    dead_letters: Mapping[str, str]
    timeouts_s: Mapping[str, int]
    conditions: Mapping[str, str]  # of functions that are not in every stage
    hidden_s: int


def parts_of(template: Mapping[str, Any]) -> Parts:
    """Read what is to be watched from the SAM template."""
    resources = template["Resources"]
    usual = template["Globals"]["Function"]["Timeout"]
    queues = {name: each["Properties"] for name, each in resources.items() if each["Type"] == "AWS::SQS::Queue"}
    functions = {name: each for name, each in resources.items() if each["Type"] == "AWS::Serverless::Function"}
    served = {name: each for name, each in queues.items() if "RedrivePolicy" in each}
    return Parts(
        {name: _dead_of(each) for name, each in served.items()},
        {name: each["Properties"].get("Timeout", usual) for name, each in functions.items()},
        {name: each["Condition"] for name, each in functions.items() if "Condition" in each},
        max(each["VisibilityTimeout"] for each in served.values()),
    )


def alarms_for(parts: Parts) -> list[Alarm]:
    """Give every alarm of the stack."""
    always = [*_of_queues(parts), *_of_functions(parts), *_of_mail(), *_of_the_flow(parts)]
    return [*always, *_of_the_rehearsal()] if _REHEARSAL in parts.timeouts_s else always


def _of_queues(parts: Parts) -> Iterator[Alarm]:
    for queue, dead in parts.dead_letters.items():
        name = queue.removesuffix("Queue")
        is_forgetting = queue == "ForgetQueue"
        of_dead, of_age = ("RB-9", "RB-9") if is_forgetting else ("RB-1", "RB-2")
        says = f"{name}: messages could not be handled."
        yield Alarm(f"{dead}Alarm", of_dead, says, _sqs(dead, "Visible"), pages=is_forgetting)
        minutes = _QUEUE_MINUTES.get(queue, _USUAL_QUEUE_MINUTES)
        says = f"{name}: a message waits for more than {minutes} minutes."
        age = _sqs(queue, "Age")
        yield Alarm(f"{name}AgeAlarm", of_age, says, age, above=60 * minutes, bad=2, of_last=3, pages=is_forgetting)


def _of_functions(parts: Parts) -> Iterator[Alarm]:
    for function, timeout_s in parts.timeouts_s.items():
        condition = parts.conditions.get(function, "")
        yield from (replace(each, condition=condition) for each in _of_function_itself(function, timeout_s))
    concurrent = Metric("AWS/Lambda", "ConcurrentExecutions", how="Maximum")
    says = "The account's functions use over 80 % of its concurrency."
    yield Alarm("ConcurrencyAlarm", "RB-5", says, concurrent, above=800, bad=2, of_last=3)


def _of_function_itself(function: str, timeout_s: int) -> Iterator[Alarm]:
    step = step_of(function)
    yield errors_alarm(function)
    yield Alarm(
        f"{function}DurationAlarm",
        "RB-4",
        f"{step}: the slowest take more than 80 % of the {timeout_s} s it has.",
        _of_function(function, "Duration", "p99"),
        above=800.0 * timeout_s,
        bad=2,
        of_last=3,
    )
    throttled = _of_function(function, "Throttles")
    yield Alarm(f"{function}ThrottlesAlarm", "RB-5", f"{step} is throttled.", throttled, bad=2, of_last=3)


def errors_alarm(function: str) -> Alarm:
    """Give a function's alarm on failures, which also takes a deployment back.

    Lambda counts a call that ended by an error; a message that was handed back is counted by us.
    """
    step = step_of(function)
    return Alarm(
        f"{function}ErrorsAlarm",
        "RB-3",
        f"{step}: over 5 % of the calls or messages fail, or one where there are few.",
        {
            "calls": _of_function(function, "Invocations"),
            "errors": _of_function(function, "Errors"),
            "failed": _ours("Failed", step),
        },
        formula=f"IF(calls < {_FEW_CALLS}, 100 * (FILL(errors, 0) + FILL(failed, 0)),"
        " 100 * (FILL(errors, 0) + FILL(failed, 0)) / calls)",
        above=5,
        bad=1,
        of_last=3,
    )


def _of_mail() -> Iterator[Alarm]:
    for kind, grade, rate in (
        ("Bounce", "Warn", 0.02),
        ("Bounce", "Page", 0.04),
        ("Complaint", "Warn", 0.0005),
        ("Complaint", "Page", 0.0008),
    ):
        says = f"SES: {kind.lower()}s are above {100 * rate:g} %."
        metric = Metric("AWS/SES", f"Reputation.{kind}Rate", how="Maximum")
        pages = grade == "Page"
        yield Alarm(f"{kind}Rate{grade}Alarm", "RB-6", says, metric, above=rate, every_s=_HOUR_S, pages=pages)
    unconfirmed = _ours("MailsUnconfirmed", "keep_watch", "Maximum")
    says = "Nobody knows of a mail whether it went, for 30 minutes."
    yield Alarm("MailsUnconfirmedAlarm", "RB-7", says, unconfirmed, every_s=_WATCH_S, bad=2, of_last=2)
    rejected = _ours("MailsRejected", "record_mail_event")
    yield Alarm("MailsRejectedAlarm", "RB-10", "SES rejected a mail or could not render it.", rejected, every_s=300)
    refused, throttled = _ours("MailsRefused", "send_prompt"), _ours("MailsThrottled", "send_prompt")
    says = "SES refuses our mail: the sender, the account, or a right."
    yield Alarm("MailsRefusedAlarm", "RB-10", says, refused, every_s=_OFFERED_AGAIN_S, pages=True)
    says = "SES has been asked too often for over an hour: its rate or the day's quota is used up."
    yield Alarm("MailsThrottledAlarm", "RB-5", says, throttled, every_s=_OFFERED_AGAIN_S, bad=3, of_last=3)


def _of_the_flow(parts: Parts) -> Iterator[Alarm]:
    for name, section, says in (
        ("SessionsOverdue", "RB-8", "A session has not moved for two hours."),
        ("WithdrawalsLate", "RB-9", "A withdrawal is not carried out after 15 minutes."),
        ("PlacesUnreviewed", "RB-13", "A row of places.toml was last compared with its source over 90 days ago."),
    ):
        counted, pages = _ours(name, "keep_watch", "Maximum"), section == "RB-9"
        yield Alarm(f"{name}Alarm", section, says, counted, every_s=_WATCH_S, pages=pages)
    left = _ours("NotesLeftBehind", "release_prompts", "Maximum")
    says = "Approved notes that are due have stayed behind for half an hour."
    yield Alarm("NotesLeftBehindAlarm", "RB-2", says, left, every_s=_RELEASES_S, bad=3, of_last=3)
    refused = _ours("SettingsRefused", "doorknob")
    says = "A key, a table or a right is refused to a step."
    looked_at = ceil(parts.hidden_s / _REFUSALS_S) + 1
    yield Alarm("SettingsRefusedAlarm", "RB-10", says, refused, every_s=_REFUSALS_S, of_last=looked_at, pages=True)
    foreign = _ours("ForeignUploads", "doorknob")
    says = "An upload was made for another's client, under a made-up name, or to be read as a list of files."
    yield Alarm("ForeignUploadsAlarm", "RB-10", says, foreign, every_s=300, pages=True)


def _of_the_rehearsal() -> Iterator[Alarm]:
    passed, failed = _ours("RehearsalPassed", "rehearse_session"), _ours("RehearsalFailed", "rehearse_session")
    says = f"No rehearsal has come through in {_SILENT_HOURS} hours."
    yield Alarm(
        "RehearsalSilentAlarm",
        "RB-12",
        says,
        passed,
        every_s=_HOUR_S,
        bad=_SILENT_HOURS,
        of_last=_SILENT_HOURS,
        below=1,
        silence_is_bad=True,
        condition="Rehearses",
    )
    says = "A rehearsal failed, or left something behind."
    yield Alarm("RehearsalFailedAlarm", "RB-12", says, failed, every_s=300, condition="Rehearses", pages=True)


def _sqs(queue: str, what: str) -> Metric:
    names = {"Visible": "ApproximateNumberOfMessagesVisible", "Age": "ApproximateAgeOfOldestMessage"}
    return Metric("AWS/SQS", names[what], {"QueueName": {"Fn::GetAtt": [queue, "QueueName"]}}, "Maximum")


def _of_function(function: str, name: str, how: str = "Sum") -> Metric:
    return Metric("AWS/Lambda", name, {"FunctionName": {"Ref": function}}, how)


def _ours(name: str, step: str, how: str = "Sum") -> Metric:
    return Metric(OURS, name, {"service": step}, how)


def _dead_of(queue: Mapping[str, Any]) -> str:
    name: str = queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    return name
