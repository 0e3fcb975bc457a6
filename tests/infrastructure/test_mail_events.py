"""What the template's rules let through of SES's events: enough to read, and nothing of whom a mail went to."""

import json
from typing import Any

import pytest
from translated import of_type

from functions.record_mail_event.ses_event import mail_event_in
from shared.domain.identity import PromptRef
from shared.services.record_mail_event import MailEventKind

ADDRESS, SUBJECT = "quill@weir.example", "A note is waiting"
MAIL = {
    "messageId": "0100-1",
    "destination": [ADDRESS],
    "headers": [{"name": "To", "value": ADDRESS}, {"name": "Subject", "value": SUBJECT}],
    "commonHeaders": {"to": [ADDRESS], "subject": SUBJECT},
    "tags": {"ses:configuration-set": ["doorknob-mail"], "client_id": ["c-1"], "prompt_id": ["p-1"]},
}
BOUNCE = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": ADDRESS, "diagnosticCode": ADDRESS}]}
KINDS = [
    ("Send", {}, MailEventKind.TAKEN),
    ("Delivery", {"delivery": {"recipients": [ADDRESS]}}, MailEventKind.TAKEN),
    ("Bounce", {"bounce": BOUNCE}, MailEventKind.BOUNCED),
    ("Complaint", {"complaint": {"complainedRecipients": [{"emailAddress": ADDRESS}]}}, MailEventKind.COMPLAINED),
    ("Reject", {"reject": {"reason": "Bad content"}}, MailEventKind.REJECTED),
    ("Rendering Failure", {"failure": {"errorMessage": ADDRESS}}, MailEventKind.REJECTED),
]


def handed_on(rule: dict[str, Any], detail: dict[str, Any]) -> str:
    """Write what a rule's target gets of an event, as EventBridge's input transformer does."""
    (target,) = rule["Targets"]
    written: str = target["InputTransformer"]["InputTemplate"]
    for name, path in target["InputTransformer"]["InputPathsMap"].items():
        found: Any = {"detail": detail}
        for step in path.removeprefix("$.").split("."):
            found = found[step]
        written = written.replace(f"<{name}>", json.dumps(found))
    return written


@pytest.mark.parametrize(("kind", "more", "read_as"), KINDS)
def test_hands_on_what_happened_and_not_to_whom(
    resources: dict[str, Any], kind: str, more: dict[str, Any], read_as: MailEventKind
) -> None:
    """Exactly one rule takes each event; what comes out can be read, and quotes neither address nor subject."""
    rules = of_type(resources, "AWS::Events::Rule").values()
    (rule,) = (each for each in rules if kind in each["EventPattern"]["detail"]["eventType"])

    body = handed_on(rule, {"eventType": kind, "mail": MAIL, **more})

    event = mail_event_in(body)
    assert event is not None
    assert (event.kind, event.prompt) == (read_as, PromptRef("c-1", "p-1"))
    assert ADDRESS not in body
    assert SUBJECT not in body


def test_leaves_no_other_way_out_of_ses(resources: dict[str, Any]) -> None:
    """SES tells EventBridge and nobody else: a topic would hand on the whole event."""
    ways = of_type(resources, "AWS::SES::ConfigurationSetEventDestination").values()

    assert [sorted(each["EventDestination"]) for each in ways] == [
        ["Enabled", "EventBridgeDestination", "MatchingEventTypes", "Name"]
    ]
