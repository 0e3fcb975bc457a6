"""Who may come in: the session in two cookies, checked at every request, and a token in every form.

The cookies are HttpOnly, Secure, SameSite=Strict and bound to this host, so neither a script nor
another site can read or send them. Forms carry a second secret as well (a double-submit token).
"""

import hmac
import secrets
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from functions.serve_therapist.console.asking import cookie_of, field, is_by_htmx
from functions.serve_therapist.console.page import see_other
from shared.domain.knocking import Caller, CallerKind
from shared.errors import DoorknobError, NotPermittedError
from shared.ports.accounts import Person, Tokens
from shared.runtime import wiring
from shared.runtime.cookies import cookies_in, host_cookie
from shared.runtime.knocking import Event, stranger

IDENTITY, RENEWAL, FORM = "__Host-doorknob", "__Host-doorknob-renewal", "__Host-doorknob-form"
SIGN_IN = "/console/sign-in"
_OPEN_TO_ALL = ("/console/assets/",)
_SESSION_S = 12 * 3600  # a working day; the template gives the renewal token as long
_STALE_FORM = (
    "This form had been open too long, or came from somewhere else. Nothing was changed. Go back, reload, try again."
)


class StaleFormError(NotPermittedError):
    """A form without the token of this browser."""


def guard(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """Let a request through with whoever sent it, or send the browser to the sign-in page."""
    path = app.current_event.path
    if path.startswith(_OPEN_TO_ALL):
        return next_middleware(app)
    token = cookie_of(app, FORM) or secrets.token_hex(16)
    app.append_context(form_token=token)  # type: ignore[no-untyped-call]  # Powertools' own
    _check_form(app, token)
    fresh: tuple[Cookie, ...] = () if cookie_of(app, FORM) else (kept(FORM, token),)
    if path == SIGN_IN:
        app.append_context(person=None)  # type: ignore[no-untyped-call]  # Powertools' own
        return _with(next_middleware(app), fresh)
    person, renewed = _known(app)
    if person is None:
        return _turned_away(app, fresh)
    app.append_context(person=person)  # type: ignore[no-untyped-call]  # Powertools' own
    return _with(next_middleware(app), (*fresh, *renewed))


def caller_at_console(event: Event) -> Caller | None:
    """Name whose requests are counted together: the therapist's, or an address's before anybody has signed in."""
    if str(event["rawPath"]).startswith(_OPEN_TO_ALL):
        return None
    try:
        return Caller(CallerKind.THERAPIST, wiring.accounts().who(next(cookies_in(event, IDENTITY), "")).therapist_id)
    except DoorknobError:
        return stranger(event)


def kept(name: str, value: str) -> Cookie:
    """Make a cookie that only this host ever sees again."""
    return host_cookie(name, value, max_age_s=_SESSION_S, same_site=SameSite.STRICT_MODE)


def dropped(name: str) -> Cookie:
    """Make a browser forget a cookie."""
    return host_cookie(name, "", max_age_s=0, same_site=SameSite.STRICT_MODE)


def session_cookies(tokens: Tokens) -> tuple[Cookie, ...]:
    """Give the cookies of a session that has just begun or was renewed."""
    return kept(IDENTITY, tokens.identity), kept(RENEWAL, tokens.renewal)


def _check_form(app: APIGatewayHttpResolver, token: str) -> None:
    if app.current_event.http_method in {"GET", "HEAD"}:
        return
    headers = app.current_event.headers
    sent = headers.get("x-form-token") or field(app, "form_token")
    is_ours = headers.get("sec-fetch-site", "same-origin") == "same-origin"
    if not is_ours or not cookie_of(app, FORM) or not hmac.compare_digest(sent.encode(), token.encode()):
        raise StaleFormError(_STALE_FORM)


def _known(app: APIGatewayHttpResolver) -> tuple[Person | None, tuple[Cookie, ...]]:
    accounts = wiring.accounts()
    try:
        return accounts.who(cookie_of(app, IDENTITY)), ()
    except NotPermittedError:
        pass
    try:
        tokens = accounts.renew(cookie_of(app, RENEWAL))
        return accounts.who(tokens.identity), session_cookies(tokens)
    except NotPermittedError:
        return None, ()


def _turned_away(app: APIGatewayHttpResolver, cookies: tuple[Cookie, ...]) -> Response[Any]:
    if is_by_htmx(app):
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": SIGN_IN}, cookies=list(cookies))
    return see_other(SIGN_IN, cookies=cookies)


def _with(response: Response[Any], cookies: tuple[Cookie, ...]) -> Response[Any]:
    response.cookies.extend(cookies)
    return response
