"""The therapists' accounts in Amazon Cognito: sign-in with a second factor, and tokens checked by its keys."""

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from shared.errors import NotPermittedError, UnavailableError
from shared.ports.accounts import Asked, Person, Step, Tokens

_ALGORITHMS = ["RS256"]  # what Cognito signs with
_FETCH_S = 5.0
_KEYS_KEPT_S = 60.0  # tokens with made-up key ids must not make us ask at every request
_WRONG = "The address or the password is not right. Try again, or ask whoever runs Doorknob for a new password."
_AGAIN = "That took too long, or was answered before. Sign in from the start."
_SENTENCES = {
    "NotAuthorizedException": _WRONG,
    "UserNotFoundException": _WRONG,
    "InvalidParameterException": _WRONG,
    "CodeMismatchException": "That code is not right. Wait for the next one and sign in again.",
    "EnableSoftwareTokenMFAException": "That code is not right. Wait for the next one and sign in again.",
    "ExpiredCodeException": _AGAIN,
    "InvalidPasswordException": "That password is too easy to guess. Take twelve characters or more, of several kinds.",
    "PasswordResetRequiredException": "Your password must be set anew. Ask whoever runs Doorknob.",
    "UserNotConfirmedException": "This account is not ready yet. Ask whoever runs Doorknob.",
    "TooManyRequestsException": "Too many tries. Wait a minute, then try again.",
    "LimitExceededException": "Too many tries. Wait a minute, then try again.",
}
_STEPS = {
    "SOFTWARE_TOKEN_MFA": Step.CODE,
    "NEW_PASSWORD_REQUIRED": Step.NEW_PASSWORD,
    "MFA_SETUP": Step.SET_UP_CODE,
}
_ANSWERS = {
    Step.CODE: ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE"),
    Step.NEW_PASSWORD: ("NEW_PASSWORD_REQUIRED", "NEW_PASSWORD"),
}
Fetch = Callable[[str], KeySet]


def fetch_keys(address: str) -> KeySet:
    """Fetch an issuer's public keys."""
    with urllib.request.urlopen(address, timeout=_FETCH_S) as answer:  # noqa: S310  (the pool's own address)
        return KeySet.import_key_set(json.load(answer))


