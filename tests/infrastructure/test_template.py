"""The template's arithmetic, checked on what SAM makes of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from infrastructure.faults.place import client_of
from infrastructure.load import paper
from infrastructure.local.deploy import deploy
from infrastructure.local.translate import translate
from infrastructure.packaging.build import step_of
from infrastructure.template_check import problems_of
from shared.adapters.dynamo.holds import HOLD
from shared.runtime.batches import LAST_RECEIVE
from shared.services.keep_watch import ENOUGH_OF_EACH
from shared.services.release_prompts import ENOUGH
from shared.services.send_prompt import CLAIM

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template.yaml"
MAX_LOG_DAYS = 90
PUBLIC_PATHS = {"/console", "/console/{proxy+}", "/pages.css"}  # the console asks for its own session; a page's style


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    """Translate the template once."""
    found: dict[str, Any] = translate(TEMPLATE, {}).template["Resources"]
    return found


def of_type(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: each["Properties"] for name, each in resources.items() if each["Type"] == kind}


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


def test_lets_a_model_be_asked_in_every_region_of_its_profile() -> None:
    """Through a profile the right is needed on the profile and on each model behind it; else on the model alone."""
    profile, regions = "eu.vendor.model-v1:0", ("eu-west-1", "eu-north-1")
    models = [f"arn:aws:bedrock:{each}::foundation-model/vendor.model-v1:0" for each in regions]
    through = asked_of_bedrock({"BedrockModelId": profile, "BedrockFoundationModels": ",".join(models)})
    alone = asked_of_bedrock({"BedrockModelId": "vendor.model-v1:0"})

    assert through == [
        [f"arn:aws:bedrock:us-east-1:123456789012:inference-profile/{profile}"],
        models,
    ]
    assert alone == [["arn:aws:bedrock:us-east-1::foundation-model/vendor.model-v1:0"]]


_BEHIND = ("ExtractThreadsAsksBehindTheProfile",)


def asked_of_bedrock(parameters: dict[str, str]) -> list[list[str]]:
    """Deploy with these parameters and give what the reading step may ask, statement by statement."""
    with mock_aws():
        deployed = deploy(translate(TEMPLATE, {"ReadingEngine": "bedrock", **parameters}), client_of, "doorknob")
        policies = dict(deployed.of_type("AWS::IAM::Policy"))
    asked = [policies[name] for name in ("ExtractThreadsAsksBedrock", *_BEHIND) if name in policies]
    found = [each["PolicyDocument"]["Statement"][0]["Resource"] for each in asked]
    return [each if isinstance(each, list) else [each] for each in found]


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


def test_grants_no_wildcard(resources: dict[str, Any]) -> None:
    """No role may do anything to everything; X-Ray alone takes no resource."""
    policies = [each for role in of_type(resources, "AWS::IAM::Role").values() for each in role.get("Policies", [])]
    written = [*(each["PolicyDocument"] for each in policies), *documents_of(resources)]

    for statement in (each for document in written for each in listed(document["Statement"])):
        wide = [action for action in listed(statement["Action"]) if "*" in action]
        assert wide == []
        assert statement["Resource"] != "*" or {action.partition(":")[0] for action in statement["Action"]} == {"xray"}


def test_lets_no_role_of_aws_own_making_in(resources: dict[str, Any]) -> None:
    """AWS's managed policies for Lambda read every queue and write every log of the account."""
    for name, role in of_type(resources, "AWS::IAM::Role").items():
        if name == "CodeDeployServiceRole":  # SAM's, which only CodeDeploy may take, to move the functions' alias
            continue
        assert role.get("ManagedPolicyArns", []) in ([], [{"Ref": "Traces"}]), name


def test_has_tls_demanded_everywhere(resources: dict[str, Any]) -> None:
    """Every bucket, queue and topic refuses what does not come over TLS."""
    kinds = {"Bucket": "AWS::S3::Bucket", "Queues": "AWS::SQS::Queue", "Topics": "AWS::SNS::Topic"}
    for field, kind in kinds.items():
        policies = [each for each in resources.values() if each["Type"] in (kind + "Policy", kind + "InlinePolicy")]
        guarded = [
            target["Ref"]
            for policy in policies
            if any(each["Effect"] == "Deny" and "Bool" in each.get("Condition", {}) for each in statements_of(policy))
            for target in listed(policy["Properties"][field])
        ]
        assert sorted(guarded) == sorted(of_type(resources, kind))


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


def test_hides_paths_and_callers_from_the_doors_log(resources: dict[str, Any]) -> None:
    """A path holds a client's link; the door writes down the route's pattern."""
    (stage,) = of_type(resources, "AWS::ApiGatewayV2::Stage").values()
    told = set(re.findall(r"\$context\.([\w.]+)", stage["AccessLogSettings"]["Format"]))

    assert told <= {"requestId", "routeKey", "status", "responseLatency", "responseLength", "authorizer.error"}


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


