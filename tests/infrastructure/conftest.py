"""The template, translated once for all the tests that read it."""

from typing import Any

import pytest
from translated import TEMPLATE

from infrastructure.local.translate import translate


@pytest.fixture(scope="session")
def resources() -> dict[str, Any]:
    """Translate the template once."""
    found: dict[str, Any] = translate(TEMPLATE, {}).template["Resources"]
    return found