class CognitoAccounts:
    """One user pool, through one of its clients; its keys are fetched once, and again when one is unknown."""

    def __init__(
        self,
        cognito: Any,
        pool_id: str,
        app_id: str,
        fetch: Fetch = fetch_keys,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Ask this pool; no credentials are needed for it."""
        self._cognito = cognito
        self._pool_id = pool_id
        self._app_id = app_id
        self._fetch = fetch
        self._now_s = now_s
        self._fetched_s = 0.0
        self._keys: KeySet | None = None

    def sign_in(self, email: str, password: str) -> Tokens | Asked:
        """Open the door, or ask for one more step.

        Raises:
            NotPermittedError: with a sentence for the person.
        """
        parameters = {"USERNAME": email, "PASSWORD": password}
        return self._opened(self._start("USER_PASSWORD_AUTH", parameters))

    def answer(self, email: str, asked: Asked, answer: str) -> Tokens | Asked:
        """Take the answer to a step.

        Raises:
            NotPermittedError: with a sentence for the person.
        """
        if asked.step is Step.SET_UP_CODE:
            return self._set_up(email, asked, answer)
        challenge, name = _ANSWERS[asked.step]
        return self._respond(challenge, asked.state, {"USERNAME": email, name: answer})

    def renew(self, renewal: str) -> Tokens:
        """Give a new identity token.

        Raises:
            NotPermittedError: when the person must sign in again.
        """
        if not renewal:
            raise NotPermittedError(_AGAIN)
        answer = self._start("REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": renewal})
        return Tokens(answer["AuthenticationResult"]["IdToken"], renewal)

    def revoke(self, renewal: str) -> None:
        """End a session everywhere: its renewal token opens nothing any more; one that is over stays over.

        Raises:
            UnavailableError: when Cognito did not answer, so that nobody knows.
        """
        if not renewal:
            return
        with suppress(NotPermittedError), _told_plainly():
            self._cognito.revoke_token(Token=renewal, ClientId=self._app_id)

    def who(self, identity: str) -> Person:
        """Read an identity token.

        Raises:
            NotPermittedError: when it is not ours, or too old.
        """
        registry = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._app_id},
            exp={"essential": True},
            sub={"essential": True},
            token_use={"essential": True, "value": "id"},
        )
        try:
            claims = self._decoded(identity)
            registry.validate(claims)
        except (JoseError, ValueError, TypeError):
            message = "sign in first"
            raise NotPermittedError(message) from None
        return Person(str(claims["sub"]), str(claims.get("email", "")))

    @property
    def _issuer(self) -> str:
        region = self._pool_id.partition("_")[0]
        return f"https://cognito-idp.{region}.amazonaws.com/{self._pool_id}"

    def _decoded(self, identity: str) -> dict[str, Any]:
        try:
            return jwt.decode(identity, self._known_keys(), algorithms=_ALGORITHMS).claims
        except InvalidKeyIdError:
            if self._now_s() - self._fetched_s < _KEYS_KEPT_S:
                raise
            self._keys = None  # the pool has changed its keys since this sandbox began
            return jwt.decode(identity, self._known_keys(), algorithms=_ALGORITHMS).claims

    def _known_keys(self) -> KeySet:
        if self._keys is None:
            self._fetched_s = self._now_s()
            address = f"{self._cognito.meta.endpoint_url}/{self._pool_id}/.well-known/jwks.json"
            try:
                self._keys = self._fetch(address)
            except OSError as error:
                message = f"the keys of the user pool could not be fetched: {type(error).__name__}"
                raise UnavailableError(message) from None
        return self._keys

    def _start(self, flow: str, parameters: dict[str, str]) -> dict[str, Any]:
        with _told_plainly():
            answer: dict[str, Any] = self._cognito.initiate_auth(
                ClientId=self._app_id, AuthFlow=flow, AuthParameters=parameters
            )
        return answer

    def _respond(self, challenge: str, state: str, responses: dict[str, str]) -> Tokens | Asked:
        with _told_plainly():
            answer = self._cognito.respond_to_auth_challenge(
                ClientId=self._app_id, ChallengeName=challenge, Session=state, ChallengeResponses=responses
            )
        return self._opened(answer)

    def _set_up(self, email: str, asked: Asked, code: str) -> Tokens | Asked:
        with _told_plainly():
            verified = self._cognito.verify_software_token(Session=asked.state, UserCode=code)
        return self._respond("MFA_SETUP", verified.get("Session", asked.state), {"USERNAME": email})

    def _opened(self, answer: dict[str, Any]) -> Tokens | Asked:
        if result := answer.get("AuthenticationResult"):
            return Tokens(result["IdToken"], result.get("RefreshToken", ""))
        step = _STEPS.get(answer.get("ChallengeName", ""))
        if step is None:
            message = "This account asks for a step that these pages do not know. Ask whoever runs Doorknob."
            raise NotPermittedError(message)
        if step is not Step.SET_UP_CODE:
            return Asked(step, answer["Session"])
        with _told_plainly():
            given = self._cognito.associate_software_token(Session=answer["Session"])
        return Asked(step, given.get("Session", answer["Session"]), given["SecretCode"])


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn what Cognito says no with into a sentence for the person; its own message may quote the request."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in _SENTENCES:
            raise NotPermittedError(_SENTENCES[code]) from None
        message = f"sign-in: {code}"
        raise UnavailableError(message) from None
    except BotoCoreError as error:
        message = f"sign-in: {type(error).__name__}"
        raise UnavailableError(message) from None
