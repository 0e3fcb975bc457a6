"""The stack these tests share: the toy template, started once for a file of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infrastructure.local.stack import LocalStack

TOY = Path(__file__).parent / "toy"
SENDER = "clinic@example.test"


@pytest.fixture(scope="module")  # moto's memory is the process's: it must be down before another file mocks AWS
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Run the toy template; a failed message comes back quickly."""
    with LocalStack(
        TOY / "template.yaml",
        root=TOY,
        parameters={"Sender": SENDER},
        environment={"EXTRA": "given"},
        stack_name="toy",
        log=tmp_path_factory.mktemp("log"),
        retry_after_s=0.2,
    ) as running:
        running.wait_ready(60)
        yield running
