"""What each role grants by `template.yaml`, what its function's code needs, and the difference."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from infrastructure.local.place import CREDENTIALS
from infrastructure.roles.following import follow
from infrastructure.roles.reach import Called
from shared.runtime import wiring

Template = Mapping[str, Any]

_S3_ACTIONS = {
    "ListObjectsV2": ("ListBucket",),
    "ListObjectVersions": ("ListBucketVersions",),
    "ListMultipartUploads": ("ListBucketMultipartUploads",),
    "ListParts": ("ListMultipartUploadParts",),
    "CreateMultipartUpload": ("PutObject",),
    "UploadPart": ("PutObject",),
    "CompleteMultipartUpload": ("PutObject",),
    "GetObject": ("GetObject", "ListBucket"),  # ListBucket: what is gone is missing, and not denied
    "HeadObject": ("GetObject", "ListBucket"),
    "DeleteObjects": ("DeleteObjectVersion",),  # the product removes by version only
}
_MAIL = ("MailIdentity", "MailSettings")
_OTHERS = {  # SES's reference names SendEmail; raw content has been seen to ask for SendRawEmail
    ("kms", "Decrypt"): (("kms", "Decrypt", ("ClientKey",)),),
    ("kms", "GenerateDataKey"): (("kms", "GenerateDataKey", ("ClientKey",)),),
    ("secretsmanager", "GetSecretValue"): (("secretsmanager", "GetSecretValue", ("LinkSecret",)),),
    ("sesv2", "SendEmail"): (("ses", "SendEmail", _MAIL), ("ses", "SendRawEmail", _MAIL)),
    ("bedrock-runtime", "Converse"): (("bedrock", "InvokeModel", ("BedrockModelId", "BedrockFoundationModels")),),
}  # Cognito is asked without credentials


@dataclass(frozen=True, order=True, slots=True)
class Grant:
    """One action on one resource of the template, by its logical name."""

    action: str
    resource: str


def granted(template: Template, function: str) -> set[Grant]:
    """Give all that a function's role grants, with the policies that are laid on it."""
    resources = template["Resources"]
    role = resources[function]["Properties"]["Role"]["Fn::GetAtt"][0]
    laid_on = [each["Properties"] for each in resources.values() if {"Ref": role} in _roles_of(each)]
    laid_on += [resources[each["Ref"]]["Properties"] for each in resources[role]["Properties"]["ManagedPolicyArns"]]
    policies = [*resources[role]["Properties"]["Policies"], *laid_on]
    return {
        Grant(action, name)
        for policy in policies
        for statement in policy["PolicyDocument"]["Statement"]
        for action in _listed(statement["Action"])
        for resource in _listed(statement["Resource"])
        for name in _names_in(resource)
    }


def needed(template: Template, function: str) -> set[Grant]:
    """Give all that a function's code can ask for, and what Lambda does in its name."""
    variables = _variables(template, function)
    with patch.dict(os.environ, {**CREDENTIALS, **variables}):  # clients are made for their names; none is called
        _forget_wiring()
        reach = follow(f"functions.{_step(template, function)}")
    _forget_wiring()
    queues = {variables[name] for each in reach.queues if (name := f"{each.upper()}_QUEUE_URL") in variables}
    asked = {each for called in reach.calls for each in _permissions(called, queues)}
    asked |= set(_of_lambda(template, function))
    return asked | {Grant(key, "StoreKey") for each in asked for key in _implied(each)}


def _permissions(called: Called, queues: set[str]) -> Iterator[Grant]:
    given = dict(called.given)
    match called.service:
        case "dynamodb" if (
            called.operation != "TransactWriteItems"
        ):  # whose parts are told apart where they are written
            yield Grant(f"dynamodb:{called.operation}", _table_in(given))
        case "s3":
            yield from (Grant(f"s3:{action}", _bucket_in(given)) for action in _s3_actions(called.operation, given))
        case "sqs":
            yield from (Grant(f"sqs:{called.operation.removesuffix('Batch')}", queue) for queue in queues)
        case service:
            yield from (
                Grant(f"{name}:{action}", resource)
                for name, action, resources in _OTHERS.get((service, called.operation), ())
                for resource in resources
            )


