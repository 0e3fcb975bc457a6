"""The note's own page: a press acts, and then leads to a page that may be shown again.

Mail scanners follow links, so a mail's link shows one neutral page and nothing else. What a press
leads to has a link that stood in no mail; so Back and Reload work, and post nothing twice. What is
shown is shown to a reader's browser only: a link that went on, or was copied, opens nothing.
"""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_client.acts import ACTS, OPEN_TO_ALL
from functions.serve_client.browsers import browser_of, remembered
from functions.serve_client.forms import form_in
from functions.serve_client.opening import door, post
from functions.serve_client.pages import page
from functions.serve_client.showing import See, said_plainly, show
from functions.serve_client.tokens import for_another_browser, ref_in, shown_again, sign_reading
from shared.domain.identity import PromptRef
from shared.domain.links import NOTE_LINK
from shared.runtime import wiring
from shared.services.serve_client import readers
from shared.services.serve_client.readers import Standing

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_ON_ITS_WAY = (
    "If mail can reach you, a link is on its way; one leaves at most every ten minutes. "
    "If none comes, ask the person who told you of these mails."
)


@router.get("/notes/<token>")
def greet(token: str) -> Response[Any]:
    """Show one neutral page; the note waits behind its button, unless this browser pressed it a moment ago."""
    ref = shown_again(token)
    if ref is not None and readers.is_reader(door(), ref, browser_of(router.current_event)):
        return show(ref, See.in_query(router.current_event.query_string_parameters))
    if for_another_browser(token) is None:
        ref_in(token)
    return _neutral("A note is waiting for you", "read")


@router.get("/choices/<token>")
def greet_choices(token: str) -> Response[Any]:
    """Show one neutral page; the choices wait behind its button."""
    wiring.links().read(NOTE_LINK, token)
    return _neutral("Pause, change or stop", "choices")


@router.post("/notes/<token>")
@router.post("/choices/<token>")
def act(token: str) -> Response[Any]:
    """Do what the client pressed; a button we do not know shows the note, and a browser we do not know nothing."""
    link = for_another_browser(token)
    if link is not None:
        return _let_in(link)
    ref, form = ref_in(token), form_in(router.current_event)
    if form.pressed == "new-link":
        readers.send_link(door(), post(form.came_to), ref, uuid4().hex)
        return page("done.html", heading="Look into your mail", said=_ON_ITS_WAY, back="")
    browser, is_open = browser_of(router.current_event), form.pressed in OPEN_TO_ALL
    if not is_open and not _is_let_in(ref, browser):
        return remembered(page("elsewhere.html", HTTPStatus.FORBIDDEN), browser)
    outcome = ACTS.get(form.pressed, ACTS["read"])(ref, form)
    if not isinstance(outcome, See):
        return outcome
    if is_open and not readers.is_reader(door(), ref, browser):
        return said_plainly(outcome)
    return _lead_to(ref, outcome)


def _neutral(heading: str, do: str) -> Response[Any]:
    return remembered(page("continue.html", heading=heading, do=do), browser_of(router.current_event))


def _is_let_in(ref: PromptRef, browser: str) -> bool:
    standing = readers.admit(door(), ref, browser)
    router.append_context(reader=standing.value)  # type: ignore[no-untyped-call]  # Powertools' own
    return standing is not Standing.STRANGER


def _let_in(link: PromptRef) -> Response[Any]:
    browser = browser_of(router.current_event)
    if not browser:
        return remembered(page("continue.html", heading="Once more, please", do="read"), browser)
    ref = readers.use_link(door(), link, browser)
    router.append_context(reader="added")  # type: ignore[no-untyped-call]  # Powertools' own
    return _lead_to(ref, See("note"))


def _lead_to(ref: PromptRef, see: See) -> Response[Any]:
    show(ref, see)  # what cannot be shown is said here, not behind another link
    headers = {"Location": f"/notes/{sign_reading(ref)}?{see.as_query()}"}
    answer: Response[Any] = Response(status_code=HTTPStatus.SEE_OTHER, headers=headers)
    return remembered(answer, browser_of(router.current_event))
