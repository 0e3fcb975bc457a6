"""What a browser's request holds: cookies, the fields of a form, and who sent it."""

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import parse_qs

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import ValidationError

from functions.serve_therapist.console.page import Frame
from functions.serve_therapist.forms import Form
from shared.ports.accounts import Person
from shared.runtime.cookies import cookies_in

Kind = TypeVar("Kind", bound=Form)
Fields = Mapping[str, list[str]]
_MANY = frozenset({"purposes", "others"})  # fields of several boxes


class UnreadableFormError(Exception):
    """A form that cannot be taken as it is; `fields` says where, never what."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        """Keep the names of the fields."""
        super().__init__(", ".join(fields))
        self.fields = fields


def is_by_htmx(app: APIGatewayHttpResolver | APIGatewayHttpRouter) -> bool:
    """Tell whether a page that stands asks for a part of itself."""
    return bool(app.current_event.headers.get("hx-request"))


def cookie_of(app: APIGatewayHttpResolver | APIGatewayHttpRouter, name: str) -> str:
    """Give a cookie's value, or nothing."""
    return next(cookies_in(app.current_event.raw_event, name), "")


def fields_of(app: APIGatewayHttpResolver | APIGatewayHttpRouter) -> Fields:
    """Give every field of a form as a browser sends it."""
    body = app.current_event.decoded_body or ""
    kind = app.current_event.headers.get("content-type", "")
    return parse_qs(body, keep_blank_values=True) if kind.startswith("application/x-www-form-urlencoded") else {}


def field(app: APIGatewayHttpResolver | APIGatewayHttpRouter, name: str) -> str:
    """Give one field of a form, or nothing."""
    return fields_of(app).get(name, [""])[0]


def read_form(router: APIGatewayHttpRouter, kind: type[Kind]) -> Kind:
    """Read a form as its model.

    Raises:
        UnreadableFormError: naming the fields that cannot be taken.
    """
    sent = {name: values if name in _MANY else values[0] for name, values in fields_of(router).items()}
    known = {name: value for name, value in sent.items() if name in kind.model_fields}
    try:
        return kind.model_validate(known)
    except ValidationError as error:
        names = sorted({str(each["loc"][0]) for each in error.errors(include_input=False) if each["loc"]})
        raise UnreadableFormError(tuple(names)) from None


def person(router: APIGatewayHttpRouter) -> Person:
    """Give whoever sent the request; the guard has let nobody else through."""
    found: Person = router.context["person"]
    return found


def frame(router: APIGatewayHttpResolver | APIGatewayHttpRouter) -> Frame:
    """Give what every page's frame shows."""
    return Frame(router.context.get("person"), router.context.get("form_token", ""))
