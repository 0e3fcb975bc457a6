"""A browser as far as the console's function can see one: it keeps cookies and sends forms."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from world import World, http_event

from shared.errors import NotPermittedError, UnavailableError
from shared.ports.accounts import Asked, Person, Tokens

IDENTITY, RENEWAL, FORM = "__Host-doorknob", "__Host-doorknob-renewal", "__Host-doorknob-form"


@dataclass
class OpenAccounts:
    """Accounts whose token is the therapist's own id; `old` ones must be renewed, `revoked` ones cannot be."""

    old: set[str] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)
    is_down: bool = False

    def who(self, identity: str) -> Person:
        """Read the id back."""
        if not identity.startswith("t-") or identity in self.old:
            message = "sign in first"
            raise NotPermittedError(message)
        return Person(identity, "dana@practice.example")

    def renew(self, renewal: str) -> Tokens:
        """Give another token for `renewal-of-ID`."""
        if not renewal.startswith("renewal-of-") or renewal in self.revoked:
            message = "sign in first"
            raise NotPermittedError(message)
        return Tokens(renewal.removeprefix("renewal-of-"), renewal)

    def revoke(self, renewal: str) -> None:
        """End a session."""
        if self.is_down:
            message = "sign-in: down"
            raise UnavailableError(message)
        self.revoked.add(renewal)

    def sign_in(self, _email: str, password: str) -> Tokens | Asked:
        """Take the id as the password."""
        return Tokens(password, f"renewal-of-{password}")

    def answer(self, _email: str, _asked: Asked, answer: str) -> Tokens | Asked:
        """Ask nothing more."""
        return Tokens(answer)


@dataclass
class Visitor:
    """One therapist's browser."""

    world: World
    therapist_id: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Come in signed in."""
        if self.therapist_id:
            self.cookies[IDENTITY] = self.therapist_id

    def get(self, path: str, **headers: str) -> dict[str, Any]:
        """Open a page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, *, token: str | None = None, **fields: Any) -> dict[str, Any]:
        """Send a form, with this browser's token unless told otherwise."""
        if FORM not in self.cookies:
            self.get("/console/sign-in")
        sent = {"form_token": self.cookies[FORM] if token is None else token, **fields}
        return self._ask("POST", path, urlencode(sent, doseq=True), {})

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Any:
        event = http_event(method, path, body)
        event["headers"] |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.world.browse("serve_therapist", event, self.cookies)


def text_of(answer: dict[str, Any]) -> str:
    """Give what a person reads on a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer["body"]).split())


def ask_page(visitor: Visitor, route: Any, path: str) -> dict[str, Any]:
    return visitor.post(path) if "POST" in route.method else visitor.get(path)
