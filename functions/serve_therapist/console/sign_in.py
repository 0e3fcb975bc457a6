"""The page before all others: signing in, with a second factor where the account has one, and out."""

from contextlib import suppress
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import cookie_of, field, frame
from functions.serve_therapist.console.door import IDENTITY, RENEWAL, SIGN_IN, dropped, session_cookies
from functions.serve_therapist.console.page import page, see_other
from shared.errors import NotPermittedError, UnavailableError
from shared.ports.accounts import Asked, Step, Tokens
from shared.runtime import wiring

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/console/sign-in")
def ask() -> Response[Any]:
    """Show the form."""
    return _form()


@router.post("/console/sign-in")
def sign_in() -> Response[Any]:
    """Open the door, ask for one more step, or say why not."""
    email = field(router, "email").strip()
    try:
        answer = _answered(email)
    except NotPermittedError as error:
        return _form(email=email, refusal=str(error), status=HTTPStatus.FORBIDDEN)
    if isinstance(answer, Tokens):
        return see_other("/console", cookies=session_cookies(answer))
    return _form(email=email, asked=answer)


@router.post("/console/sign-out")
def sign_out() -> Response[Any]:
    """End the session: its renewal token everywhere, the cookies in this browser."""
    with suppress(UnavailableError):  # the cookies go all the same, and the token lasts a working day at most
        wiring.accounts().revoke(cookie_of(router, RENEWAL))
    return see_other(SIGN_IN, cookies=(dropped(IDENTITY), dropped(RENEWAL)))


def _answered(email: str) -> Tokens | Asked:
    accounts = wiring.accounts()
    step = field(router, "step")
    if step in set(Step):
        asked = Asked(Step(step), field(router, "state"))
        return accounts.answer(email, asked, field(router, "answer").strip())
    return accounts.sign_in(email, field(router, "password"))


def _form(
    *, email: str = "", asked: Asked | None = None, refusal: str = "", status: HTTPStatus = HTTPStatus.OK
) -> Response[Any]:
    return page("sign_in.html", frame(router), status, email=email, asked=asked, refusal=refusal)
