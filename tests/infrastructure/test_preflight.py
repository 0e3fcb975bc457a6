"""`doorknob preflight`: each check sees what it is for, each finding has a remedy; AWS is botocore's Stubber."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import NoCredentialsError
from botocore.stub import Stubber
from typer.testing import CliRunner

from infrastructure.cli.app import app
from infrastructure.cli.failures import CommandError
from infrastructure.local.place import session as local_session
from infrastructure.preflight import checks, command
from infrastructure.preflight import mail as of_mail
from infrastructure.preflight.command import findings_of
from infrastructure.preflight.ground import Check, Ground
from infrastructure.preflight.plan import Plan, read_plan

ROOT = Path(__file__).parents[2]
PARAMETERS = {
    "Stage": "prod",
    "MailSender": "notes@practice.test",
    "TranscribeImageUri": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/doorknob-transcribe:v1",
    "AllowRoughSpeech": "false",
    "SpeechEngine": "ctranslate2",
    "BaaSignedOn": "2026-01-02",
    "ReadingEngine": "embedded",
    "NoteWording": "own",
    "BedrockModelId": "",
    "BedrockFoundationModels": "",
}
KEY = "arn:aws:kms:eu-central-1:123456789012:key/"
STANDS = {
    "ClientKeyArn": f"{KEY}client",
    "StoreKeyArn": f"{KEY}store",
    "AlarmTopicArn": "arn:tell",
    "PageTopicArn": "arn:page",
}
VERIFIED = {"VerifiedForSendingStatus": True, "DkimAttributes": {"Status": "SUCCESS"}}
QUOTA = {"Max24HourSend": 50_000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0}
HEALTHY = {
    "ProductionAccessEnabled": True,
    "SendingEnabled": True,
    "EnforcementStatus": "HEALTHY",
    "SendQuota": QUOTA,
}
AVAILABLE = {
    "modelId": "vendor.model-v1:0",
    "agreementAvailability": {"status": "AVAILABLE"},
    "authorizationStatus": "AUTHORIZED",
    "entitlementAvailability": "AVAILABLE",
    "regionAvailability": "AVAILABLE",
}
PROFILE = {"ReadingEngine": "bedrock", "BedrockModelId": "eu.vendor.model-v1:0"}
BEHIND = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0"


Asked = Mapping[tuple[str, str], Any] | Sequence[tuple[tuple[str, str], Any]]


class Answers:
    """AWS as one test needs it: (service, operation) → an answer, or the code of an error; pairs, to answer again."""

    def __init__(self, answers: Asked) -> None:
        """Answer these, once and in this order, and nothing else."""
        self._answers = list(answers.items() if isinstance(answers, Mapping) else answers)
        self._clients: dict[str, Any] = {}

    def __call__(self, service: str) -> Any:
        """Give the client that answers for a service."""
        if service not in self._clients:
            self._clients[service] = self._made(service)
        return self._clients[service]

    def _made(self, service: str) -> Any:
        client = local_session().client(service, region_name="eu-central-1")
        stub = Stubber(client)
        for (of, operation), answer in self._answers:
            if of == service and isinstance(answer, str):
                stub.add_client_error(operation, answer)
                if operation == "get_email_identity":  # an address first, its domain after
                    stub.add_client_error(operation, answer)
            elif of == service:
                stub.add_response(operation, answer)
        stub.activate()
        return client


def ground(answers: Asked = (), *, stands: bool = False, most_at_once: int = 272, **given: str) -> Ground:
    plan = Plan("doorknob-prod", "eu-central-1", {**PARAMETERS, **given}, most_at_once, senders=2)
    return Ground(plan, Answers(answers), datetime.now(UTC).date(), STANDS if stands else {}, "eu-central-1")


def in_region(region: str) -> Ground:
    sound = ground()
    return Ground(sound.plan, sound.aws, sound.today, sound.outputs, region)


def keys(*states: str, rotates: tuple[bool, ...] = (True, True)) -> Asked:
    asked: list[tuple[tuple[str, str], Any]] = []
    for state, rotation in zip(states, rotates, strict=True):
        asked.append((("kms", "describe_key"), {"KeyMetadata": {"KeyId": "k", "KeyState": state}}))
        if state == "Enabled":
            asked.append((("kms", "get_key_rotation_status"), {"KeyRotationEnabled": rotation}))
    return asked


def listening(*subscribed: str) -> Asked:
    answers = [{"Subscriptions": [{"SubscriptionArn": each}]} for each in subscribed]
    return [(("sns", "list_subscriptions_by_topic"), answer) for answer in answers]


def mail(**changes: Any) -> dict[tuple[str, str], Any]:
    return {("sesv2", "get_account"): HEALTHY | changes}


def models(*arns: str) -> dict[str, Any]:
    found = [{"modelArn": arn} for arn in arns]
    named = {
        "inferenceProfileName": "p",
        "inferenceProfileArn": "arn:p",
        "inferenceProfileId": "p",
        "type": "SYSTEM_DEFINED",
    }
    return {**named, "models": found, "status": "ACTIVE"}


WELL: list[tuple[Check, Ground]] = [
    (checks.parameters, ground()),
    (checks.agreement, ground()),
    (checks.agreement, ground(Stage="dev", BaaSignedOn="")),
    (checks.region, ground()),
    (of_mail.sender, ground({("sesv2", "get_email_identity"): VERIFIED})),
    (of_mail.mail_account, ground(mail())),
    (of_mail.mail_quota, ground(mail())),
    (of_mail.mail_quota, ground(mail(SendQuota=QUOTA | {"Max24HourSend": -1.0}))),  # no bound
    (of_mail.mail_quota, ground(mail(ProductionAccessEnabled=False, SendQuota=QUOTA | {"Max24HourSend": 200.0}))),
    (checks.quotas, ground({("lambda", "get_account_settings"): {"AccountLimit": {"ConcurrentExecutions": 1000}}})),
    (checks.image, ground({("ecr", "describe_images"): {"imageDetails": []}})),
    (checks.keys, ground()),
    (checks.keys, ground(keys("Enabled", "Enabled"), stands=True)),
    (checks.listeners, ground(listening("arn:aws:sns:s", "arn:aws:sns:s"), stands=True)),
    (checks.model, ground()),
    (
        checks.model,
        ground(
            {
                ("bedrock", "get_inference_profile"): models(BEHIND),
                ("bedrock", "get_foundation_model_availability"): AVAILABLE,
            },
            BedrockFoundationModels=BEHIND,
            **PROFILE,
        ),
    ),
]

ILL: list[tuple[Check, Ground, str]] = [
    (checks.parameters, ground(MailSender="notes@doorknob.example"), "example"),
    (checks.parameters, ground(TranscribeImageUri="000000000000.dkr.ecr.x.amazonaws.com/y:z"), "no image"),
    (checks.parameters, ground(AllowRoughSpeech="true"), "rough"),
    (checks.parameters, ground(SpeechEngine="pocketsphinx"), "rough"),
    (checks.agreement, ground(BaaSignedOn=""), "business associate"),
    (checks.region, in_region("us-west-2"), "us-west-2"),
    (checks.region, in_region(""), "AWS_DEFAULT_REGION"),
    (of_mail.sender, ground({("sesv2", "get_email_identity"): "NotFoundException"}), "does not know"),
    (of_mail.sender, ground({("sesv2", "get_email_identity"): "NotFoundException"}, stands=True), "deploy again"),
    (of_mail.sender, ground({("sesv2", "get_email_identity"): {"VerifiedForSendingStatus": False}}), "not verified"),
    (of_mail.sender, ground({("sesv2", "get_email_identity"): {"VerifiedForSendingStatus": True}}), "DKIM"),
    (of_mail.mail_account, ground(mail(ProductionAccessEnabled=False)), "sandbox"),
    (of_mail.mail_account, ground(mail(SendingEnabled=False)), "stopped"),
    (of_mail.mail_account, ground(mail(EnforcementStatus="SHUTDOWN")), "SHUTDOWN"),
    (of_mail.mail_quota, ground(mail(SendQuota=QUOTA | {"Max24HourSend": 1_000.0})), "takes 1000 mails a day"),
    (of_mail.mail_quota, ground(mail(SendQuota=QUOTA | {"MaxSendRate": 1.0})), "rate is 1 a second"),
    (of_mail.mail_quota, ground(mail(SendQuota=QUOTA | {"SentLast24Hours": 45_000.0})), "45000 of the day's 50000"),
    (
        checks.quotas,
        ground({("lambda", "get_account_settings"): {"AccountLimit": {"ConcurrentExecutions": 10}}}),
        "372",
    ),
    (checks.image, ground({("ecr", "describe_images"): "ImageNotFoundException"}), "no image"),
    (checks.keys, ground(keys("Disabled", "Enabled"), stands=True), "ClientKey is Disabled"),
    (checks.keys, ground(keys("Enabled", "PendingDeletion"), stands=True), "StoreKey is PendingDeletion"),
    (checks.keys, ground(keys("Enabled", "Enabled", rotates=(False, True)), stands=True), "ClientKey does not rotate"),
    (checks.keys, ground(keys("Enabled", "Enabled", rotates=(True, False)), stands=True), "StoreKey does not rotate"),
    (checks.listeners, ground(listening("PendingConfirmation", "arn:aws:sns:s"), stands=True), "nobody is woken"),
    (checks.listeners, ground(listening("arn:aws:sns:s", "PendingConfirmation"), stands=True), "nobody listens"),
    (checks.model, ground(ReadingEngine="bedrock"), "no model"),
    (
        checks.model,
        ground(
            {
                ("bedrock", "get_inference_profile"): models(BEHIND),
                ("bedrock", "get_foundation_model_availability"): AVAILABLE,
            },
            **PROFILE,
        ),
        f"BedrockFoundationModels={BEHIND}",
    ),
    (
        checks.model,
        ground(
            {
                ("bedrock", "get_inference_profile"): "ResourceNotFoundException",
                ("bedrock", "get_foundation_model_availability"): AVAILABLE | {"authorizationStatus": "NOT_AUTHORIZED"},
            },
            **{**PROFILE, "BedrockModelId": "vendor.model-v1:0"},
        ),
        "NOT_AUTHORIZED",
    ),
    (checks.quotas, ground({("lambda", "get_account_settings"): "AccessDeniedException"}), "could not look"),
]


@pytest.mark.parametrize(("check", "sound"), WELL, ids=lambda each: getattr(each, "__name__", ""))
def test_finds_nothing_where_all_is_well(check: Check, sound: Ground) -> None:
    """A sound account is told so."""
    assert findings_of(check, sound) == []


@pytest.mark.parametrize(("check", "unsound", "said"), ILL, ids=lambda each: getattr(each, "__name__", ""))
def test_sees_what_it_is_for_and_names_a_remedy(check: Check, unsound: Ground, said: str) -> None:
    """What is missing is named, with what to do about it."""
    findings = findings_of(check, unsound)

    assert said in " ".join(f"{each.what} {each.remedy}" for each in findings)
    assert all(each.remedy for each in findings)


def test_sees_an_old_policy() -> None:
    """A policy that nobody compared with its sources for longer than 90 days."""
    old = Ground(ground().plan, Answers({}), datetime.now(UTC).date() + timedelta(days=400), {}, "")

    (finding,) = findings_of(checks.places, old)

    assert "not reviewed" in finding.what


def test_says_that_it_has_no_credentials() -> None:
    """Without credentials a check could not look; that is a finding, not a traceback."""

    def nobody(_service: str) -> Any:
        raise NoCredentialsError

    (finding,) = findings_of(of_mail.mail_account, Ground(ground().plan, nobody, datetime.now(UTC).date(), {}, ""))

    assert "NoCredentialsError" in finding.what


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_reads_every_environment_of_samconfig(environment: str) -> None:
    """Each names its stage, a stack of its own, and only parameters that the template has."""
    plan = read_plan(environment, ROOT / "samconfig.toml", ROOT / "template.yaml")

    assert plan.parameters["Stage"] == environment
    assert plan.stack == f"doorknob-{environment}"
    assert plan.most_at_once > 200
    assert plan.senders == 2


def test_refuses_a_misspelt_parameter(tmp_path: Path) -> None:
    """SAM would ignore nothing and fail late; this says it at once."""
    config = tmp_path / "samconfig.toml"
    text = (ROOT / "samconfig.toml").read_text(encoding="utf-8")
    config.write_text(text.replace("Stage=prod", "Stahe=prod"), encoding="utf-8")

    with pytest.raises(CommandError, match="Stahe"):
        read_plan("prod", config, ROOT / "template.yaml")


def test_looks_where_the_plan_is_and_says_where_the_person_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a profile the plan's region is asked, and that one's own commands would look elsewhere is found."""
    asked: list[Ground] = []
    looking = ("asked", lambda each: asked.append(each) or ())
    monkeypatch.setattr(command, "CHECKS", (("region", checks.region), looking))
    monkeypatch.setattr(command, "_outputs", lambda *_: {})
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")

    told = CliRunner().invoke(app, ["preflight", "dev"])

    assert told.exit_code == 1
    assert "the region is us-west-2, and samconfig.toml says eu-central-1" in told.output
    assert asked[0].aws("sts").meta.region_name == "eu-central-1"


def test_ends_with_one_where_something_stands_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command prints every finding with its remedy."""
    monkeypatch.setattr(
        command, "CHECKS", (("agreement (BAA)", checks.agreement), ("places", lambda _ground: iter(())))
    )
    monkeypatch.setattr(command, "_outputs", lambda *_: {})

    told = CliRunner().invoke(app, ["preflight", "prod"])

    assert told.exit_code == 1
    assert "STOP  agreement (BAA)" in told.output
    assert "→ accept the BAA" in told.output
    assert "ok    places" in told.output
    assert "in the way: 1;" in told.output
