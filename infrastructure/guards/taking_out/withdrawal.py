"""Takes out what makes a withdrawal wait for whoever is writing, and a writer see it."""

from typing import Any
from unittest.mock import patch

from infrastructure.faults.patching import Patch, unheld
from shared.adapters.dynamo import prompts as dynamo_prompts
from shared.adapters.dynamo.table import Change
from shared.domain.consent import Consent


def moved_without_its_row() -> list[Patch]:
    """Move a prompt whether or not it is there as it was read."""
    real = dynamo_prompts._moved  # noqa: SLF001  (that is what is taken out)

    def moved(*arguments: Any) -> Change:  # noqa: ANN401
        change = real(*arguments)
        return Change(change.key, put=change.put, remove=change.remove)

    return [patch.object(dynamo_prompts, "_moved", moved)]


def claimed_on_any_consent() -> list[Patch]:
    """Claim a prompt without the transaction's look at consent, and hold nobody."""

    def any_consent(consent: Consent) -> Change:
        return Change(key={"pk": f"CLIENT#{consent.client_id}", "sk": "NOTHING"}, when="attribute_not_exists(#pk)")

    return [patch.object(dynamo_prompts, "_as_read", any_consent), *unheld()]
