"""The template's arithmetic, checked on what SAM makes of it."""

import json
import re
from pathlib import Path
from typing import Any

from translated import ROOT, TEMPLATE, of_type

from infrastructure.load import paper
from infrastructure.local.translate import translate
from infrastructure.packaging.build import step_of
from infrastructure.template_check import problems_of
from shared.adapters.dynamo.holds import HOLD
from shared.runtime.batches import LAST_RECEIVE
from shared.services.keep_watch import ENOUGH_OF_EACH
from shared.services.release_prompts import ENOUGH
from shared.services.send_prompt import CLAIM

MAX_LOG_DAYS = 90


def mappings(resources: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Give each queue's logical id, its function's, and the mapping between them, which asks for the alias."""
    found = of_type(resources, "AWS::Lambda::EventSourceMapping").values()
    return [(each["EventSourceArn"]["Fn::GetAtt"][0], _behind_alias(each["FunctionName"]), each) for each in found]


def _behind_alias(wanted: dict[str, str]) -> str:
    name, live, rest = wanted["Ref"].partition("Aliaslive")
    assert (live, rest) == ("Aliaslive", "")
    return name


def test_wakes_only_what_a_deployment_can_take_back(resources: dict[str, Any]) -> None:
    """Every queue, schedule and route asks for the alias; a new version takes a tenth first, under its own alarm."""
    functions = set(of_type(resources, "AWS::Lambda::Function"))
    targets = [each["Target"]["Arn"] for each in of_type(resources, "AWS::Scheduler::Schedule").values()]
    targets += [each["FunctionName"] for each in of_type(resources, "AWS::Lambda::EventSourceMapping").values()]
    targets += [each["FunctionName"] for each in of_type(resources, "AWS::Lambda::Permission").values()]

    assert {_behind_alias(target) for target in targets} == functions
    for function in functions:
        group = resources[f"{function}DeploymentGroup"]["Properties"]
        assert group["AlarmConfiguration"]["Alarms"] == [{"Name": {"Ref": f"{function}ErrorsAlarm"}}]
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        assert "Canary10Percent5Minutes" in json.dumps(group["DeploymentConfigName"])


def test_traces_without_payloads(resources: dict[str, Any]) -> None:
    """X-Ray sees which step took how long; no event, answer or error text goes to it, or to a log."""
    for each in of_type(resources, "AWS::Lambda::Function").values():
        said = each["Environment"]["Variables"]
        assert each["TracingConfig"] == {"Mode": "Active"}
        assert said["POWERTOOLS_TRACER_CAPTURE_RESPONSE"] == said["POWERTOOLS_TRACER_CAPTURE_ERROR"] == "false"
        assert said["POWERTOOLS_LOGGER_LOG_EVENT"] == "false"


def test_translates_and_lints_clean() -> None:
    """cfn-lint finds nothing in the CloudFormation that SAM makes."""
    assert problems_of(TEMPLATE) == []


def test_sees_what_linting_the_sam_template_would_miss(tmp_path: Path) -> None:
    """Room on a disk that Lambda does not have is caught only after translation."""
    broken = tmp_path / "template.yaml"
    text = TEMPLATE.read_text(encoding="utf-8")
    broken.write_text(text.replace("EphemeralStorage: {Size: 4096}", "EphemeralStorage: {Size: 40960}"))

    assert problems_of(broken) != []


def test_has_one_function_a_step(resources: dict[str, Any]) -> None:
    """A folder below functions/ is deployed, and nothing else is."""
    deployed = {step_of(name) for name in of_type(resources, "AWS::Lambda::Function")}

    assert deployed == {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}


def test_gives_every_queue_time_and_tries(resources: dict[str, Any]) -> None:
    """Visibility is six times the function's timeout; the last try is the one the code knows."""
    functions, queues = of_type(resources, "AWS::Lambda::Function"), of_type(resources, "AWS::SQS::Queue")

    for queue, function, mapping in mappings(resources):
        assert queues[queue]["VisibilityTimeout"] >= 6 * functions[function]["Timeout"]
        assert queues[queue]["RedrivePolicy"]["maxReceiveCount"] == LAST_RECEIVE
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_keeps_dead_letters_longer_and_tells_of_them(resources: dict[str, Any]) -> None:
    """Each queue has a dead-letter queue with more retention, and that one has an alarm."""
    queues = of_type(resources, "AWS::SQS::Queue")
    alarms = json.dumps(of_type(resources, "AWS::CloudWatch::Alarm"))

    for queue, _, _ in mappings(resources):
        dead = queues[queue]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        assert queues[dead]["MessageRetentionPeriod"] > queues[queue]["MessageRetentionPeriod"]
        assert f'["{dead}", "QueueName"]' in alarms


def test_lets_a_claim_end_before_its_message_is_given_up(resources: dict[str, Any]) -> None:
    """A lost claim is seen by a later delivery, and no hold outlives a withdrawal's patience."""
    queues = of_type(resources, "AWS::SQS::Queue")
    patience = {
        name: queues[name]["VisibilityTimeout"] * (LAST_RECEIVE - 1) for name in ("PromptsQueue", "ForgetQueue")
    }

    assert CLAIM.total_seconds() < patience["PromptsQueue"]
    assert HOLD.total_seconds() < patience["ForgetQueue"]


def test_sends_uploads_nowhere_but_to_the_gate(resources: dict[str, Any]) -> None:
    """Only `recordings/` is notified, so nothing the flow writes can wake it again."""
    (bucket,) = [each for each in of_type(resources, "AWS::S3::Bucket").values() if "NotificationConfiguration" in each]
    (wired,) = bucket["NotificationConfiguration"]["QueueConfigurations"]

    assert wired["Filter"]["S3Key"]["Rules"] == [{"Name": "prefix", "Value": "recordings/"}]


def test_keeps_a_log_a_function_for_a_month_under_the_key(resources: dict[str, Any]) -> None:
    """Each function writes one log of its own; every log is encrypted and ends."""
    logs = of_type(resources, "AWS::Logs::LogGroup")
    written = [
        each["LoggingConfig"]["LogGroup"]["Ref"] for each in of_type(resources, "AWS::Lambda::Function").values()
    ]

    assert len(set(written)) == len(written)
    for log in logs.values():
        assert log["RetentionInDays"] <= MAX_LOG_DAYS
        assert log["KmsKeyId"] == {"Fn::GetAtt": ["StoreKey", "Arn"]}


def test_lets_the_practice_say_how_often_the_door_opens(resources: dict[str, Any]) -> None:
    """One throttle holds for everybody together, so it is a setting, and its default carries a practice of 1,000."""
    (stage,) = of_type(resources, "AWS::ApiGatewayV2::Stage").values()
    settings = stage["DefaultRouteSettings"]

    assert settings["ThrottlingRateLimit"] == {"Ref": "DoorRate"}
    assert settings["ThrottlingBurstLimit"] == {"Ref": "DoorBurst"}


def test_the_reckoning_of_docs_scale_knows_what_the_template_sets(resources: dict[str, Any]) -> None:
    """A bound that is changed here and not there would be told wrongly."""
    at_once = {name: each.get("ScalingConfig", {}).get("MaximumConcurrency") for _, name, each in mappings(resources)}
    schedules = of_type(resources, "AWS::Scheduler::Schedule").values()
    rates = {_behind_alias(each["Target"]["Arn"]): each["ScheduleExpression"] for each in schedules}

    assert int(translate(TEMPLATE, {}).parameters["DoorRate"]) == paper.DOOR_RATE
    assert at_once["TranscribePartFunction"] == paper.TRANSCRIBERS
    assert at_once["SendPromptFunction"] == paper.SENDERS
    assert rates["ReleasePromptsFunction"] == f"rate({60 // paper.TICKS_OF_RELEASE} minutes)"
    assert rates["KeepWatchFunction"] == f"rate({60 // paper.TICKS_OF_WATCH} minutes)"


def test_gives_the_schedules_more_time_than_they_take(resources: dict[str, Any]) -> None:
    """What was begun when their time was over is finished before Lambda stops them; the rest waits."""
    functions = of_type(resources, "AWS::Lambda::Function")

    assert ENOUGH.total_seconds() <= 0.75 * functions["ReleasePromptsFunction"]["Timeout"]
    assert 4 * ENOUGH_OF_EACH.total_seconds() <= 0.75 * functions["KeepWatchFunction"]["Timeout"]


def test_the_runbook_names_what_stays_after_a_teardown(resources: dict[str, Any]) -> None:
    """All that the template keeps when its stack is deleted, and nothing else."""
    keeps = {"Retain", "RetainExceptOnCreate"}
    gone = of_type(resources, "AWS::Lambda::Version")  # SAM keeps versions of a function that lives on; they go with it
    kept = {name for name, each in resources.items() if each.get("DeletionPolicy") in keeps} - gone.keys()
    teardown = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8").partition("- **Teardown:**")[2]
    stays = teardown.partition("**stays**")[2].partition(". Logs")[0]

    assert {name for name in re.findall(r"\w+", stays) if name[0].isupper()} == kept


def test_keeps_the_keys_of_what_it_keeps(resources: dict[str, Any]) -> None:
    """A table or a bucket that outlives its stack is worth nothing once the key that encrypts it is gone."""
    kept = {name: each for name, each in resources.items() if each.get("DeletionPolicy") == "Retain"}
    keys = set(re.findall(r"'Fn::GetAtt': \['(\w+Key)'", str(kept)))

    assert keys
    assert keys <= kept.keys()
    assert {kept[name].get("UpdateReplacePolicy") for name in keys} == {"Retain"}


def test_lets_nothing_half_uploaded_stay(resources: dict[str, Any]) -> None:
    """An upload that is never ended is no object and wakes nobody; S3 removes its pieces after a day."""
    for bucket in of_type(resources, "AWS::S3::Bucket").values():
        rules = bucket["LifecycleConfiguration"]["Rules"]
        assert [rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] for rule in rules] == [1]
