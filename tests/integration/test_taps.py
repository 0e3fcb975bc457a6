"""What a tap does to a thread: the last one counts, never means never, and what is about the two is chosen."""

from dataclasses import replace
from datetime import timedelta

from telling import COAT, Telling, reading, thread

from shared.domain.kept_thread import ThreadState
from shared.domain.prompt import NEVER, PromptMove
from shared.domain.threads import RiskLine, Why
from shared.runtime import wiring


def test_drafts_nothing_again_of_what_shall_never_be_a_note(telling: Telling) -> None:
    """Put aside for good in one session, come back in the next: it is in the brief, and no draft is made of it."""
    prompts = wiring.stores().prompts
    first = telling.session(reading(1))
    (drafted,) = prompts.of_client(telling.client.client_id)
    prompts.move(drafted, PromptMove.SET_ASIDE, {"reason": NEVER})

    second = telling.session(reading(5, 3))

    assert [thread.rank_in(second) for thread in telling.threads] == [1, 2]
    assert [prompt.rank for prompt in prompts.of_client(telling.client.client_id) if prompt.session == second] == [2]
    assert drafted.session == first


def test_taps_are_kept_and_the_last_one_counts(telling: Telling) -> None:
    """Taken up, corrected to not today: both are on record, the thread is open."""
    telling.session(reading(1))
    (coat,) = telling.threads
    path = f"/threads/{coat.ref.thread_id}/taps"

    taken_up = telling.ask("POST", path, {"tap": "taken up"})
    telling.world.clock.move(timedelta(minutes=1))
    not_today = telling.ask("POST", path, {"tap": "not today"})

    assert (taken_up[0], taken_up[1]["state"]) == (200, "TAKEN_UP")
    assert not_today[1]["state"] == "OPEN"
    assert [each["tap"] for each in not_today[1]["taps"]] == ["taken up", "not today"]
    _, (listed,) = telling.ask("GET", "/threads")
    assert listed == not_today[1]
    assert listed["sightings"][0]["quote"] == COAT


def test_refuses_a_tap_that_is_not_the_therapists_to_make(telling: Telling) -> None:
    """Another therapist, another thread, another word."""
    telling.session(reading(1))
    (coat,) = telling.threads
    path = f"/threads/{coat.ref.thread_id}/taps"

    statuses = [
        telling.ask("POST", path, {"tap": "closed"}, therapist_id="t-other")[0],
        telling.ask("GET", "/threads", therapist_id="t-other")[0],
        telling.ask("POST", "/threads/s-none-t1/taps", {"tap": "closed"})[0],
        telling.ask("POST", path, {"tap": "healed"})[0],
    ]

    assert statuses == [404, 404, 404, 422]
    assert telling.threads[0].state is ThreadState.OPEN


def test_a_thread_about_the_two_is_drafted_only_where_the_therapist_chooses(telling: Telling) -> None:
    """BETWEEN_US: in the brief, no draft by itself; one where it is chosen, and the same when chosen again."""
    about_us = replace(thread(1), why=(Why.BETWEEN_US,))
    ref = telling.session(replace(reading(3), threads=(about_us, thread(3))))
    prompts = wiring.stores().prompts
    by_itself = [prompt.rank for prompt in prompts.of_client(ref.client_id)]
    path = f"/sessions/{ref.session_id}/threads"

    chosen = telling.ask("POST", f"{path}/1/draft")
    again = telling.ask("POST", f"{path}/1/draft")
    refused = [telling.ask("POST", f"{path}/{rank}/draft")[0] for rank in (0, 3)]
    refused.append(telling.ask("POST", f"{path}/1/draft", therapist_id="t-other")[0])

    assert by_itself == [2]
    assert (chosen[0], chosen[1]["why"], chosen[1]["findings"]) == (200, "BETWEEN_US", [])
    assert again == chosen
    assert refused == [404, 404, 404]
    assert [prompt.rank for prompt in prompts.of_client(ref.client_id)] == [1, 2]


def test_a_risk_line_holds_the_chosen_draft_too(telling: Telling) -> None:
    """Safety before reflection, whoever asks."""
    ref = telling.session(replace(reading(3), risk=(RiskLine(1, COAT, 1.0),)))

    status, _ = telling.ask("POST", f"/sessions/{ref.session_id}/threads/1/draft")

    assert status == 403
    assert wiring.stores().prompts.of_client(ref.client_id) == []
