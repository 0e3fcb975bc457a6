"""Each role grants what Lambda needs to run its step; what the step itself needs, every test of this folder asks."""

from pathlib import Path

import pytest
from permissions import Permission, PermissionDeniedError, granted_to
from world import World

HERE = Path(__file__).parent
STEPS = sorted(path.parent.name for path in (HERE.parents[1] / "functions").glob("*/handler.py"))


def of_lambda_itself(world: World, step: str) -> list[Permission]:
    """Give what Lambda does in the role's name: it polls the step's queue, writes its log, opens its variables."""
    name = "".join(word.capitalize() for word in step.split("_"))
    arn = world.deployed.resolve
    queues = [each.queue_arn for each in world.mappings if f"{name}Function" in each.function]
    polling = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
    logging = ("logs:CreateLogStream", "logs:PutLogEvents")
    log = arn({"Fn::GetAtt": [f"{name}Logs", "Arn"]})
    return [
        ("kms:Decrypt", world.judge.store_key),
        *((action, queue) for queue in queues for action in polling),
        *((action, log) for action in logging),
    ]


@pytest.mark.parametrize("step", STEPS)
def test_grants_what_lambda_needs_to_run_the_step(world: World, step: str) -> None:
    """A role written by hand forgets neither the queue, the log nor the variables' key."""
    granted = granted_to(world.deployed, step)

    for asked in of_lambda_itself(world, step):
        assert any(each.allows(*asked) for each in granted), f"{step}'s role lacks {asked[0]}"


def test_refuses_what_a_role_does_not_grant(world: World) -> None:
    """The judge that stands in for IAM says no, so that the tests above mean something."""
    with world.judge.watching("send_prompt"), pytest.raises(PermissionDeniedError, match="dynamodb:Scan"):
        world.client_of("dynamodb").scan(TableName=world.deployed.physical_id("LedgerTable"))
