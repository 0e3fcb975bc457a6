"""Who a therapist is: signing in, staying signed in, and reading a token that was given."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Step(StrEnum):
    """What is asked of a person between the password and the door."""

    CODE = "code"  # the code of the authenticator that is already set up
    NEW_PASSWORD = "new-password"  # noqa: S105  (the name of a step)
    SET_UP_CODE = "set-up-code"  # an authenticator is to be set up, with `secret`


@dataclass(frozen=True, slots=True)
class Tokens:
    """What shows who somebody is: `identity` for an hour, `renewal` to get another one."""

    identity: str = field(repr=False)
    renewal: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """One more step before the door opens; `state` goes back with the answer."""

    step: Step
    state: str = field(repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a token names."""

    therapist_id: str
    email: str = field(repr=False)


class Accounts(Protocol):
    """The therapists' accounts."""

    def sign_in(self, email: str, password: str) -> Tokens | Asked:
        """Open the door, or ask for one more step; NotPermittedError with a sentence when it stays shut."""
        ...

    def answer(self, email: str, asked: Asked, answer: str) -> Tokens | Asked:
        """Take the answer to a step; NotPermittedError with a sentence when it is wrong."""
        ...

    def renew(self, renewal: str) -> Tokens:
        """Give a new identity token; NotPermittedError when the person must sign in again."""
        ...

    def revoke(self, renewal: str) -> None:
        """End a session everywhere: its renewal token opens nothing any more; one that is over stays over."""
        ...

    def who(self, identity: str) -> Person:
        """Read an identity token; NotPermittedError when it is not ours, or too old."""
        ...