def test_encrypts_keeps_and_closes_every_store(resources: dict[str, Any]) -> None:
    """Buckets are private, versioned and owned; the table can be brought back; queues and topics have the key."""
    for bucket in of_type(resources, "AWS::S3::Bucket").values():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    for name, table in of_type(resources, "AWS::DynamoDB::Table").items():
        # A restore must not bring back what was erased, nor a backup keep what is counted for a minute.
        is_backed_up = name not in {"KeysTable", "ErasuresTable", "KnocksTable"}
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is is_backed_up
        assert table["SSESpecification"]["SSEType"] == "KMS"
    for kind in ("AWS::SQS::Queue", "AWS::SNS::Topic"):
        assert all("KmsMasterKeyId" in each for each in of_type(resources, kind).values())
    for key in of_type(resources, "AWS::KMS::Key").values():
        assert key["EnableKeyRotation"] is True


@pytest.mark.parametrize(("kind", "listed"), [("AWS::SNS::Topic", "Topics"), ("AWS::SQS::Queue", "Queues")])
def test_closes_topics_and_queues_with_policies_that_aws_takes(
    resources: dict[str, Any], kind: str, listed: str
) -> None:
    """SNS and SQS refuse a statement that names two resources, and a policy that speaks of another than its own."""
    covered: list[str] = []
    for name, policy in of_type(resources, f"{kind}Policy").items():
        own = [each["Ref"] for each in policy[listed]]
        statements = policy["PolicyDocument"]["Statement"]
        covered += own
        assert "TlsOnly" in {each["Sid"] for each in statements}, name
        for each in statements:
            named = [{"Ref": one} for one in own] + [{"Fn::GetAtt": [one, "Arn"]} for one in own]
            is_closing = each["Resource"] == "*" and each["Effect"] == "Deny"  # whatever the policy is put on
            assert is_closing or (len(own) == 1 and each["Resource"] in named), f"{name}: {each['Sid']}"

    assert sorted(covered) == sorted(of_type(resources, kind))


def test_lets_nobody_use_a_key_but_the_account_and_named_services(resources: dict[str, Any]) -> None:
    """A service acts for this account only; the clients' own keys are wrapped for no service at all."""
    for name, key in of_type(resources, "AWS::KMS::Key").items():
        account, *services = key["KeyPolicy"]["Statement"]
        assert account["Principal"] == {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}
        assert all(set(each["Principal"]) == {"Service"} and "Condition" in each for each in services), name
        assert all("kms:*" not in each["Action"] for each in services), name
    assert len(resources["ClientKey"]["Properties"]["KeyPolicy"]["Statement"]) == 1


def test_sends_mail_over_tls_or_not_at_all(resources: dict[str, Any]) -> None:
    """A mail server that offers no TLS gets nothing."""
    (settings,) = of_type(resources, "AWS::SES::ConfigurationSet").values()

    assert settings["DeliveryOptions"]["TlsPolicy"] == "REQUIRE"


def test_asks_therapists_for_a_second_factor_in_production() -> None:
    """Nobody signs up alone, and prod demands a token beside the password."""
    text = TEMPLATE.read_text(encoding="utf-8")
    pool = of_type(translate(TEMPLATE, {"Stage": "prod"}).template["Resources"], "AWS::Cognito::UserPool")["Therapists"]

    assert pool["MfaConfiguration"] == {"Fn::If": ["IsProd", "ON", "OPTIONAL"]}
    assert "IsProd: !Equals [!Ref Stage, prod]" in text
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True


def test_opens_only_the_clients_pages_without_a_token(resources: dict[str, Any]) -> None:
    """Every route asks for a therapist's token, but for those that carry a signed link and the pages' own files."""
    (api,) = of_type(resources, "AWS::ApiGatewayV2::Api").values()
    unguarded = [
        path
        for path, operations in api["Body"]["paths"].items()
        for operation in operations.values()
        if not operation.get("security") or {"NONE": []} in operation["security"]
    ]

    assert {path for path in unguarded if "{token}" not in path} == PUBLIC_PATHS


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


def documents_of(resources: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy")
    return [each["PolicyDocument"] for kind in kinds for each in of_type(resources, kind).values()]


def statements_of(policy: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = policy["Properties"]["PolicyDocument"]["Statement"]
    return found


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_lets_nothing_half_uploaded_stay(resources: dict[str, Any]) -> None:
    """An upload that is never ended is no object and wakes nobody; S3 removes its pieces after a day."""
    for bucket in of_type(resources, "AWS::S3::Bucket").values():
        rules = bucket["LifecycleConfiguration"]["Rules"]
        assert [rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] for rule in rules] == [1]
