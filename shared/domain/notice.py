"""What a therapist is told of, by kind: told where it happens, put into words on the console."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What happened, in one word and without content; `NOT_SENT_…` ends in why an approved note stays here."""

    RISK = "RISK"
    SPEAKERS_UNSURE = "SPEAKERS_UNSURE"
    OVERDUE = "OVERDUE"
    FILE_MISSING = "FILE_MISSING"  # of a session that is made of several
    ASK_AGAIN = "ASK_AGAIN"  # the consent text changed while a session was on its way
    NOT_USED = "NOT_USED"  # a recording; its session says why
    UNCONFIRMED = "UNCONFIRMED"
    MAIL_BOUNCED = "MAIL_BOUNCED"
    MAIL_COMPLAINED = "MAIL_COMPLAINED"
    MAIL_SERVICE = "MAIL_SERVICE"
    NOT_SENT_CONSENT = "NOT_SENT_CONSENT"
    NOT_SENT_CLIENT_MAIL = "NOT_SENT_CLIENT_MAIL"
    NOT_SENT_NOT_APPROVED = "NOT_SENT_NOT_APPROVED"
    NOT_SENT_MAIL_BLOCKED = "NOT_SENT_MAIL_BLOCKED"
    NOT_SENT_NO_ADDRESS = "NOT_SENT_NO_ADDRESS"
    NOT_SENT_PAST_SESSION = "NOT_SENT_PAST_SESSION"
    NOT_SENT_BAD_ADDRESS = "NOT_SENT_BAD_ADDRESS"
    NOT_SENT_ROUGH_SPEECH = "NOT_SENT_ROUGH_SPEECH"
