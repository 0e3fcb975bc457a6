"""Acts for many therapists at once, through the product's own doors: enrols, uploads, approves."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from infrastructure.cli.therapist import Therapist
from infrastructure.local.mail import sent_mails
from infrastructure.local.stack import LocalStack

_PATIENCE_S = 600  # a load is there to be waited for
_HANDS = 8  # uploads and approvals that are under way at one time


@dataclass
class Practice:
    """One signed-in therapist with as many clients as there are uploads."""

    stack: LocalStack
    clip: Path
    enrolled: int = 0
    failed: list[str] = field(default_factory=list)  # uploads that were answered with an error, by its kind
    arrived_at: list[float] = field(default_factory=list)  # of uploads that are in the bucket, on the monotonic clock
    _hands: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_HANDS))

    def __post_init__(self) -> None:
        """Sign in."""
        self._therapist = Therapist(self.stack, wait_s=_PATIENCE_S)

    def enrol(self, how_many: int) -> list[str]:
        """Enrol clients who agreed to everything, before any clock starts."""
        names = range(self.enrolled, self.enrolled + how_many)
        self.enrolled += how_many
        return list(self._hands.map(self._enrol, names))

    def upload(self, client_id: str) -> None:
        """Begin an upload; it goes on by itself, and `arrived_at` and `failed` say how."""
        self._hands.submit(self._therapist.upload, client_id, self.clip).add_done_callback(self._note)

    def approve_all(self, clients: list[str], tell: Callable[[str], None]) -> int:
        """Approve the best draft of every session that is ready, and give how many there were."""
        approved = 0
        for number, drafts in enumerate(self._hands.map(self._approve, clients)):
            tell(f"of {len(clients)} sessions {number} were looked through, {approved} notes approved")
            approved += drafts
        return approved

    def close(self) -> None:
        """Wait for what is under way, and begin nothing more."""
        self._hands.shutdown(cancel_futures=True)

    def _note(self, upload: "Future[None]") -> None:
        if error := upload.exception():
            self.failed.append(f"{type(error).__name__}: {error}")
        else:
            self.arrived_at.append(time.monotonic())

    def _enrol(self, number: int) -> str:
        client_id = self._therapist.enrol("Robin", f"robin{number}@example.com")
        self._therapist.record_consent(client_id)
        return client_id

    def _approve(self, client_id: str) -> int:
        call, path = self._therapist.call, f"/clients/{client_id}/sessions"
        ready = [each for each in call("GET", path) if each["state"] == "READY"]
        drafts = [
            draft for each in ready for draft in call("GET", f"{path}/{each['session_id']}/reading")["prompts"][:1]
        ]
        for draft in drafts:
            self._therapist.approve(client_id, draft)
        return len(drafts)


def mails_by_prompt() -> Counter[str]:
    """Count the mails of each prompt; a mail's own id is made of its prompt's."""
    return Counter(str(message_from_bytes(mail.raw)["Message-ID"]) for mail in sent_mails())
