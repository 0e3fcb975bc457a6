"""Sends mail by SES, at most once a call: the SDK never tries again by itself."""

from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.identity import PromptRef
from shared.errors import MailRefusedError, MailUnsureError
from shared.ports import Mail

# With the default retries, one call whose answer was lost sent two mails.
ONE_TRY = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20)

_CERTAIN_REFUSALS = frozenset(
    {
        "AccountSuspendedException",
        "BadRequestException",
        "LimitExceededException",
        "MailFromDomainNotVerifiedException",
        "MessageRejected",
        "NotFoundException",
        "SendingPausedException",
        "TooManyRequestsException",
        "AccessDeniedException",
    }
)


class SesMailer:
    """SES v2, raw MIME: its `Simple` content would drop List-Unsubscribe."""

    def __init__(self, ses: Any, configuration_set: str) -> None:
        """Send over this client, made with `ONE_TRY`, and through this configuration set."""
        self._ses = ses
        self._configuration_set = configuration_set

    def send(self, mail: Mail) -> str:
        """Hand over a mail and give its id.

        Raises:
            MailRefusedError: when SES certainly did not take it.
            MailUnsureError: when the answer was lost or means nothing certain.
        """
        name = mail.prompt.prompt_id if mail.prompt else "no note"
        try:
            answer = self._ses.send_email(
                Destination={"ToAddresses": [mail.recipient.reveal()]},
                Content={"Raw": {"Data": mail.raw}},
                ConfigurationSetName=self._configuration_set,
                EmailTags=_tags(mail.prompt),
            )
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "Unknown")
            message = f"mail of {name}: {code}"
            if code in _CERTAIN_REFUSALS:
                raise MailRefusedError(message, code) from None
            raise MailUnsureError(message) from None
        except BotoCoreError as error:
            message = f"mail of {name}: {type(error).__name__}"
            raise MailUnsureError(message) from None
        mail_id: str = answer["MessageId"]
        return mail_id


def _tags(prompt: PromptRef | None) -> list[dict[str, str]]:
    if prompt is None:
        return []
    return [
        {"Name": "client_id", "Value": prompt.client_id},
        {"Name": "prompt_id", "Value": prompt.prompt_id},
    ]
