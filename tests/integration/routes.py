"""Every route of both doors, with a good body for each form: for tests that walk them all."""

import importlib
import re
from typing import Any

from shared.domain.prompt import Prompt

BODIES: dict[str, Any] = {  # one good body for each form, so that ownership and not the form is what refuses
    "NewClient": {"name": "Robin", "therapist_name": "Dana", "adult": True},
    "ClientDetails": {"name": "Robin", "therapist_name": "Dana"},
    "Choices": {"purposes": ["record"], "until": "2099-01-01T00:00:00Z", "text_hash": "0" * 64},
    "Withdrawal": {"extent": "everything"},
    "NextSession": {"at": None},
    "EditedText": {"subject": "A note", "body": "Hi"},
    "Approval": {"text_hash": "0" * 64},
    "UploadRequest": {"extension": "wav"},
    "UploadsRequest": {"files": [{"extension": "wav"}]},
    "ThreadTap": {"tap": "closed"},
    "SpeakerNames": {"voices": {"0": "client"}},
}


def routes_of(module: str) -> list[Any]:
    """Every route that a door's app answers, as Powertools knows them."""
    app = importlib.import_module(f"functions.{module}").app
    return [*app._static_routes, *app._dynamic_routes]


def body_for(route: Any) -> Any:
    """Give a body that the route's form takes."""
    forms = [kind for name, kind in route.func.__annotations__.items() if hasattr(kind, "model_fields")]
    if not forms:
        return None
    assert forms[0].__name__ in BODIES, f"{route.path} takes a {forms[0].__name__}: give it a good body in BODIES"
    return BODIES[forms[0].__name__]


def filled(path: str, ids: dict[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda found: ids.get(found[1], "1" if found[1] == "rank" else "x1"), path)


THERAPISTS = routes_of("serve_therapist.handler")
ABOUT_NOBODY = {"/consent-text", "/places"}  # the practice's own texts: the gateway's check is enough for them
CONSOLE = routes_of("serve_therapist.console.app")
ABOUT_A_CLIENT = [route for route in THERAPISTS if "<client_id>" in route.path]


def named(route: Any) -> str:
    """Name a route in a test's id."""
    return f"{route.method} {route.path}"


def ids_of(prompt: Prompt) -> dict[str, str]:
    return {
        "client_id": prompt.ref.client_id,
        "session_id": prompt.session.session_id,
        "prompt_id": prompt.ref.prompt_id,
    }
