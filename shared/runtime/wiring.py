"""Puts adapters behind the ports, once a sandbox: the only place that makes AWS clients."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property, lru_cache
from time import monotonic
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config

from shared.adapters.aws_errors import translated
from shared.adapters.cognito_accounts import CognitoAccounts
from shared.adapters.dynamo.clients import DynamoClients
from shared.adapters.dynamo.consents import DynamoConsents
from shared.adapters.dynamo.declarations import DynamoDeclarations
from shared.adapters.dynamo.erasures import DynamoErasures
from shared.adapters.dynamo.holds import DynamoHolds
from shared.adapters.dynamo.knocks import DynamoKnocks
from shared.adapters.dynamo.ledger import DynamoLedger
from shared.adapters.dynamo.mail_switch import DynamoMailSwitch
from shared.adapters.dynamo.notices import DynamoNotices
from shared.adapters.dynamo.prompts import DynamoPrompts
from shared.adapters.dynamo.rehearsals import DynamoRehearsals
from shared.adapters.dynamo.replies import DynamoReplies
from shared.adapters.dynamo.sessions import DynamoSessions
from shared.adapters.dynamo.table import Table
from shared.adapters.dynamo.threads import DynamoThreads
from shared.adapters.dynamo.trail import DynamoTrail
from shared.adapters.kms_keys import KmsKeys
from shared.adapters.s3_large_uploads import S3LargeUploads
from shared.adapters.s3_uploads import S3Uploads
from shared.adapters.s3_vault import S3Vault
from shared.adapters.sealing import Seal
from shared.adapters.ses_mailer import ONE_TRY, SesMailer
from shared.adapters.signed_links import SignedLinks
from shared.adapters.sqs_outbox import SqsOutbox
from shared.adapters.system_clock import SystemClock
from shared.domain.sound.parts import SoundLimits
from shared.errors import UnavailableError
from shared.runtime.settings import (
    AccountSettings,
    DoorSettings,
    LinkSettings,
    MailSettings,
    QueueSettings,
    StoreSettings,
)
from shared.services.gatekeeping import Gatekeeper
from shared.services.pausable_mail import PausableMailer

_LOOKED_AT_EVERY = timedelta(minutes=1)
# Every call ends well inside a hold's 120 s: three tries of at most 5 + 20 s.
_BOUNDED = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=5, read_timeout=20)

_SECRETS_STAY_S = 60  # how long a sandbox may not know of a key that was added or taken away


@cache
def clock() -> SystemClock:
    """Give the real clock."""
    return SystemClock()


class Stores:
    """Everything that is kept, opened at the first use."""

    def __init__(self) -> None:
        """Read the settings; clients are made when they are needed."""
        self._settings = StoreSettings.from_env()
        self._fit_until = datetime.min.replace(tzinfo=UTC)

    @cached_property
    def _table(self) -> Table:
        return self._named(self._settings.table_name)

    @cached_property
    def _s3(self) -> Any:
        # Links to a bucket under a KMS key must be signed by version 4.
        return boto3.client("s3", config=_BOUNDED.merge(Config(signature_version="s3v4")))

    @cached_property
    def _seal(self) -> Seal:
        return Seal(self.keys)

    @cached_property
    def keys(self) -> KmsKeys:
        """One data key a client."""
        kept = self._named(self._settings.keys_table)
        return KmsKeys(boto3.client("kms", config=_BOUNDED), kept, self._settings.client_key_id)

    @cached_property
    def erasures(self) -> DynamoErasures:
        """The ledger of erasures, outside every backup."""
        return DynamoErasures(self._named(self._settings.erasures_table), self._table)

    @cached_property
    def trail(self) -> DynamoTrail:
        """The audit trail."""
        return DynamoTrail(self._named(self._settings.trail_table))

    def refuse_a_restored_ledger(self) -> None:
        """Let nothing be served from rows that were restored and have not been through every erasure.

        Raises:
            UnavailableError: until `doorknob replay-erasures` has been run.
        """
        now = clock().now()
        if now < self._fit_until:
            return
        if not self.erasures.are_applied():
            message = "the ledger was restored from a backup: run doorknob replay-erasures before it serves"
            raise UnavailableError(message)
        self._fit_until = now + _LOOKED_AT_EVERY

    @cached_property
    def knocks(self) -> DynamoKnocks:
        """How often each caller has come; only the doors count."""
        return DynamoKnocks(self._named(DoorSettings.from_env().knocks_table))

    def _named(self, name: str) -> Table:
        return Table(self._dynamodb, name)

    @cached_property
    def _dynamodb(self) -> Any:
        return boto3.resource("dynamodb", config=_BOUNDED)  # one for all tables: making it takes a cold start's time

    @cached_property
    def clients(self) -> DynamoClients:
        """The therapist's clients."""
        return DynamoClients(self._table, self._seal)

    @cached_property
    def consents(self) -> DynamoConsents:
        """What each client agreed to."""
        return DynamoConsents(self._table)

    @cached_property
    def declarations(self) -> DynamoDeclarations:
        """What was said of each upload."""
        return DynamoDeclarations(self._table, self._seal, self.holds)

    @cached_property
    def gatekeeper(self) -> Gatekeeper:
        """Who asks at every gate."""
        return Gatekeeper(self.clients, self.consents, clock())

    @cached_property
    def holds(self) -> DynamoHolds:
        """Leases that a withdrawal waits for."""
        return DynamoHolds(self._table, clock())

    @cached_property
    def sessions(self) -> DynamoSessions:
        """The sessions' ledger."""
        return DynamoSessions(self._table, clock())

    @cached_property
    def prompts(self) -> DynamoPrompts:
        """The prompts' ledger."""
        return DynamoPrompts(self._table)

    @cached_property
    def threads(self) -> DynamoThreads:
        """What happened to each client's threads, across sessions."""
        return DynamoThreads(self._table)

    @cached_property
    def replies(self) -> DynamoReplies:
        """What clients put under notes."""
        return DynamoReplies(self._table)

    @cached_property
    def notices(self) -> DynamoNotices:
        """What therapists should know."""
        return DynamoNotices(self._table)

    @cached_property
    def mail_switch(self) -> DynamoMailSwitch:
        """Whether an operator has paused mail."""
        return DynamoMailSwitch(self._table)

    @cached_property
    def rehearsals(self) -> DynamoRehearsals:
        """How the daily rehearsal stands."""
        return DynamoRehearsals(self._table)

    @cached_property
    def ledger(self) -> DynamoLedger:
        """All rows about one client."""
        return DynamoLedger(self._table)

    @cached_property
    def vault(self) -> S3Vault:
        """Everything said, derived or written."""
        return S3Vault(self._s3, self._settings.vault_bucket, self._seal, self.holds)

    @cached_property
    def uploads(self) -> S3Uploads:
        """Recordings as they came."""
        return S3Uploads(self._s3, self._settings.recordings_bucket, SoundLimits())

    @cached_property
    def large_uploads(self) -> S3LargeUploads:
        """Recordings on their way, piece by piece."""
        return S3LargeUploads(self._s3, self._settings.recordings_bucket, SoundLimits())


