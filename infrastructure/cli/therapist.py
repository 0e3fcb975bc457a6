"""Acts as the therapist would in a browser: signs in, and speaks to the product's own HTTP API."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol, get_args

import requests

from functions.serve_therapist.forms import Extension
from infrastructure.cli.failures import CommandError, NoAnswerError, NotNowError

_WAIT_S = 30
_CONSENT = timedelta(days=30)
ADDRESS = "dana@practice.example"


class Stack(Protocol):
    """What signing in needs of the local stack, in this process or in another."""

    @property
    def outputs(self) -> Mapping[str, str]:
        """What the stack says of itself."""

    def client(self, service: str) -> Any:  # noqa: ANN401  (boto3 makes its clients at run time)
        """Give a client of the local AWS."""


class Therapist:
    """One signed-in therapist of the local stack."""

    def __init__(self, stack: Stack, address: str = ADDRESS, *, wait_s: int = _WAIT_S) -> None:
        """Make an account in the local user pool, with a password of this run only, and sign in.

        `wait_s` is how long an answer may take before the machine counts as too busy.
        """
        self._wait_s = wait_s
        self._url = stack.outputs["ApiUrl"]
        self.password = f"Aa1!{secrets.token_urlsafe(9)}"
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of this machine must not see it
        self._session.headers["Authorization"] = f"Bearer {_sign_in(stack, address, self.password)}"

    def enrol(self, name: str, email: str) -> str:
        """Enrol a client who takes notes at any hour, and give the client's id."""
        form = {
            "name": name,
            "therapist_name": "Dana",
            "email": email,
            "adult": True,
            "opens": "00:00",
            "closes": "00:00",
        }
        client_id: str = self.call("POST", "/clients", form)["client_id"]
        return client_id

    def record_consent(self, client_id: str) -> None:
        """Record that the client agreed to recording, reading and notes by mail, in sight of the present text."""
        seen, until = self.call("GET", "/consent-text")["text_hash"], (datetime.now(UTC) + _CONSENT).isoformat()
        choices = {"purposes": ["record", "read", "mail"], "until": until, "text_hash": seen}
        self.call("PUT", f"/clients/{client_id}/consent", choices)

    def upload(self, client_id: str, recording: Path) -> None:
        """Upload a recording straight to S3, with a link made for it."""
        self.upload_to(self.make_link(client_id, recording), recording)

    def make_link(self, client_id: str, recording: Path) -> Mapping[str, Any]:
        """Ask for a link that takes this recording."""
        suffix = recording.suffix.lower().removeprefix(".")
        extension = suffix if suffix in get_args(Extension) else "wav"  # what it is, its content tells
        link: Mapping[str, Any] = self.call("POST", f"/clients/{client_id}/uploads", {"extension": extension})
        return link

    def upload_to(self, link: Mapping[str, Any], recording: Path) -> None:
        """Upload a recording to a link."""
        with recording.open("rb") as sound:
            answer = requests.post(link["url"], data=link["fields"], files={"file": sound}, timeout=self._wait_s)
        answer.raise_for_status()

    def approve(self, client_id: str, draft: Mapping[str, Any]) -> None:
        """Open what a draft was made from, and approve its text as it stands."""
        path = f"/clients/{client_id}/prompts/{draft['prompt_id']}"
        self.call("PUT", f"{path}/evidence")
        self.call("PUT", f"{path}/approval", {"text_hash": draft["text_hash"]})

    def call(self, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401  (any JSON)
        """Make one request.

        Raises:
            CommandError: with the API's own sentence, when it says no.
            NoAnswerError: when it does not answer in time.
            NotNowError: when it says that it failed.
        """
        try:
            answer = self._session.request(method, self._url + path, json=body, timeout=self._wait_s)
        except requests.Timeout:
            message = (
                f"the local API did not answer in {self._wait_s} s: the machine is busy; wait for it, then try again"
            )
            raise NoAnswerError(message) from None
        content = answer.json()
        if answer.ok:
            return content
        message = f"{method} {path.rsplit('/', maxsplit=1)[-1]}: {content.get('message', answer.status_code)}"
        raise (NotNowError if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else CommandError)(message)


def _sign_in(stack: Stack, address: str, password: str) -> str:
    cognito = stack.client("cognito-idp")
    pool, app = stack.outputs["TherapistsPoolId"], stack.outputs["TherapistsClientId"]
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(UserPoolId=pool, Username=address, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=address, Password=password, Permanent=True)
    answer = cognito.initiate_auth(
        ClientId=app,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": address, "PASSWORD": password},
    )
    token: str = answer["AuthenticationResult"]["IdToken"]
    return token
