"""The alarms: the template holds what the catalogue says, and each has its section of the runbook."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from infrastructure.alarms.__main__ import TEMPLATE, written_into
from infrastructure.alarms.catalogue import alarms_for, parts_of
from infrastructure.packaging.build import step_of
from shared.domain.rehearsal import EVERY, PATIENCE
from shared.runtime import metrics
from shared.services.send_prompt import BACK_OFF

RUNBOOK = Path(__file__).parents[2] / "docs" / "runbook.md"
BUDGET = "RB-11"  # a budget, no alarm
ASKED = "Erasure on request"  # by a person, no alarm


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    """Read the template once."""
    found: dict[str, Any] = yaml_parse(TEMPLATE.read_text(encoding="utf-8"))
    return found


def alarms(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = template["Resources"].items()
    return {name: each["Properties"] for name, each in found if each["Type"] == "AWS::CloudWatch::Alarm"}


def sections() -> dict[str, str]:
    text = RUNBOOK.read_text(encoding="utf-8")
    return {
        found[1]: found[2]
        for found in re.finditer(rf"^## (RB-\d+|{ASKED})[^\n]*\n(.*?)(?=^#|\Z)", text, re.DOTALL | re.MULTILINE)
    }


def test_the_template_holds_what_the_catalogue_says() -> None:
    """Whoever changes a queue, a step or a threshold runs `make alarms`."""
    text = TEMPLATE.read_text(encoding="utf-8")

    assert written_into(text) == text


def test_no_alarm_without_a_section_and_no_section_without_an_alarm(template: dict[str, Any]) -> None:
    """An alarm's description begins with its section's number; a budget and a person stand for two more."""
    named = {each["AlarmDescription"].split()[0] for each in alarms(template).values()}

    assert template["Resources"]["Budget"]["Type"] == "AWS::Budgets::Budget"
    assert named | {BUDGET, ASKED} == set(sections())


def test_every_section_says_all_that_is_needed_at_three_in_the_morning() -> None:
    """Symptom, how to see it, causes, a safe action, when it is over, whom to tell."""
    for name, text in sections().items():
        for word in ("Symptom", "See it", "Causes", "Safe action", "Over when", "Whom to tell"):
            assert f"**{word}:**" in text, f"{name} lacks {word}"


def test_every_alarm_tells_somebody(template: dict[str, Any]) -> None:
    """At one of two topics, at whose end too, and silence is bad news only where it must be."""
    for name, each in alarms(template).items():
        assert each["AlarmActions"] == each["OKActions"], name
        assert each["AlarmActions"] in ([{"Ref": "AlarmTopic"}], [{"Ref": "PageTopic"}]), name
        assert (each["TreatMissingData"] == "breaching") == (name == "RehearsalSilentAlarm"), name


def test_a_rehearsal_that_passes_in_time_rings_nothing(template: dict[str, Any]) -> None:
    """The longest time between two passes, to the latest end of the later one, fits into what the alarm looks at."""
    event = template["Resources"]["RehearseSessionFunction"]["Properties"]["Events"]["Tick"]["Properties"]
    tick_s = 60 * int(re.fullmatch(r"rate\((\d+) minutes\)", event["ScheduleExpression"])[1])  # type: ignore[index]
    alarm = alarms(template)["RehearsalSilentAlarm"]
    longest_s = (EVERY + 2 * PATIENCE).total_seconds() + tick_s
    looked_at_s = alarm["Period"] * alarm["EvaluationPeriods"]

    assert alarm["DatapointsToAlarm"] == alarm["EvaluationPeriods"]
    assert looked_at_s - alarm["Period"] >= longest_s  # the first of the periods may have begun before the pass
    assert looked_at_s <= (604_800 if alarm["Period"] >= 3600 else 86_400)  # as PutMetricAlarm bounds it


def test_rings_without_a_pause_while_ses_takes_no_mail(template: dict[str, Any]) -> None:
    """What was refused is refused again before the period ends, or somebody would be woken anew each time."""
    event = template["Resources"]["ReleasePromptsFunction"]["Properties"]["Events"]["Tick"]["Properties"]
    tick_s = 60 * int(re.fullmatch(r"rate\((\d+) minutes\)", event["ScheduleExpression"])[1])  # type: ignore[index]

    for name in ("MailsRefusedAlarm", "MailsThrottledAlarm"):
        assert alarms(template)[name]["Period"] > BACK_OFF.total_seconds() + tick_s, name


def test_rings_without_a_pause_while_a_key_is_refused(template: dict[str, Any]) -> None:
    """What failed of it comes back while the alarm still looks at the time before, from whichever queue."""
    queues = [each["Properties"] for each in template["Resources"].values() if each["Type"] == "AWS::SQS::Queue"]
    longest_s = max(each["VisibilityTimeout"] for each in queues if "RedrivePolicy" in each)
    alarm = alarms(template)["SettingsRefusedAlarm"]

    assert alarm["DatapointsToAlarm"] == 1
    assert alarm["Period"] * (alarm["EvaluationPeriods"] - 1) >= longest_s


def test_what_died_of_a_withdrawal_is_told_as_one(template: dict[str, Any]) -> None:
    """Whoever is woken by a dead letter of `forget` is sent to the section on withdrawals, not to that on letters."""
    assert alarms(template)["ForgetDeadLettersAlarm"]["AlarmDescription"].startswith("RB-9 ")


def test_wakes_somebody_for_what_the_runbook_says_and_for_nothing_else(template: dict[str, Any]) -> None:
    """A section that pages says so in its symptom; whatever of a withdrawal rings pages."""
    found = alarms(template).items()
    sections_of = {name: each["AlarmDescription"].split()[0] for name, each in found}
    paging = {name for name, each in found if each["AlarmActions"] == [{"Ref": "PageTopic"}]}

    assert {sections_of[name] for name in paging} == {
        name for name, text in sections().items() if "**This pages" in text
    }
    assert {name for name, section in sections_of.items() if section == "RB-9"} <= paging
    assert {name for name in sections_of if "Warn" in name}.isdisjoint(paging)


def test_watches_every_queue_and_every_step(template: dict[str, Any]) -> None:
    """Each queue's dead letters and age, each step's failures, slowness and throttles."""
    parts = parts_of(template)
    names = set(alarms(template))

    assert {f"{dead}Alarm" for dead in parts.dead_letters.values()} <= names
    assert {f"{queue.removesuffix('Queue')}AgeAlarm" for queue in parts.dead_letters} <= names
    for function in parts.timeouts_s:
        assert {f"{function}{what}Alarm" for what in ("Errors", "Duration", "Throttles")} <= names


@pytest.mark.parametrize(
    ("alarm", "threshold"),
    [
        ("AcceptDeadLettersAlarm", 0),
        ("AcceptAgeAlarm", 900),
        ("PromptsAgeAlarm", 3600),
        ("SplitRecordingFunctionErrorsAlarm", 5),
        ("SplitRecordingFunctionDurationAlarm", 720_000),
        ("BounceRateWarnAlarm", 0.02),
        ("BounceRatePageAlarm", 0.04),
        ("ComplaintRateWarnAlarm", 0.0005),
        ("ComplaintRatePageAlarm", 0.0008),
        ("MailsUnconfirmedAlarm", 0),
        ("MailsRefusedAlarm", 0),
        ("NotesLeftBehindAlarm", 0),
    ],
)
def test_keeps_to_the_operating_figures(template: dict[str, Any], alarm: str, threshold: float) -> None:
    """The thresholds are those of the design page."""
    assert alarms(template)[alarm]["Threshold"] == threshold


def test_looks_at_nothing_that_nobody_writes(template: dict[str, Any]) -> None:
    """Every metric of ours that an alarm or the dashboard names is one that the runtime writes."""
    written = {name for name, _ in metrics._OUTCOMES.values()} | {name for name, _ in metrics._FIGURES.values()}
    written |= {"Failed", "SettingsRefused", "ComputeUsd", "AudioMinutes", "RealTimeFactor", "NotesApproved"}
    written |= {"SessionUsd", "ReadingCostUsd", "WordingCostUsd"}
    steps = {step_of(name) for name in parts_of(template).timeouts_s} | {metrics.EVERYWHERE}
    body = json.loads(template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    drawn = [each for widget in body["widgets"] for each in widget["properties"]["metrics"] if each[0] == "Doorknob"]
    looked_at = {(each[1], each[3]) for each in drawn}
    for alarm in alarms_for(parts_of(template)):
        found = alarm.metric.values() if isinstance(alarm.metric, dict) else [alarm.metric]
        looked_at |= {(each.name, each.of["service"]) for each in found if each.namespace == "Doorknob"}

    assert {name for name, _ in looked_at} <= written
    assert {step for _, step in looked_at} <= steps