@cache
def stores() -> Stores:
    """Give this sandbox's stores."""
    return Stores()


@cache
def accounts() -> CognitoAccounts:
    """Give the therapists' accounts; signing in needs no credentials of ours."""
    settings = AccountSettings.from_env()
    cognito = boto3.client("cognito-idp", config=_BOUNDED.merge(Config(signature_version=UNSIGNED)))
    return CognitoAccounts(cognito, settings.therapists_pool_id, settings.therapists_app_id)


@cache
def outbox() -> SqsOutbox:
    """Give the queues this function may send to."""
    settings = QueueSettings.from_env()
    urls = {name.removesuffix("_queue_url"): url for name, url in settings.model_dump().items()}
    return SqsOutbox(boto3.client("sqs", config=_BOUNDED), urls)


@cache
def mailer() -> PausableMailer:
    """Give the mailer, with a client that never tries again by itself, and an operator's pause before it."""
    ses = SesMailer(boto3.client("sesv2", config=ONE_TRY), MailSettings.from_env().configuration_set)
    return PausableMailer(ses, stores().mail_switch)


@cache
def links() -> SignedLinks:
    """Give the signer of links; the secrets are fetched when they are needed."""
    return SignedLinks(_link_secrets)


def _link_secrets() -> Mapping[str, str]:
    return _link_secrets_of(int(monotonic() // _SECRETS_STAY_S))


@lru_cache(maxsize=1)
def _link_secrets_of(_moment: int) -> Mapping[str, str]:
    secret_id = LinkSettings.from_env().link_secret_id
    with translated("read the links' secrets"):
        found = boto3.client("secretsmanager", config=_BOUNDED).get_secret_value(SecretId=secret_id)
    by_key_id: dict[str, str] = json.loads(found["SecretString"])
    return by_key_id
