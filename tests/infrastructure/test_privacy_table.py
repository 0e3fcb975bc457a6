"""The table in docs/privacy.md says what the template says: every store, its key, its clock, who may read it."""

import json
import re
from typing import Any

import pytest
from translated import ROOT

from infrastructure.packaging.build import step_of

KEPT = {"AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::Logs::LogGroup"}
READS = {"s3:GetObject", "dynamodb:GetItem", "dynamodb:Query"}
DAY_S = 86_400


def rows() -> list[list[str]]:
    lines = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def row_of(store: str) -> list[str]:
    (row,) = [row for row in rows() if store in re.split(r"[ ,]+", row[1])]
    return row


def stores(resources: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: each for name, each in resources.items() if each["Type"] in KEPT}


def readers(resources: dict[str, Any], store: str) -> set[str]:
    """Give the steps whose roles may read what a store holds."""
    found = set()
    for name, each in resources.items():
        if each["Type"] == "AWS::IAM::Role" and f"{name.removesuffix('Role')}Function" in resources:
            roles, policies = [name], [policy["PolicyDocument"] for policy in each["Properties"].get("Policies", [])]
        elif each["Type"] == "AWS::IAM::Policy":
            roles = [role["Ref"] for role in each["Properties"]["Roles"]]
            policies = [each["Properties"]["PolicyDocument"]]
        else:
            continue
        for statement in (each for policy in policies for each in policy["Statement"]):
            where = json.dumps(statement["Resource"])
            if READS & set(statement["Action"]) and re.search(rf"\b{store}\b", where):
                found |= {step_of(role.removesuffix("Role")) for role in roles}
    return found


def test_names_every_store_and_no_other(resources: dict[str, Any]) -> None:
    """A bucket, table, queue or log group that is added comes into the table."""
    named = {name for row in rows() for name in re.split(r"[ ,]+", row[1])}

    assert named - {"MailSettings"} == set(stores(resources))


def test_names_the_key_of_every_store(resources: dict[str, Any]) -> None:
    """Everything lies encrypted under a key of the stack's own."""
    for name, each in stores(resources).items():
        key = re.search(r"\w+Key\b", row_of(name)[2])
        assert key is not None
        assert f'["{key[0]}", "Arn"]' in json.dumps(each["Properties"]), name


def test_names_the_clock_of_every_queue_and_log(resources: dict[str, Any]) -> None:
    """The days are the template's."""
    for name, each in stores(resources).items():
        if each["Type"] == "AWS::SQS::Queue":
            assert row_of(name)[3] == f"{each['Properties']['MessageRetentionPeriod'] // DAY_S} days", name
        if each["Type"] == "AWS::Logs::LogGroup":
            assert row_of(name)[3] == f"{each['Properties']['RetentionInDays']} days", name


@pytest.mark.parametrize("store", ["RecordingsBucket", "VaultBucket", "KeysTable", "TrailTable", "KnocksTable"])
def test_names_everybody_who_may_read(resources: dict[str, Any], store: str) -> None:
    """A step that gets the right to read comes into the table, and nobody stands in it without."""
    said = row_of(store)[4]
    steps = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}
    if said.startswith("every step"):
        named = steps - set(re.findall(r"but (\w+)", said))
    else:
        named = set(re.split(r", ", said)) & steps

    assert named == readers(resources, store)


def test_keeps_keys_and_erasures_out_of_backups(resources: dict[str, Any]) -> None:
    """What is erased must not come back from a backup."""
    for table, is_backed_up in {"LedgerTable": True, "KeysTable": False, "ErasuresTable": False}.items():
        backup = resources[table]["Properties"]["PointInTimeRecoverySpecification"]
        assert backup["PointInTimeRecoveryEnabled"] is is_backed_up
