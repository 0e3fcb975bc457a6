"""What neither door takes: line breaks in a name, fields it does not know, and whatever is no form at all."""

import pytest
from routes import BODIES, THERAPISTS, body_for, filled, ids_of
from world import World, http_event

from shared.domain.links import NOTE_LINK
from shared.domain.prompt import Prompt
from shared.runtime import wiring


@pytest.mark.parametrize("field", ["name", "therapist_name", "email"])
@pytest.mark.parametrize("ending", ["\r\nBcc: x@evil.example", "\nSubject: hi", "\x00", "\u2028x", "\u202ex"])
def test_takes_no_line_break_into_a_name_or_an_address(world: World, field: str, ending: str) -> None:
    """What could become a header of a mail is refused at the form, and not repeated."""
    body = {**BODIES["NewClient"], "email": "quill@weir.example"}

    answer = world.invoke(
        "serve_therapist", http_event("POST", "/clients", {**body, field: body[field] + ending}, "t-3")
    )

    assert answer["statusCode"] == 422
    assert "quill" not in answer["body"]
    assert "evil" not in answer["body"]


def test_repeats_no_name_of_a_field_that_it_does_not_know(world: World) -> None:
    """The names of fields are typed too: only the form's own are told back."""
    forms = [{**BODIES["NewClient"], "Quillfeather": 1}, {"voices": {"Quillfeather": "client"}}]
    paths = ["/clients", "/clients/c/sessions/s/speakers"]

    answers = [
        world.invoke("serve_therapist", http_event(method, path, form, "t-3"))
        for method, path, form in zip(("POST", "PUT"), paths, forms, strict=True)
    ]

    assert [each["statusCode"] for each in answers] == [422, 422]
    assert not any("Quillfeather" in each["body"] for each in answers)


NONSENSE = [
    ("[" * 50_000, False),
    ('{"name":' * 9_000 + "1", False),
    ('{"at": 1e999, "name": NaN}', False),
    ('{"name": "' + "\\ud800" + '"}', False),
    ("9" * 5_000, False),
    ('"text"', False),
    ("null", False),
    ("", False),
    ("{", False),
    ("!!! no base64 !!!", True),
    ("/////w==", True),
    ("do=%FF%FE&do=%00", False),
]


@pytest.mark.parametrize(("body", "is_base64"), NONSENSE)
def test_answers_nonsense_with_a_refusal(world: World, prompt: Prompt, body: str, *, is_base64: bool) -> None:
    """Whatever is sent, both doors say that it is not understood; nothing breaks and nothing is written."""
    ids, token = ids_of(prompt), wiring.links().sign(NOTE_LINK, prompt.ref)
    world.judge.writes.clear()

    asked = [
        ("serve_therapist", route.method, filled(route.path, ids), prompt.therapist_id)
        for route in THERAPISTS
        if body_for(route)
    ]
    asked.append(("serve_client", "POST", f"/notes/{token}", ""))
    answers = []
    for step, method, path, therapist_id in asked:
        event = http_event(method, path, body, therapist_id)
        event["headers"]["content-type"] = "application/json"
        answers.append(world.invoke(step, {**event, "isBase64Encoded": is_base64}))

    assert {each["statusCode"] for each in answers} <= {400, 404, 413, 422}
    assert world.judge.writes == []
