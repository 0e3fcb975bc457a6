"""A client who asks for a new address, the mails that went there, and the link that one of them brings."""

import re
from email import message_from_bytes, policy
from urllib.parse import quote

from visiting import post
from world import World

from infrastructure.local.mail import Mail, sent_mails
from shared.domain.client import Client

NEW = "robin.new@example.org"


def ask(world: World, client: Client, email: str) -> dict:
    return post(world, client, f"do=address&email={quote(email)}")


def mails_to(address: str) -> list[Mail]:
    return [mail for mail in sent_mails() if address in mail.destinations]


def check_link(address: str) -> str:
    text = message_from_bytes(mails_to(address)[-1].raw, policy=policy.default).get_body(("plain",)).get_content()
    found = re.search(r"https://pages\.example(/address/\S+)", text)
    assert found
    return found[1]
