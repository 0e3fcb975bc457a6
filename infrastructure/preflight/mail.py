"""The checks of SES: who may send, whether anything may be sent, and how much."""

from collections.abc import Iterator, Mapping
from typing import Any

from infrastructure.load.paper import A_DAY, PRACTICES
from infrastructure.preflight.finding import Finding
from infrastructure.preflight.ground import Ground

# The practice that docs/scale.md reckons the template for: one mail a session, 5,000 a day. SES's usual first grant
# is ten times that, so an account with less was given less, and prod begins by asking.
_THERAPISTS, _MAILS_A_DAY_EACH = PRACTICES[0], int(A_DAY)
_MAILS_A_SECOND = 2  # of one sender, who asks and settles about ten times over for each: two make "a few" there
_NEARLY_USED = 0.8
_ASK = "ask for {} under Service Quotas, Amazon SES"


def sender(ground: Ground) -> Iterator[Finding]:
    """The sender's address or its domain is verified in SES, and signs by DKIM."""
    address = ground.plan.parameters["MailSender"]
    found = _identity(ground, address) or _identity(ground, address.rpartition("@")[2])
    if found is None:
        if ground.stands:
            yield Finding(f"SES does not know {address}", "deploy again, the stack makes the identity; then verify it")
        else:
            remedy = "the stack makes it; then answer SES's mail, and run this again"
            yield Finding(f"SES does not know {address} yet", remedy, is_advice=True)
        return
    if not found.get("VerifiedForSendingStatus"):
        yield Finding(
            f"{address} is not verified", "answer SES's mail to that address, or add its domain's DNS records"
        )
    if found.get("DkimAttributes", {}).get("Status") != "SUCCESS":
        remedy = "verify the domain with Easy DKIM: without it notes land among the spam"
        yield Finding(f"{address} does not sign by DKIM", remedy, is_advice=True)


def mail_account(ground: Ground) -> Iterator[Finding]:
    """SES is out of its sandbox, may send, and is not under review."""
    account = ground.aws("sesv2").get_account()
    if not account.get("ProductionAccessEnabled"):
        remedy = (
            "SES console, Account dashboard, Request production access; a sandbox writes to verified addresses only"
        )
        yield Finding("SES is in its sandbox", remedy, is_advice=not ground.plan.is_prod)
    if not account.get("SendingEnabled", True):
        yield Finding("SES has stopped this account from sending", "answer AWS's case; docs/runbook.md, RB-6")
    if (health := account.get("EnforcementStatus", "HEALTHY")) != "HEALTHY":
        yield Finding(f"SES has this account under {health}", "answer AWS's case; docs/runbook.md, RB-6")


def mail_quota(ground: Ground) -> Iterator[Finding]:
    """SES takes as many mails as a practice sends; the sandbox, where few are meant to go, is `mail_account`'s."""
    account = ground.aws("sesv2").get_account()
    if not account.get("ProductionAccessEnabled"):
        return
    yield from _of_a_day(ground, account["SendQuota"])
    yield from _of_a_second(ground, account["SendQuota"])


def _of_a_day(ground: Ground, quota: Mapping[str, float]) -> Iterator[Finding]:
    most, sent, needed = int(quota["Max24HourSend"]), int(quota["SentLast24Hours"]), _THERAPISTS * _MAILS_A_DAY_EACH
    if most < 0:
        return  # SES's word for no bound
    if most < needed:
        what = f"SES takes {most} mails a day, and {_THERAPISTS} therapists send {needed}: {_MAILS_A_DAY_EACH} each"
        yield Finding(what, _ASK.format(f"{needed} mails a day"), is_advice=not ground.plan.is_prod)
    elif sent >= _NEARLY_USED * most:
        remedy = f"what is over it waits for the next day; {_ASK.format(f'{2 * most} mails a day')}"
        yield Finding(f"{sent} of the day's {most} mails are sent", remedy, is_advice=True)


def _of_a_second(ground: Ground, quota: Mapping[str, float]) -> Iterator[Finding]:
    senders, most = ground.plan.senders, int(quota["MaxSendRate"])
    if most < (needed := senders * _MAILS_A_SECOND):
        what = f"SES's rate is {most} a second, and {senders} senders may hand over {needed}"
        remedy = f"what is over it goes 15 minutes later; {_ASK.format(f'{needed} mails a second')}"
        yield Finding(what, remedy, is_advice=True)


def _identity(ground: Ground, name: str) -> Mapping[str, Any] | None:
    ses = ground.aws("sesv2")
    try:
        found: Mapping[str, Any] = ses.get_email_identity(EmailIdentity=name)
    except ses.exceptions.NotFoundException:
        return None
    return found
