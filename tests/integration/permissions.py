"""What each step asks of AWS, and what its role grants: a small judge, since moto lets everybody do everything."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from email import message_from_bytes
from email.utils import parseaddr
from fnmatch import fnmatchcase
from typing import Any

import pytest
from botocore import signers
from botocore.client import BaseClient

from infrastructure.local.deploy import Deployed

Permission = tuple[str, str]  # action, resource

_TRANSACTED = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
}


class PermissionDeniedError(BaseException):
    """A step asked for what its role does not grant; nothing of the step's may catch it."""


def needs_of(service: str, operation: str, given: Mapping[str, Any]) -> Iterator[Permission]:
    """Give the permissions that one call takes, by IAM's service authorisation reference."""
    reader = {"dynamodb": _of_dynamo, "s3": _of_s3, "sesv2": _of_ses}.get(service)
    if reader:
        yield from reader(operation, given)
        return
    match service:
        case "sqs":  # one action covers one message and ten
            yield f"sqs:{operation.removesuffix('Batch')}", _queue(given["QueueUrl"])
        case "kms":
            yield f"kms:{operation}", given["KeyId"]
        case "secretsmanager":
            yield f"secretsmanager:{operation}", given["SecretId"]
        case _:
            yield f"{service}:{operation}", "*"


def _of_dynamo(operation: str, given: Mapping[str, Any]) -> Iterator[Permission]:
    if operation == "BatchGetItem":
        yield from ((f"dynamodb:{operation}", _table(name)) for name in given["RequestItems"])
        return
    if operation != "TransactWriteItems":
        index = f"/index/{given['IndexName']}" if "IndexName" in given else ""
        yield f"dynamodb:{operation}", _table(given["TableName"]) + index
        return
    for item in given["TransactItems"]:
        ((kind, change),) = item.items()
        yield _TRANSACTED[kind], _table(change["TableName"])


def _of_s3(operation: str, given: Mapping[str, Any]) -> Iterator[Permission]:
    bucket = f"arn:aws:s3:::{given['Bucket']}"
    match operation:
        case "DeleteObjects":
            for each in given["Delete"]["Objects"]:
                yield _versioned("s3:DeleteObject", each), f"{bucket}/{each['Key']}"
        case "ListObjectsV2":
            yield "s3:ListBucket", bucket
        case "ListObjectVersions":
            yield "s3:ListBucketVersions", bucket
        case "ListMultipartUploads":
            yield "s3:ListBucketMultipartUploads", bucket
        case "ListParts":
            yield "s3:ListMultipartUploadParts", f"{bucket}/{given['Key']}"
        case "CreateMultipartUpload" | "UploadPart" | "CompleteMultipartUpload":
            yield "s3:PutObject", f"{bucket}/{given['Key']}"
        case "HeadObject":
            yield _versioned("s3:GetObject", given), f"{bucket}/{given['Key']}"
        case "GetObject" | "DeleteObject":
            yield _versioned(f"s3:{operation}", given), f"{bucket}/{given['Key']}"
        case _:
            yield f"s3:{operation}", f"{bucket}/{given['Key']}"


def _of_ses(operation: str, given: Mapping[str, Any]) -> Iterator[Permission]:
    # SES's reference names SendEmail for this call; raw content has been seen to ask for SendRawEmail.
    for action in (f"ses:{operation}", "ses:SendRawEmail"):
        yield action, f"{_SES}:configuration-set/{given['ConfigurationSetName']}"
        yield action, f"{_SES}:identity/{_sender(given['Content']['Raw']['Data'])}"


def _versioned(action: str, given: Mapping[str, Any]) -> str:
    return f"{action}Version" if "VersionId" in given else action


