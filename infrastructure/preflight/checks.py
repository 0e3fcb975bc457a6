"""The checks, in the order in which a deployment would trip over them; each gives its findings."""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from infrastructure.preflight.finding import Finding
from infrastructure.preflight.ground import Check, Ground
from infrastructure.preflight.mail import mail_account, mail_quota, sender
from shared.domain.places import policy
from shared.domain.transcript import ROUGH_ENGINES

_FOR_DOORS = 100  # calls at once that pages and schedules may need beside the queues


def parameters(ground: Ground) -> Iterator[Finding]:
    """Nothing of the examples is left, and nothing rough reaches real clients."""
    given = ground.plan.parameters
    if given["MailSender"].endswith(".example"):
        yield Finding("MailSender is the example's address", "set MailSender=you@your.domain in samconfig.toml")
    if given["TranscribeImageUri"].startswith("000000000000."):
        yield Finding("TranscribeImageUri names no image of yours", "push the image (README, Deploy), then set it")
    if ground.plan.is_prod and (given["AllowRoughSpeech"] == "true" or given["SpeechEngine"] in ROUGH_ENGINES):
        yield Finding("prod would send notes made from rough speech", "SpeechEngine=ctranslate2 AllowRoughSpeech=false")


def agreement(ground: Ground) -> Iterator[Finding]:
    """In prod AWS's business associate addendum stands; no API tells, so a person says when."""
    if ground.plan.is_prod and not ground.plan.parameters["BaaSignedOn"]:
        remedy = "accept the BAA in AWS Artifact, then set BaaSignedOn=YYYY-MM-DD (outside the US: your own contract's)"
        yield Finding("nobody says that the business associate addendum was accepted", remedy)


def places(ground: Ground) -> Iterator[Finding]:
    """Every row of the policy was compared with its source within 90 days."""
    rows = policy().unreviewed(ground.today)
    if rows:
        remedy = "have counsel compare them with their sources, and date them in shared/domain/places.toml"
        yield Finding(f"rows of the policy of places not reviewed for 90 days: {len(rows)}", remedy)


def region(ground: Ground) -> Iterator[Finding]:
    """The commands that follow, doorknob ops and aws, look where the plan deploys."""
    planned = ground.plan.region
    if not ground.region:
        remedy = f"export AWS_DEFAULT_REGION={planned}, or use --profile with that region"
        yield Finding("no region is set, so doorknob ops and aws would not find the stack", remedy, is_advice=True)
    elif ground.region != planned:
        remedy = f"export AWS_DEFAULT_REGION={planned}, use --profile with that region, or change samconfig.toml"
        yield Finding(f"the region is {ground.region}, and samconfig.toml says {planned}", remedy)


def quotas(ground: Ground) -> Iterator[Finding]:
    """The account lets as many functions run as the queues may wake at once."""
    needed = ground.plan.most_at_once + _FOR_DOORS
    allowed = int(ground.aws("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"])
    if allowed < needed:
        remedy = f"ask for {needed} under Service Quotas, Lambda, Concurrent executions, or lower MaximumConcurrency"
        yield Finding(f"{allowed} functions may run at once, and the stack may need {needed}", remedy)


def image(ground: Ground) -> Iterator[Finding]:
    """The image of transcribe_part is in ECR."""
    uri = ground.plan.parameters["TranscribeImageUri"]
    registry, _, named = uri.partition("/")
    repository, _, tag = named.partition(":")
    if registry.startswith("000000000000."):
        return  # said by `parameters`
    try:
        ground.aws("ecr").describe_images(
            registryId=registry.partition(".")[0], repositoryName=repository, imageIds=[{"imageTag": tag or "latest"}]
        )
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"ImageNotFoundException", "RepositoryNotFoundException"}:
            raise
        yield Finding(f"there is no image {named} in ECR", "docker push it (README, Deploy)")


def keys(ground: Ground) -> Iterator[Finding]:
    """The clients' key, and the key of every table, bucket and queue, are enabled and rotate."""
    if not ground.stands:
        return
    for name, lost in (("ClientKey", "nothing sealed opens"), ("StoreKey", "no table, bucket or queue opens")):
        if arn := ground.outputs.get(f"{name}Arn"):
            yield from _of_key(ground, name, arn, lost)
        else:
            yield Finding(f"the stack does not say which its {name} is", "deploy this version first", is_advice=True)


