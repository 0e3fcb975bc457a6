"""Everything a function reads from its environment, at once and only here."""

from datetime import timedelta
from typing import Literal, Self

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.domain.retention import Retention
from shared.errors import SettingError


class _FromEnvironment(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @classmethod
    def from_env(cls) -> Self:
        """Read the environment.

        Raises:
            SettingError: naming every variable that is missing or wrong.
        """
        try:
            return cls()
        except ValidationError as error:
            names = sorted(str(each["loc"][0]).upper() for each in error.errors(include_input=False))
            message = f"missing or wrong in the function's environment: {', '.join(names)}; see template.yaml"
            raise SettingError(message) from None


class StoreSettings(_FromEnvironment):
    """Where things are kept."""

    table_name: str
    recordings_bucket: str
    vault_bucket: str
    client_key_id: str
    keys_table: str
    erasures_table: str
    trail_table: str


class QueueSettings(_FromEnvironment):
    """Where messages go; a function that does not send to a queue has no URL for it."""

    split_queue_url: str = ""
    transcribe_queue_url: str = ""
    extract_queue_url: str = ""
    prompts_queue_url: str = ""
    forget_queue_url: str = ""


class DoorSettings(_FromEnvironment):
    """How often one caller may come, and where that is counted."""

    knocks_table: str
    requests_a_minute: int = 120


class RetentionSettings(_FromEnvironment):
    """How long a session's sound and text are kept."""

    audio_days: int = 7
    text_days: int = 365

    @property
    def retention(self) -> Retention:
        """The two clocks a new session starts with."""
        return Retention(timedelta(days=self.audio_days), timedelta(days=self.text_days))


class SplitSettings(_FromEnvironment):
    """About how long a part of a recording is."""

    part_seconds: float = 120.0


class SpeechSettings(_FromEnvironment):
    """Which recogniser listens, and with which weights."""

    speech_engine: str
    speech_model: str = ""


class ReadingSettings(_FromEnvironment):
    """Which engine reads and what words the notes; the prices are dollars for a thousand tokens of the model."""

    reading_engine: Literal["embedded", "bedrock"] = "embedded"
    note_wording: Literal["own", "bedrock"] = "own"
    bedrock_model_id: str = ""
    bedrock_input_usd: float = 0.0
    bedrock_output_usd: float = 0.0


class LinkSettings(_FromEnvironment):
    """What signs the links in mails."""

    link_secret_id: str


class MailSettings(_FromEnvironment):
    """How mail goes out."""

    mail_sender: str
    configuration_set: str
    pages_url: str
    allow_rough_speech: bool = False


class ComputeSettings(_FromEnvironment):
    """What Lambda says of the sandbox itself; elsewhere it says nothing, and the work costs nothing."""

    aws_lambda_function_memory_size: int = 0


class AccountSettings(_FromEnvironment):
    """Where the therapists' accounts are."""

    therapists_pool_id: str
    therapists_app_id: str


class ReviewSettings(_FromEnvironment):
    """How a therapist's approval works."""

    undo_minutes: int = 15

    @property
    def undo_for(self) -> timedelta:
        """How long an approved note waits at least, so that it can be taken back."""
        return timedelta(minutes=self.undo_minutes)
