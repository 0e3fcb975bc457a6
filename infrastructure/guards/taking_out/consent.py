"""Takes out what asks for a client's consent: at the gates, and at what was agreed to."""

from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from infrastructure.faults.patching import Patch, Patches
from shared.domain.consent import Refusal
from shared.domain.gates import Gate, rules_for
from shared.domain.places import Rules
from shared.domain.session import Session
from shared.services.gatekeeping import Gatekeeper


def gate(which: Gate) -> Patches:
    """Let everything through one gate of the gatekeeper's."""
    asks = Gatekeeper.refusal

    def refusal(self: Gatekeeper, asked: Gate, session: Session) -> Refusal | None:
        return None if asked is which else asks(self, asked, session)

    return lambda: [patch.object(Gatekeeper, "refusal", refusal)]


def text_not_compared() -> list[Patch]:
    """Take a choice for a choice, whatever text the client saw."""
    return [patch("shared.domain.consent.Grant.rests_on", lambda *_: True)]


def labels_everywhere() -> list[Patch]:
    """Let software infer feelings in every place."""

    def rules(*asked: Any) -> Rules:  # noqa: ANN401
        return rules_for(*asked).model_copy(update={"labels": True})

    return [patch("shared.services.extract_threads.rules_for", rules)]


def undeclared_files() -> list[Patch]:
    """Let a file in of which nobody said anything."""
    return [patch("shared.services.accept_recording.Refusal", SimpleNamespace(UNDECLARED=None))]
