"""Second step of a local deployment: create the stack in moto, and do by hand what moto leaves out."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from moto.backends import get_backend
from moto.cloudformation.parsing import clean_json

from infrastructure.local.place import ACCOUNT, REGION, Json
from infrastructure.local.resource_types import every_resource_type
from infrastructure.local.translate import Translated

_NO_YAML = "\t"  # moto tries YAML first, which takes 0.4 s, unless it begins as no YAML may
ClientOf = Callable[[str], Any]
_STUB = {"ZipFile": "'''The real code runs in a child process.'''"}


@dataclass(frozen=True, slots=True)
class Deployed:
    """A created stack: its resources by logical id, with every reference resolved."""

    translated: Translated
    resources: Any  # moto's resource map

    def properties(self, logical_id: str) -> Json:
        """Give the resolved properties of a resource."""
        found = self.translated.template["Resources"][logical_id].get("Properties", {})
        return self.resolve(found)  # type: ignore[no-any-return]

    def resolve(self, value: Any) -> Any:  # noqa: ANN401  (any template node becomes any value)
        """Replace every reference in a piece of the template by what it stands for."""
        return clean_json(copy.deepcopy(value), self.resources)

    def of_type(self, *resource_types: str) -> Iterator[tuple[str, Json]]:
        """Go through the resources of some types that were created, as logical id and properties."""
        for resource_type in resource_types:
            for logical_id in self.translated.of_type(resource_type):
                if self.resources[logical_id] is not None:
                    yield logical_id, self.properties(logical_id)

    def physical_id(self, logical_id: str) -> str:
        """Give what `Ref` answers for a resource."""
        return str(self.resources[logical_id].physical_resource_id)


def deploy(translated: Translated, client_of: ClientOf, stack_name: str) -> Deployed:
    """Create the stack, then switch on what moto's CloudFormation ignores."""
    with every_resource_type(client_of):
        client_of("cloudformation").create_stack(
            StackName=stack_name,
            TemplateBody=_NO_YAML + json.dumps(_without_code(translated.template)),
            Parameters=[
                {"ParameterKey": name, "ParameterValue": value} for name, value in translated.parameters.items()
            ],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
        deployed = Deployed(translated, _resources_of(stack_name))
        _finish_buckets(deployed, client_of)
    return deployed


def _without_code(template: Json) -> Json:
    """Give moto an empty function for each function: it never runs them."""
    template = copy.deepcopy(template)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Lambda::Function":
            resource["Properties"] |= {"Code": _STUB, "Handler": "index.handler", "Runtime": "python3.13"}
            resource["Properties"].pop("PackageType", None)
    return template


def _resources_of(stack_name: str) -> Any:  # noqa: ANN401  (moto's own resolver, reached in its memory)
    backend: Any = get_backend("cloudformation")[ACCOUNT][REGION]
    return backend.get_stack(stack_name).resource_map


def _finish_buckets(deployed: Deployed, client_of: ClientOf) -> None:
    s3 = client_of("s3")
    for logical_id, properties in deployed.of_type("AWS::S3::Bucket"):
        bucket = deployed.physical_id(logical_id)
        if versioning := properties.get("VersioningConfiguration"):
            s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=versioning)
        if notification := properties.get("NotificationConfiguration"):
            s3.put_bucket_notification_configuration(
                Bucket=bucket,
                NotificationConfiguration=_notification(notification),
            )


def _notification(properties: Json) -> Json:
    """Turn a bucket's notifications from CloudFormation's words into the API's."""
    kinds = {
        "QueueConfigurations": ("QueueConfigurations", "Queue", "QueueArn"),
        "TopicConfigurations": ("TopicConfigurations", "Topic", "TopicArn"),
    }
    answer: Json = {
        ours: [_one_notification(each, target, arn) for each in properties.get(theirs, [])]
        for theirs, (ours, target, arn) in kinds.items()
    }
    if "EventBridgeConfiguration" in properties:
        answer["EventBridgeConfiguration"] = {}
    return answer


def _one_notification(each: Json, target: str, arn: str) -> Json:
    answer: Json = {arn: each[target], "Events": [each["Event"]]}
    if rules := each.get("Filter", {}).get("S3Key", {}).get("Rules"):
        answer["Filter"] = {"Key": {"FilterRules": rules}}
    return answer