def listeners(ground: Ground) -> Iterator[Finding]:
    """Somebody is woken by what cannot wait, and told of the rest."""
    if not ground.stands:
        return
    for name, what in (("PageTopic", "nobody is woken by the alarms that page"), ("AlarmTopic", "nobody listens")):
        topic = ground.outputs.get(f"{name}Arn")
        if not topic:
            yield Finding(f"the stack has no {name}", "deploy this version first", is_advice=True)
        elif not _has_listener(ground, topic):
            how = f"--topic-arn {topic} --protocol email (or sms, or https) --notification-endpoint …"
            yield Finding(f"{what} ({name})", f"aws sns subscribe {how}, and confirm it")


def model(ground: Ground) -> Iterator[Finding]:
    """Where Bedrock reads or words, the model is named, may be asked, and is granted in every region it is asked in."""
    given = ground.plan.parameters
    if "bedrock" not in {given["ReadingEngine"], given["NoteWording"]}:
        return
    if not given["BedrockModelId"]:
        yield Finding("Bedrock is to be asked and no model is named", "set BedrockModelId")
        return
    models = _models_behind(ground, given["BedrockModelId"])
    granted = {each for each in given["BedrockFoundationModels"].split(",") if each}
    if models and set(models) != granted:
        remedy = f"set BedrockFoundationModels={','.join(models)}"
        yield Finding("the role may not ask the models behind the inference profile", remedy)
    for name in {arn.rpartition("/")[2] for arn in models} or {given["BedrockModelId"]}:
        yield from _availability(ground, name)


def _has_listener(ground: Ground, topic: str) -> bool:
    found = ground.aws("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    return any(each["SubscriptionArn"].startswith("arn:") for each in found)  # an unconfirmed one has no ARN yet


def _of_key(ground: Ground, name: str, arn: str, lost: str) -> Iterator[Finding]:
    kms = ground.aws("kms")
    state = kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"]
    if state == "PendingDeletion":
        remedy = f"aws kms cancel-key-deletion --key-id {arn}, then enable-key; find out who scheduled it"
        yield Finding(f"{name} is {state}: {lost}, and soon never again", remedy)
    elif state != "Enabled":
        yield Finding(f"{name} is {state}: {lost}", "docs/runbook.md, Drills, A key is disabled")
    elif not kms.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"]:
        yield Finding(f"{name} does not rotate", "deploy again: the template switches rotation on", is_advice=True)


def _models_behind(ground: Ground, model_id: str) -> list[str]:
    """Give the models of an inference profile, in each region it may choose; none where the id is a model's own."""
    try:
        found = ground.aws("bedrock").get_inference_profile(inferenceProfileIdentifier=model_id)
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"ResourceNotFoundException", "ValidationException"}:
            raise
        return []
    return sorted(each["modelArn"] for each in found["models"])


def _availability(ground: Ground, name: str) -> Iterator[Finding]:
    found = ground.aws("bedrock").get_foundation_model_availability(modelId=name)
    wanted = {
        "authorizationStatus": "AUTHORIZED",
        "entitlementAvailability": "AVAILABLE",
        "regionAvailability": "AVAILABLE",
    }
    wrong = [f"{each} is {found.get(each)}" for each, right in wanted.items() if found.get(each) != right]
    if found.get("agreementAvailability", {}).get("status") != "AVAILABLE":
        wrong.append("its agreement is not accepted")
    if wrong:
        yield Finding(f"{name}: {', '.join(wrong)}", "Bedrock console, Model access, in the plan's region and account")


CHECKS: tuple[tuple[str, Check], ...] = (
    ("parameters", parameters),
    ("agreement (BAA)", agreement),
    ("policy of places", places),
    ("region", region),
    ("sender", sender),
    ("SES account", mail_account),
    ("SES quota", mail_quota),
    ("quotas", quotas),
    ("image", image),
    ("keys", keys),
    ("who is told", listeners),
    ("model", model),
)
