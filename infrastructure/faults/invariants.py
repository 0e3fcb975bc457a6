"""What must hold of the world whatever went wrong: looked up in its stores, mails and logs, never asked of the code.

I1 every upload ends in exactly one terminal state. I2 at most one mail a prompt. I3 no mail without
consent, nor after a confirmed withdrawal. I4 every thread there is becomes a prompt that is sent,
unconfirmed, cancelled or still a draft. I5 after a confirmed withdrawal nothing made from the sessions
is there, from that moment on. I6 no canary in a log or a queue. I7 no sound after its time. I8 the dead
letters are empty or accounted for. I9 the therapist is told what they must know. L1 it comes to rest, and
where no more than one thing went wrong without the watch having to wake anything (../shared/design/faults.md).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.backends import get_backend
from moto.s3.models import FakeKey

from infrastructure.faults.actors import Actors
from infrastructure.faults.calls import CALLS
from infrastructure.faults.place import Place
from infrastructure.faults.post import Post
from infrastructure.faults.script import CANARIES, HEARING
from infrastructure.local.mail import sent_mails
from infrastructure.local.place import ACCOUNT, REGION
from shared.domain.notice import NoticeKind

TERMINAL = frozenset({"READY", "REFUSED", "FAILED"})
_PROMPT_ENDS = frozenset({"DRAFTED", "SET_ASIDE", "SENT", "UNCONFIRMED", "BOUNCED", "CANCELLED"})
_TOLD_OF = {"UNCONFIRMED": "UNCONFIRMED", "CANCELLED": "NOT_SENT_"}  # states, and how their notices begin
_THREADS = 2  # of every scripted session
_STAY = frozenset({"CONSENT", "CLIENT"})  # of a client who withdrew the sessions and not everything

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Violation:
    """One invariant that did not hold, and how it showed; identifiers only."""

    invariant: str
    finding: str


@dataclass
class Witness:
    """Looks at the world after every step, and at its end."""

    place: Place
    post: Post
    actors: Actors
    violations: list[Violation] = field(default_factory=list)
    may_wake: bool = False  # more than one thing goes wrong, so that the watch may have to wake a session
    _mails_seen: int = 0

    def look(self) -> None:
        """Check what must hold at every moment: I3 and I5."""
        self.look_at_mails()
        rows = self.rows()
        consents = {row["pk"]: row for row in rows if row["sk"] == "CONSENT"}
        for pk, consent in consents.items():
            if "confirmed_at" in consent and "withdrawn_at" in consent:
                self._look_after_withdrawal(pk.removeprefix("CLIENT#"), [row for row in rows if row["pk"] == pk])

    def look_at_rest(self) -> None:
        """Check what must hold once everything has come to rest."""
        self.look()
        rows = self.rows()
        self._sessions_ended(rows)
        self._mails_are_single()
        self._threads_became_prompts(rows)
        self._therapist_was_told(rows)
        self._nothing_slept(rows)
        self._logs_are_silent()
        for letter in self.post.unaccounted():
            self._violated("I8", f"a dead letter of {letter.queue}")

    def look_after_the_clocks(self) -> None:
        """Check that no sound is left once its time is up (I7)."""
        left = [*self.keys("RecordingsBucket")]
        left += [key for key in self.keys("VaultBucket") if "/sound/" in key]
        if left:
            self._violated("I7", f"{len(left)} recordings or parts outlive their clock")

    def rows(self) -> list[Row]:
        """Read every row of the ledger, in moto's memory: a scan would cost more than the handlers do."""
        table = get_backend("dynamodb")[ACCOUNT][REGION].tables[self.place.name_of("LedgerTable")]
        return [_row(item) for partition in table.items.values() for item in partition.values()]

    def keys(self, bucket: str) -> list[str]:
        """Give the key of every version of every object, also in moto's memory."""
        kept = get_backend("s3")[ACCOUNT]["aws"].buckets[self.place.name_of(bucket)].keys
        return [each.name for key in kept for each in kept.getlist(key) if isinstance(each, FakeKey)]

    def look_at_mails(self) -> None:
        """Check of each mail that is new that it could go when it went (I3): in a race, before every next call."""
        mails = sent_mails()
        if len(mails) == self._mails_seen:
            return
        consents = {row["pk"]: row for row in self.rows() if row["sk"] == "CONSENT"}
        for mail in mails[self._mails_seen :]:
            with CALLS.off_stage():
                prompt = self.actors.prompt_of(mail)
            consent = consents.get(f"CLIENT#{prompt[0]}", {}) if prompt else {}
            if "confirmed_at" in consent or not consent:
                self._violated("I3", "a mail after a confirmed withdrawal")
            elif "withdrawn_at" not in consent and not _agrees_to_mail(consent, self.actors.clock.now()):
                self._violated("I3", "a mail that nobody agreed to")
        self._mails_seen = len(mails)

    def _look_after_withdrawal(self, client_id: str, rows: Sequence[Row]) -> None:
        refused = {row["ref"]["session_id"] for row in rows if row.get("state") == "REFUSED"}  # since, at the gate
        kinds = {row["sk"].partition("#")[0] for row in rows if _session_of(row) not in refused}
        if kinds - _STAY:
            self._violated("I5", f"rows after the withdrawal was confirmed: {' '.join(sorted(kinds - _STAY))}")
        left = [key for bucket in ("RecordingsBucket", "VaultBucket") for key in self.keys(bucket) if client_id in key]
        if left:
            self._violated("I5", f"{len(left)} objects after the withdrawal was confirmed: {_kinds(left)}")

    def _sessions_ended(self, rows: Sequence[Row]) -> None:
        confirmed = {row["pk"] for row in rows if row["sk"] == "CONSENT" and "confirmed_at" in row}
        sessions = [row for row in rows if row["sk"].startswith("SESSION#")]
        for client_id, key in self.actors.uploads:
            of_upload = [row for row in sessions if row["upload"]["key"] == key]
            if not of_upload and f"CLIENT#{client_id}" not in confirmed:
                self._violated("I1", "an upload without a session")
            if len(of_upload) > 1:
                self._violated("I1", f"{len(of_upload)} sessions of one upload")
            if [row["reason"] for row in of_upload if row["state"] == "REFUSED" and row["reason"] == "OBJECT_GONE"]:
                self._violated("I1", "a consented recording was refused because its file was removed")
        for row in sessions:
            if row["state"] not in TERMINAL:
                self._violated("I1", f"a session at rest in {row['state']}")

    def _mails_are_single(self) -> None:
        counts = Counter(self.actors.prompt_of(mail) for mail in sent_mails())
        for prompt, count in counts.items():
            if count > 1:
                self._violated("I2", f"{count} mails of one prompt, {prompt[1] if prompt else 'unknown'}")

    def _threads_became_prompts(self, rows: Sequence[Row]) -> None:
        prompts = [row for row in rows if row["sk"].startswith("PROMPT#")]
        for row in rows:
            if row["sk"].startswith("SESSION#") and row["state"] == "READY":
                if "PARTIAL" in row.get("flags", []):
                    self._violated("I4", "a session lost a part, and nothing was wrong with it")
                made = [each for each in prompts if each["session"]["session_id"] == row["ref"]["session_id"]]
                if len(made) != _THREADS and not (HEARING.risk and not made):  # a risk line holds every draft
                    self._violated("I4", f"{len(made)} prompts of {_THREADS} threads")
        mailed = {prompt[1] for mail in sent_mails() if (prompt := self.actors.prompt_of(mail))}
        for row in prompts:
            if row["state"] not in _PROMPT_ENDS:
                self._violated("I4", f"a prompt at rest in {row['state']}")
            if row["state"] == "SENT" and row["ref"]["prompt_id"] not in mailed:
                self._violated("I4", "a prompt is SENT and no mail went")

    def _therapist_was_told(self, rows: Sequence[Row]) -> None:
        told = {(row["session_id"], row["kind"]) for row in rows if row["sk"].startswith("NOTICE#")}
        for row in rows:
            if row["sk"].startswith("PROMPT#") and row["state"] in _TOLD_OF:
                kind = _TOLD_OF[row["state"]] + row.get("reason", "") * (row["state"] == "CANCELLED")
                if kind in list(NoticeKind) and (row["session"]["session_id"], kind) not in told:
                    self._violated("I9", f"a prompt is {row['state']} and there is no notice {kind}")
        if HEARING.risk and not [kind for _, kind in told if kind == NoticeKind.RISK]:
            self._violated("I9", "a risk line was heard and there is no notice of it")

    def _nothing_slept(self, rows: Sequence[Row]) -> None:
        woken = [row for row in rows if row.get("kind") == NoticeKind.OVERDUE]
        if woken and not self.may_wake:
            self._violated("L1", f"{len(woken)} sessions slept until the watch woke them")

    def _logs_are_silent(self) -> None:
        for where, text in (("the logs", self.place.log.getvalue()), ("a queue", "\n".join(self.post.bodies()))):
            for number, canary in enumerate(CANARIES):
                if canary.lower() in text.lower():
                    self._violated("I6", f"canary {number} is in {where}")

    def _violated(self, invariant: str, finding: str) -> None:
        violation = Violation(invariant, finding)
        if violation not in self.violations:
            self.violations.append(violation)


def _session_of(row: Row) -> str | None:
    named: str | None = row.get("session_id") or row.get("ref", {}).get("session_id")
    return named


def _agrees_to_mail(consent: Row, now: datetime) -> bool:
    """Tell from the row alone whether notes by mail are agreed to at this moment."""
    grant = consent["grants"].get("mail")
    return bool(grant) and now < datetime.fromisoformat(grant["until"])


def _row(item: Any) -> Row:  # noqa: ANN401  (moto's own)
    return {name: _plain(value) for name, value in item.attrs.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401  (moto's DynamoType becomes what it holds)
    match value.type:
        case "M":
            return {name: _plain(each) for name, each in value.value.items()}
        case "L":
            return [_plain(each) for each in value.value]
        case _:
            return value.value


def _kinds(keys: list[str]) -> str:
    return ", ".join(sorted({_kind(key) for key in keys}))


def _kind(key: str) -> str:
    parts = key.split("/")
    return parts[0] if parts[0] == "recordings" else "/".join(part for part in parts[4:] or parts[3:])