@dataclass
class Judge:
    """Watches every call that a step makes, refuses what its role does not grant, and remembers what was written."""

    deployed: Deployed
    writes: list[str] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)  # what was asked for, and of which key
    steps: set[str] = field(default_factory=set)
    fault: tuple[str, str, Callable[[str], Exception]] | None = None
    store_key: str = ""
    notes: frozenset[str] = frozenset()  # tables that say who came, and nothing else
    restored: tuple[str, str] = ("", "")  # a table put in another's place, and whose place it is
    has_struck: bool = False  # whether the fault met a call

    def begin(self) -> None:
        """Begin a test: nothing of an earlier one is remembered, excused or made to fail."""
        self.writes.clear()
        self.calls.clear()
        self.steps.clear()
        self.fault, self.restored, self.has_struck = None, ("", ""), False

    @contextmanager
    def watching(self, step: str) -> Iterator[None]:
        """Judge the calls of one invocation."""
        self.steps.add(step)
        watched = _STEP.set(step)
        try:
            yield
        finally:
            _STEP.reset(watched)

    @contextmanager
    def looking_away(self) -> Iterator[None]:
        """Let a test make calls of its own in the middle of a step."""
        watched = _STEP.set("")
        try:
            yield
        finally:
            _STEP.reset(watched)

    @contextmanager
    def failing(self, service: str, operation: str, error: Callable[[str], Exception]) -> Iterator[None]:
        """Let one kind of call fail, for every step."""
        self.fault, self.has_struck = (service, operation, error), False
        try:
            yield
        finally:
            self.fault = None

    def called(self, service: str, operation: str, given: Mapping[str, Any]) -> None:
        """Judge one call.

        Raises:
            PermissionDeniedError: naming the step, the action and the resource.
        """
        if not _STEP.get():
            return
        self.calls.append((f"{service}:{operation}", str(given.get("Key"))))
        is_noted = given.get("TableName") in self.notes  # looking is written down and counted, and changes nothing else
        if not is_noted and not operation.startswith(("Get", "BatchGet", "Query", "Head", "List", "Decrypt")):
            self.writes.append(f"{service}:{operation}")
        for action, resource in needs_of(service, operation, given):
            self._ask(action, resource)
            for implied in _implied(action):
                self._ask(implied, self.store_key)
            if action in {"s3:GetObject", "s3:GetObjectVersion"}:  # without it, what is gone answers 403 and not 404
                self._ask("s3:ListBucket", resource.partition("/")[0])
        if self.fault and self.fault[:2] == (service, operation):
            self.has_struck = True
            raise self.fault[2](operation)

    def _ask(self, action: str, resource: str) -> None:
        resource = resource.replace(*self.restored) if self.restored[0] else resource
        if not any(each.allows(action, resource) for each in granted_to(self.deployed, _STEP.get())):
            message = f"{_STEP.get()} asks for {action} on {resource}, which its role in template.yaml does not grant"
            raise PermissionDeniedError(message)


@dataclass(frozen=True)
class Grant:
    """One action on one resource, as this deployment names it."""

    action: str
    resource: str

    def allows(self, action: str, resource: str) -> bool:
        """Whether it covers what is asked for."""
        return self.action == action and fnmatchcase(resource, self.resource)


def granted_to(deployed: Deployed, step: str) -> list[Grant]:
    """Give everything that a step's role grants."""
    name = "".join(word.capitalize() for word in step.split("_")) + "Role"
    if name not in _CACHE:
        role = deployed.translated.template["Resources"][name]["Properties"]
        shared = [
            policy["Properties"]
            for policy in deployed.translated.of_type("AWS::IAM::Policy").values()
            if {"Ref": name} in policy["Properties"]["Roles"]
        ]
        policies = [*role["Policies"], *shared]
        statements = [each for policy in policies for each in policy["PolicyDocument"]["Statement"]]
        _CACHE[name] = [
            Grant(action, deployed.resolve(resource))
            for statement in statements
            for action in _listed(statement["Action"])
            for resource in _listed(statement["Resource"])
        ]
    return _CACHE[name]


@contextmanager
def judged(deployed: Deployed) -> Iterator[Judge]:
    """Put a judge between every boto3 client and AWS."""
    store_key = deployed.resolve({"Fn::GetAtt": ["StoreKey", "Arn"]})
    notes = frozenset(deployed.physical_id(name) for name in ("TrailTable", "KnocksTable"))
    judge = Judge(deployed, store_key=store_key, notes=notes)
    _CACHE.clear()
    make_call, make_form = BaseClient._make_api_call, signers.generate_presigned_post

    def call(client: BaseClient, operation: str, given: Mapping[str, Any]) -> Any:
        judge.called(client.meta.service_model.service_name, operation, given)
        return make_call(client, operation, given)

    def form(client: BaseClient, bucket: str, key: str, **rest: Any) -> Any:
        judge.called("s3", "PutObject", {"Bucket": bucket, "Key": key})  # S3 asks the signer's role, later
        return make_form(client, bucket, key, **rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", call)
        patch.setattr(signers, "generate_presigned_post", form)
        yield judge


_STEP: ContextVar[str] = ContextVar("step", default="")  # whose calls these are, in this thread
_CACHE: dict[str, list["Grant"]] = {}
_SES = "arn:aws:ses:us-east-1:123456789012"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _table(name: str) -> str:
    return f"arn:aws:dynamodb:us-east-1:123456789012:table/{name}"


def _queue(url: str) -> str:
    return f"arn:aws:sqs:us-east-1:123456789012:{url.rpartition('/')[2]}"


def _sender(raw: bytes) -> str:
    return parseaddr(message_from_bytes(raw)["From"])[1]


def _implied(action: str) -> list[str]:
    """Give what a service asks of the store's key in the caller's name."""
    match action.partition(":"):
        case "s3", _, "PutObject":
            return ["kms:GenerateDataKey"]
        case "sqs", _, "SendMessage":
            return ["kms:GenerateDataKey", "kms:Decrypt"]
        case (("dynamodb" | "s3" | "secretsmanager"), _, _):
            return ["kms:Decrypt"]
        case _:
            return []
