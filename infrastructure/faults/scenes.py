"""Where two acts meet: how the story comes to each of L3's pairs, and what the two do there."""

import json
from collections.abc import Callable
from datetime import timedelta

from infrastructure.faults.baton import Act
from infrastructure.faults.place import step_of
from infrastructure.faults.post import Round
from infrastructure.faults.run import AUDIO_CLOCK, Run
from infrastructure.local.sqs_event import failed_ids

_LATE = timedelta(hours=3)  # a session that stands so long is woken

Acts = tuple[Act, Act]
Scene = Callable[[Run], Acts]
Other = Callable[[Run], Act]


def sending_meets(other: Other) -> Scene:
    """A note is about to be sent."""

    def scene(run: Run) -> Acts:
        _before_sending(run)
        return _handler(run), other(run)

    return scene


def step_meets(step: str, other: Other) -> Scene:
    """A message has come to one step of a session."""

    def scene(run: Run) -> Acts:
        _begun(run)
        _until(run, step)
        return _handler(run), other(run)

    return scene


def again(run: Run) -> Act:
    """Deliver the held-back batch without settling it: alone, a second time, as SQS warns it may."""
    batch = _held_back(run)
    event = batch.mapping.to_event([letter.as_received() for letter in batch.letters], batch.mapping.queue_arn)
    return lambda: run.place.invoke(step_of(batch.mapping.function), event)


def withdrawal(run: Run) -> Act:
    """Withdraw, and carry it out at once."""
    (client_id,) = run.actors.addresses

    def act() -> None:
        run.actors.withdraw(client_id)
        run.post.collect()
        forget = run.post.next_round()
        while forget is not None and step_of(forget.mapping.function) != "forget_client":
            forget = run.post.next_round()
        if forget is not None:
            run.held_back = forget
            _handler(run)()
        run.witness.look()

    return act


def watch_meets_sending(run: Run) -> Acts:
    """The watch comes by as a note is sent."""
    _before_sending(run)
    return _watch(run), _handler(run)


def watch_meets_reading(run: Run) -> Acts:
    """The watch wakes a late session that is being read at last."""
    _begun(run)
    _until(run, "extract_threads")
    run.clock.move(_LATE)
    run.witness.may_wake = True
    return _watch(run), _handler(run)


def watch_meets_withdrawal(run: Run) -> Acts:
    """The sound's time is up as its client withdraws."""
    _ready(run)
    run.clock.move(AUDIO_CLOCK)
    return _watch(run), withdrawal(run)


def release_meets_sending(run: Run) -> Acts:
    """A release that died had queued a note and not marked it, so that it is released once more."""
    run.actors.approve_best(_ready(run))
    run.clock.move(timedelta(minutes=1))
    client_id, prompt_id = _waiting_prompt(run)
    run.post.post(
        run.actors.queue("PromptsQueue"), json.dumps({"client_id": client_id, "prompt_id": prompt_id}), client_id
    )
    _until(run, "send_prompt")
    return lambda: run.place.invoke("release_prompts", {}), _handler(run)


def event_meets_sending(run: Run) -> Acts:
    """SES tells of a mail before whoever sent it has written that down."""
    _before_sending(run)
    send = _handler(run)
    run.actors.tell_delivery(_waiting_prompt(run), "early")
    _until(run, "record_mail_event")
    return send, _handler(run)


def approval_meets_edit(run: Run) -> Acts:
    """Two windows of one therapist: one approves as the other puts it into other words."""
    client_id = _ready(run)
    return lambda: run.actors.approve_best(client_id), lambda: run.actors.edit_best(client_id)


def approval_meets_withdrawal(run: Run) -> Acts:
    """The therapist approves as the client withdraws."""
    client_id = _ready(run)
    return lambda: run.actors.approve_best(client_id), withdrawal(run)


def keeping_meets_withdrawal(run: Run) -> Acts:
    """The client opens and keeps a note in one window, and withdraws in another."""
    run.actors.approve_best(_ready(run))
    run.rest()
    return run.actors.keep_notes, withdrawal(run)


def forgetting_meets_itself(run: Run) -> Acts:
    """A withdrawal is carried out twice at once."""
    run.actors.withdraw(_ready(run))
    _until(run, "forget_client")
    return _handler(run), again(run)


def _begun(run: Run) -> None:
    client_id = run.actors.enrol()
    run.actors.consent(client_id)
    run.actors.upload(client_id)


def _ready(run: Run) -> str:
    _begun(run)
    run.rest()
    (client_id,) = run.actors.addresses
    return client_id


def _before_sending(run: Run) -> None:
    run.actors.approve_best(_ready(run))
    run.clock.move(timedelta(minutes=1))
    run.actors.tick("release_prompts")
    _until(run, "send_prompt")


def _until(run: Run, step: str) -> None:
    """Deliver until the next message is for this step."""
    run.post.collect()
    while (batch := run.post.next_round()) is not None:
        if step_of(batch.mapping.function) == step:
            run.held_back = batch
            return
        run.deliver(batch)


def _held_back(run: Run) -> Round:
    assert run.held_back is not None, "the story has not come to the step"  # noqa: S101
    return run.held_back


def _handler(run: Run) -> Act:
    batch, invoke = _held_back(run), again(run)
    names = [letter.message_id for letter in batch.letters]

    def act() -> None:
        failed = set(names)
        try:
            failed = failed_ids(invoke(), names)
        finally:
            run.post.settle(batch, failed)

    return act


def _watch(run: Run) -> Act:
    return lambda: run.place.invoke("keep_watch", {})


def _waiting_prompt(run: Run) -> tuple[str, str]:
    """Give the client and the prompt of the one note that is on its way."""
    (ref,) = [row["ref"] for row in run.witness.rows() if row.get("state") in {"APPROVED", "QUEUED"}]
    return ref["client_id"], ref["prompt_id"]
