"""How to make each resource that moto serves but its CloudFormation cannot create."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from infrastructure.local.place import ACCOUNT, REGION, Json

ClientOf = Callable[[str], Any]
_API_ID_BYTES = 5  # API ids are ten characters


@dataclass(frozen=True, slots=True)
class Made:
    """What `Ref` and `Fn::GetAtt` of a made resource answer."""

    ref: str
    attributes: Mapping[str, str] = field(default_factory=dict)


def stand_in(_: ClientOf, name: str, properties: Json) -> Made:
    """Give a resource that nothing acts on here a name, an ARN and no more."""
    ref = str(properties.get("Name", name))
    return Made(ref, {"Arn": f"arn:aws:local:{REGION}:{ACCOUNT}:{ref}", "Id": ref})


def user_pool(client_of: ClientOf, name: str, properties: Json) -> Made:
    """Make a Cognito user pool."""
    pool_name = properties.pop("UserPoolName", name)
    made = _call(client_of("cognito-idp"), "CreateUserPool", {"PoolName": pool_name, **properties})["UserPool"]
    provider = f"cognito-idp.{REGION}.amazonaws.com/{made['Id']}"
    return Made(
        made["Id"],
        {"Arn": made["Arn"], "UserPoolId": made["Id"], "ProviderName": provider, "ProviderURL": f"https://{provider}"},
    )


def user_pool_client(client_of: ClientOf, name: str, properties: Json) -> Made:
    """Make a client of a Cognito user pool."""
    wanted = {"ClientName": name, **properties}
    made = _call(client_of("cognito-idp"), "CreateUserPoolClient", wanted)["UserPoolClient"]
    return Made(made["ClientId"], {key: str(value) for key, value in made.items()})


def user_pool_group(client_of: ClientOf, name: str, properties: Json) -> Made:
    """Make a group of a Cognito user pool."""
    made = _call(client_of("cognito-idp"), "CreateGroup", {"GroupName": name, **properties})
    return Made(made["Group"]["GroupName"])


def user_pool_domain(client_of: ClientOf, _: str, properties: Json) -> Made:
    """Make the sign-in domain of a Cognito user pool."""
    _call(client_of("cognito-idp"), "CreateUserPoolDomain", properties)
    return Made(properties["Domain"])


def email_identity(client_of: ClientOf, _: str, properties: Json) -> Made:
    """Make a sender address or domain; moto counts it as verified at once."""
    client_of("sesv2").create_email_identity(EmailIdentity=properties["EmailIdentity"])
    return Made(properties["EmailIdentity"])


def configuration_set(client_of: ClientOf, name: str, properties: Json) -> Made:
    """Make an SES configuration set."""
    ref = properties.get("Name", name)
    client_of("sesv2").create_configuration_set(ConfigurationSetName=ref)
    return Made(ref)


def subscription(client_of: ClientOf, name: str, properties: Json) -> Made:
    """Subscribe a queue to a topic; functions are reached through a queue of their own (see `bridges.py`)."""
    if properties["Protocol"] != "sqs":
        return stand_in(client_of, name, {})
    made = client_of("sns").subscribe(
        TopicArn=properties["TopicArn"],
        Protocol="sqs",
        Endpoint=properties["Endpoint"],
        Attributes=_subscription_attributes(properties),
        ReturnSubscriptionArn=True,
    )
    return Made(made["SubscriptionArn"])


def _subscription_attributes(properties: Json) -> dict[str, str]:
    names = ("RawMessageDelivery", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy")
    return {name: _text(properties[name]) for name in names if name in properties}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def secret(client_of: ClientOf, name: str, properties: Json) -> Made:
    """Make a secret, with a value of its own where the template asks for a generated one."""
    manager = client_of("secretsmanager")
    text = properties.get("SecretString") or _generated(manager, properties.get("GenerateSecretString", {}))
    made = manager.create_secret(Name=properties.get("Name", name), SecretString=text)
    return Made(made["ARN"], {"Id": made["ARN"]})


def _generated(manager: Any, wanted: Json) -> str:  # noqa: ANN401
    password: str = _call(manager, "GetRandomPassword", wanted)["RandomPassword"]
    if "GenerateStringKey" not in wanted:
        return password
    return json.dumps({**json.loads(wanted["SecretStringTemplate"]), wanted["GenerateStringKey"]: password})


def http_api(_: ClientOf, name: str, __: Json) -> Made:
    """Name an HTTP API; the local front serves it."""
    ref = secrets.token_hex(_API_ID_BYTES)
    return Made(ref, {"ApiEndpoint": api_endpoint(ref), "ApiId": ref, "Name": name})


def api_endpoint(api_id: str) -> str:
    """Say which address AWS would give an HTTP API."""
    return f"https://{api_id}.execute-api.{REGION}.amazonaws.com"


def stage(_: ClientOf, __: str, properties: Json) -> Made:
    """Name a stage of an HTTP API."""
    return Made(properties["StageName"])


def schedule(_: ClientOf, name: str, properties: Json) -> Made:
    """Name a schedule; the local clock fires it."""
    ref = str(properties.get("Name", name))
    return Made(ref, {"Arn": f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/{ref}"})


def alias(_: ClientOf, __: str, properties: Json) -> Made:
    """Name an alias of a function by the ARN AWS would give it."""
    function = properties["FunctionName"]
    return Made(f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}:{properties['Name']}")


def version(_: ClientOf, name: str, __: Json) -> Made:
    """Name the only version a function has here."""
    return Made(name, {"Version": "1"})


RECIPES: Mapping[str, Callable[[ClientOf, str, Json], Made]] = {
    "AWS::ApiGatewayV2::Api": http_api,
    "AWS::ApiGatewayV2::Stage": stage,
    "AWS::Cognito::UserPool": user_pool,
    "AWS::Cognito::UserPoolClient": user_pool_client,
    "AWS::Cognito::UserPoolDomain": user_pool_domain,
    "AWS::Cognito::UserPoolGroup": user_pool_group,
    "AWS::Lambda::Alias": alias,
    "AWS::Lambda::Version": version,
    "AWS::SES::ConfigurationSet": configuration_set,
    "AWS::SES::EmailIdentity": email_identity,
    "AWS::SNS::Subscription": subscription,
    "AWS::SecretsManager::Secret": secret,
    "AWS::Scheduler::Schedule": schedule,
}


def _call(client: Any, operation: str, wanted: Json) -> Json:  # noqa: ANN401  (boto3 makes its clients at run time)
    """Call an operation with those of the wanted properties that it knows, in the types it wants."""
    shape = client.meta.service_model.operation_model(operation).input_shape
    method = client.meta.method_to_api_mapping
    name = next(name for name, each in method.items() if each == operation)
    answer: Json = getattr(client, name)(**_shaped(wanted, shape))
    return answer


def _shaped(value: Any, shape: Any) -> Any:  # noqa: ANN401
    """Fit a CloudFormation value, whose scalars may be text, to the shape an API wants."""
    if shape.type_name == "structure":
        known = shape.members
        return {key: _shaped(each, known[key]) for key, each in value.items() if key in known}
    if shape.type_name == "list":
        return [_shaped(each, shape.member) for each in value]
    if shape.type_name == "boolean":
        return str(value).lower() == "true"
    if shape.type_name in {"integer", "long"}:
        return int(value)
    return str(value) if shape.type_name == "string" else value
