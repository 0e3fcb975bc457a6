"""Who and what the template lets in: roles, keys, policies, TLS and the doors, checked on what SAM makes of it."""

import re
from typing import Any

import pytest
from moto import mock_aws
from translated import TEMPLATE, of_type

from infrastructure.faults.place import client_of
from infrastructure.local.deploy import deploy
from infrastructure.local.translate import translate

PUBLIC_PATHS = {"/console", "/console/{proxy+}", "/pages.css"}  # the console asks for its own session; a page's style
_BEHIND = ("ExtractThreadsAsksBehindTheProfile",)


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


def asked_of_bedrock(parameters: dict[str, str]) -> list[list[str]]:
    """Deploy with these parameters and give what the reading step may ask, statement by statement."""
    with mock_aws():
        deployed = deploy(translate(TEMPLATE, {"ReadingEngine": "bedrock", **parameters}), client_of, "doorknob")
        policies = dict(deployed.of_type("AWS::IAM::Policy"))
    asked = [policies[name] for name in ("ExtractThreadsAsksBedrock", *_BEHIND) if name in policies]
    found = [each["PolicyDocument"]["Statement"][0]["Resource"] for each in asked]
    return [each if isinstance(each, list) else [each] for each in found]


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


def test_hides_paths_and_callers_from_the_doors_log(resources: dict[str, Any]) -> None:
    """A path holds a client's link; the door writes down the route's pattern."""
    (stage,) = of_type(resources, "AWS::ApiGatewayV2::Stage").values()
    told = set(re.findall(r"\$context\.([\w.]+)", stage["AccessLogSettings"]["Format"]))

    assert told <= {"requestId", "routeKey", "status", "responseLatency", "responseLength", "authorizer.error"}


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


def documents_of(resources: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy")
    return [each["PolicyDocument"] for kind in kinds for each in of_type(resources, kind).values()]


def statements_of(policy: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = policy["Properties"]["PolicyDocument"]["Statement"]
    return found


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