def _s3_actions(operation: str, given: Mapping[str, str]) -> tuple[str, ...]:
    actions = _S3_ACTIONS.get(operation, (operation,))
    if not given.keys() & {"VersionId", "ExtraArgs", "**"}:
        return actions
    return (*actions, *(f"{each}Version" for each in actions if each in {"GetObject", "DeleteObject"}))


def _bucket_in(given: Mapping[str, str]) -> str:
    return given.get("Bucket") or given.get("_bucket") or given.get("0", "?")


def _table_in(given: Mapping[str, str]) -> str:
    index = "/index" if "IndexName" in given else ""
    return (given.get("TableName") or given.get("_name", "?")) + index


def _of_lambda(template: Template, function: str) -> Iterator[Grant]:
    properties = template["Resources"][function]["Properties"]
    for event in properties["Events"].values():
        if event["Type"] == "SQS":
            (queue,) = _names_in(event["Properties"]["Queue"])
            actions = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
            yield from (Grant(f"sqs:{action}", queue) for action in actions)
    log = properties["LoggingConfig"]["LogGroup"]["Ref"]
    yield from (Grant(f"logs:{action}", log) for action in ("CreateLogStream", "PutLogEvents"))
    yield from (Grant(f"xray:{action}", "*") for action in ("PutTraceSegments", "PutTelemetryRecords"))
    yield Grant("kms:Decrypt", "StoreKey")  # of the function's variables


def _implied(grant: Grant) -> tuple[str, ...]:
    match grant.action.partition(":"):
        case "s3", _, "PutObject":
            return ("kms:GenerateDataKey",)
        case "sqs", _, "SendMessage":
            return ("kms:GenerateDataKey", "kms:Decrypt")
        case _:
            return ()


def _variables(template: Template, function: str) -> dict[str, str]:
    everywhere = template["Globals"]["Function"]["Environment"]["Variables"]
    own = template["Resources"][function]["Properties"].get("Environment", {}).get("Variables", {})
    defaults = {name: str(each.get("Default", "")) for name, each in template["Parameters"].items()}
    named = {name: next(iter(_names_in(value)), "") for name, value in {**everywhere, **own}.items()}
    return {name: defaults.get(value) or value for name, value in named.items()}


def _names_in(value: Any) -> list[str]:  # noqa: ANN401
    """Give the logical names in a value of the template; an index of a table is told from the table."""
    match value:
        case {"Ref": name} | {"Fn::GetAtt": [name, *_]}:
            return [name]
        case {"Fn::Sub": text}:
            named = [part.partition("}")[0].partition(".")[0] for part in text.split("${")[1:]]
            own = [name for name in named if not name.startswith("AWS::")]
            return [f"{name}/index" if "/index/" in text else name for name in own[-1:]]
        case {"Fn::If": [_, *either]}:
            return sorted({name for each in either for name in _names_in(each)})
        case str():
            return [value]
        case _:
            return []


def _roles_of(resource: Mapping[str, Any]) -> list[Any]:
    return resource["Properties"].get("Roles", []) if resource["Type"] == "AWS::IAM::Policy" else []


def _step(template: Template, function: str) -> str:
    properties = template["Resources"][function]["Properties"]
    handler = properties.get("Handler") or properties["ImageConfig"]["Command"][0]
    return str(handler).split(".")[1]


def _forget_wiring() -> None:
    for each in (wiring.stores, wiring.outbox, wiring.mailer, wiring.links, wiring.accounts):
        each.cache_clear()


def _listed(value: Any) -> list[Any]:  # noqa: ANN401
    return value if isinstance(value, list) else [value]
