"""Each role grants what its function's code can come to, and nothing else; both are read, neither is listed by hand."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from infrastructure.roles.grants import Grant, granted, needed

TEMPLATE: dict[str, Any] = yaml_parse((Path(__file__).parents[2] / "template.yaml").read_text(encoding="utf-8"))
FUNCTIONS = [name for name, each in TEMPLATE["Resources"].items() if each["Type"] == "AWS::Serverless::Function"]

# What code could come to as far as reading it tells, and never does: beside each, why. It is not granted.
NEVER_COMES = {
    "ServeTherapistFunction": {
        Grant("secretsmanager:GetSecretValue", "LinkSecret"),  # the trail reads a link's token: no route here has one
    },
}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_grants_what_the_code_comes_to_and_nothing_else(function: str) -> None:
    """Action by action and resource by resource, in both directions."""
    needs = needed(TEMPLATE, function) - NEVER_COMES.get(function, set())

    grants = granted(TEMPLATE, function)

    assert sorted(grants - needs) == []
    assert sorted(needs - grants) == []


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("dynamodb:Scan", {"Fn::GetAtt": ["LedgerTable", "Arn"]}),
        ("dynamodb:DeleteItem", {"Fn::GetAtt": ["TrailTable", "Arn"]}),
        ("s3:PutObjectAcl", {"Fn::Sub": "${VaultBucket.Arn}/clients/*"}),
    ],
)
def test_sees_a_grant_that_nothing_uses(function: str, action: str, resource: dict[str, Any]) -> None:
    """One grant more in any role, and the comparison above shows it."""
    template = deepcopy(TEMPLATE)
    role = template["Resources"][function]["Properties"]["Role"]["Fn::GetAtt"][0]
    policy = template["Resources"][role]["Properties"]["Policies"][0]["PolicyDocument"]
    policy["Statement"].append({"Effect": "Allow", "Action": [action], "Resource": resource})

    (extra,) = granted(template, function) - granted(TEMPLATE, function)

    assert extra not in needed(TEMPLATE, function)


def test_excuses_nothing_that_is_not_so() -> None:
    """An excuse that no longer holds is taken out."""
    for function, excused in NEVER_COMES.items():
        assert excused <= needed(TEMPLATE, function)
