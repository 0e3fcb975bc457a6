"""What a client does at the pages that a mail's links lead to: looks, presses, writes and says."""

import base64
import re
from uuid import uuid4

from world import World, http_event

from shared.domain.client import Client


def link_in_mail(world: World, client: Client, page: str) -> str:
    raw = world.mails_to(client)[-1].raw.decode().replace("=\r\n", "").replace("=3D", "=")
    found = re.search(rf"https://pages\.example(/{page}/[\w.=-]+)", raw)
    assert found
    return found[1]


def visit(world: World, method: str, path: str, form: str = "") -> dict:
    answer = world.invoke("serve_client", http_event(method, path, form))
    return followed(world, answer)


def followed(world: World, answer: dict) -> dict:
    """Go where an answer leads, as a browser does."""
    if answer["statusCode"] != 303:
        return answer
    return world.invoke("serve_client", http_event("GET", answer["headers"]["Location"], ""))


def post(world: World, client: Client, form: str) -> dict:
    """Press a button of the newest note's page."""
    return visit(world, "POST", link_in_mail(world, client, "notes"), form)


def put(world: World, client: Client, text: str, once: str = "") -> dict:
    return post(world, client, f"do=put&once={once or uuid4().hex}&text={text}")


def say(world: World, client: Client, sound: bytes, kind: str, once: str = "") -> dict:
    fields = '--b\r\nContent-Disposition: form-data; name="do"\r\n\r\nput\r\n'
    fields += f'--b\r\nContent-Disposition: form-data; name="once"\r\n\r\n{once or uuid4().hex}\r\n'
    head = f'--b\r\nContent-Disposition: form-data; name="sound"; filename="a.m4a"\r\nContent-Type: {kind}\r\n\r\n'
    body = fields.encode() + head.encode() + sound + b"\r\n--b--\r\n"
    event = http_event("POST", link_in_mail(world, client, "notes"), base64.b64encode(body).decode())
    event["headers"] = {"content-type": "multipart/form-data; boundary=b"}
    event["isBase64Encoded"] = True
    return followed(world, world.invoke("serve_client", event))


def press(world: World, client: Client, do: str, line: str) -> dict:
    return post(world, client, f"do={do}&line={line}")
