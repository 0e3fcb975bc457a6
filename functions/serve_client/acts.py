"""What each button on a client's page does, and which page it leads to."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from aws_lambda_powertools.event_handler import Response

from functions.serve_client import choices, lines
from functions.serve_client.forms import Form
from functions.serve_client.opening import door
from functions.serve_client.pages import page
from functions.serve_client.showing import See
from shared.domain.identity import PromptRef
from shared.domain.prompt import Answer
from shared.services.serve_client import leaving
from shared.services.serve_client.note import answer_note

Act = Callable[[PromptRef, Form], See | Response[Any]]
_WITHDRAWN = "What was made from your sessions is being removed now, and no more notes will come."


def _to(what: str) -> Act:
    return lambda _ref, _form: See(what)


def _answering(answer: Answer, what: str) -> Act:
    def act(ref: PromptRef, _form: Form) -> See:
        answer_note(door(), ref, answer)
        return See(what)

    return act


def _withdraw(ref: PromptRef, _form: Form) -> Response[Any]:
    leaving.withdraw(door(), ref)
    return page("done.html", heading="Withdrawn", said=_WITHDRAWN, back="")  # nothing is left that could be shown


# Nobody is kept from these, whichever browser it is: they only ever make less come, and show nothing.
OPEN_TO_ALL = frozenset({"pause-week", "pause-month", "stop", "withdraw"})
ACTS: Mapping[str, Act] = {
    "read": _to("note"),
    "say": _to("say"),
    "choices": _to("choices"),
    "keep": _answering(Answer.KEPT, "kept"),
    "not-now": _answering(Answer.NOT_NOW, "left"),
    "put": lines.put,
    "share": lines.share,
    "unshare": lines.unshare,
    "copy": lines.give_copy,
    "remove": lines.remove,
    "pause-week": choices.pausing(timedelta(days=7)),
    "pause-month": choices.pausing(timedelta(days=30)),
    "resume": choices.resume,
    "stop": choices.stop,
    "rhythm": choices.set_rhythm,
    "address": choices.ask_address,
    "withdraw": _withdraw,
}
