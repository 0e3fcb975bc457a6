"""Every error the product raises, in one tree; the branch decides what the queue does.

    DoorknobError
    ├── RetryableError        the queue delivers the message again
    │   ├── ConflictError         somebody else changed the same thing first
    │   │   └── StaleError            … and a person reads the message: what they saw is no longer so
    │   ├── StillHeldError        another step still holds what this one must wait for
    │   ├── UnavailableError      a service is throttling or down
    │   └── MailRefusedError      the mail service certainly did not take the mail
    │       └── MailHeldError         … for it was not asked: mail is paused
    ├── PermanentError        recorded, counted, acknowledged: another try changes nothing
    │   ├── RecordingError        the sound cannot be used, with a reason a person can read
    │   ├── NotPermittedError     consent, policy or ownership says no
    │   ├── MissingError          what was asked for is not there
    │   └── MailUnsureError       nobody knows whether the mail was taken: never send it again
    └── SettingError          an operator must change a setting

Messages hold identifiers, counts and settings, never a client's words, name or address.
"""


class DoorknobError(Exception):
    """Root of every error this project raises on purpose."""


class RetryableError(DoorknobError):
    """Another delivery may succeed: leave the message on the queue."""


class ConflictError(RetryableError):
    """Somebody else changed the same thing first: read again and decide again."""


class StaleError(ConflictError):
    """What a person saw is no longer so; the message is a sentence for that person."""


class StillHeldError(RetryableError):
    """Another step still holds what this one must wait for."""


class UnavailableError(RetryableError):
    """A service is throttling, timing out or down."""


class MailRefusedError(RetryableError):
    """The mail service certainly did not take the mail: a later try is safe.

    `reason` is one word for the log and the metrics, such as the service's own code.
    """

    def __init__(self, message: str, reason: str = "UNKNOWN") -> None:
        """Keep the message, and the word."""
        super().__init__(message)
        self.reason = reason


class MailHeldError(MailRefusedError):
    """The mail service was not asked: an operator has paused mail, or nobody can tell whether."""


class PermanentError(DoorknobError):
    """Another delivery would end the same way: record it, count it, acknowledge it."""


class RecordingError(PermanentError):
    """The recording cannot be used.

    `reason` is one word for the ledger, the message a sentence for the therapist.
    """

    def __init__(self, reason: str, sentence: str) -> None:
        """Keep the reason beside the sentence."""
        super().__init__(sentence)
        self.reason = reason


class NotPermittedError(PermanentError):
    """Consent, policy or ownership says no."""


class MissingError(PermanentError):
    """What was asked for is not there."""


class MailUnsureError(PermanentError):
    """Nobody knows whether the mail was taken: an event or a person will tell."""


class SettingError(DoorknobError):
    """An operator must change a setting; the message says which."""
