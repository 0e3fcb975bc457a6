"""What a client's browser sends: fields, and at most one recording; nothing of it is ever repeated in an error."""

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from multipart import MultipartError, MultipartParser, parse_options_header

_MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Form:
    """One submitted form; a file field that was left empty is no recording."""

    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    sound: bytes = field(default=b"", repr=False)
    sound_type: str = ""
    came_to: str = ""  # the host that was asked

    @property
    def pressed(self) -> str:
        """Which button was pressed."""
        return self.fields.get("do", "")


def form_in(event: APIGatewayProxyEventV2) -> Form:
    """Read a form; one that cannot be read is as if nothing had been filled in."""
    return replace(_form(event), came_to=event.request_context.get("domainName") or "")


def _form(event: APIGatewayProxyEventV2) -> Form:
    kind, options = parse_options_header(event.headers.get("content-type", ""))
    body = base64.b64decode(event.body or "") if event.is_base64_encoded else (event.body or "").encode()
    if kind == _MULTIPART:
        return _multipart(body, options.get("boundary", ""))
    return Form(dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True)))


def _multipart(body: bytes, boundary: str) -> Form:
    in_memory = len(body) + 1  # never to a file of the sandbox: what was said is sealed or nowhere
    parser = MultipartParser(
        io.BytesIO(body), boundary, content_length=len(body), spool_limit=in_memory, memory_limit=in_memory
    )
    try:
        parts = list(parser)
    except MultipartError:
        return Form()
    fields = {part.name: part.raw.decode(errors="replace") for part in parts if not part.filename}
    sound = next((part for part in parts if part.filename and part.size), None)
    if sound is None:
        return Form(fields)
    return Form(fields, sound.raw, sound.content_type)
