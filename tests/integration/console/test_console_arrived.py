"""The page between an upload and its session: on its way until the gate has seen it, and never an older one instead."""

import re

from uploading import NAME, deliver_first, own, refuse, send
from visitor import Visitor, text_of
from world import World

from shared.domain.client import Client
from shared.runtime import wiring


def test_says_that_a_recording_is_on_its_way_until_the_gate_has_seen_it(dana: Visitor, client: Client) -> None:
    """The page looks again by itself, and has a link for who has no script."""
    answer = dana.get(f"{own(client)}/arrived?name={NAME}")

    assert answer["statusCode"] == 200
    assert "hx-get" in answer["body"]
    assert "Look again" in text_of(answer)


def test_looks_often_at_first_and_then_seldom(dana: Visitor, client: Client) -> None:
    """Every open page asks at the one door; while nothing has come it gets nothing back."""
    path = f"{own(client)}/arrived?name={NAME}"

    first, again, later = (
        dana.get(path),
        dana.get(path, hx_request="true"),
        dana.get(f"{path}&patient=yes", hx_request="true"),
    )

    paces = [re.findall(r'id="waiting"[^>]+every (\d+)s', answer.get("body") or "") for answer in (first, again, later)]
    assert paces == [["2"], [], ["10"]]
    assert again["statusCode"] == 204
    assert ["patient=yes" in answer["body"] for answer in (first, later)] == [True, False]


def test_takes_several_recordings_again_once_they_were_refused(world: World, dana: Visitor, client: Client) -> None:
    """The same files become a new session, and none of them is removed with the old one."""
    names = [f"{'d4' * 16}/0{number}-of-02.wav" for number in (1, 2)]
    for _ in range(2):
        for name in names:
            send(world, dana, client, name)
            deliver_first(world)
        refuse(world, client)
    again = [send(world, dana, client, name) for name in names]
    unseen = dana.get(f"{own(client)}/arrived?name={again[0]}")
    deliver_first(world)

    sessions = wiring.stores().sessions.of_client(client.client_id)
    lying = [key for key in world.objects("RecordingsBucket") if client.client_id in key]
    led = dana.get(f"{own(client)}/arrived?name={again[0]}")
    assert [each.state.value for each in sessions] == ["REFUSED", "REFUSED", "ACCEPTED"]
    assert len({each.ref for each in sessions}) == 3
    assert len(lying) == 2
    assert unseen["statusCode"] == 200  # the refused one is not shown in its place
    assert sessions[-1].ref.session_id in led["headers"]["Location"]


def test_shows_no_refused_session_for_the_recording_sent_after_it(world: World, dana: Visitor, client: Client) -> None:
    """Until the gate has seen the new one, it is on its way."""
    send(world, dana, client, NAME)
    deliver_first(world)
    refuse(world, client)
    old = dana.get(f"{own(client)}/arrived?name={NAME}")

    send(world, dana, client, NAME)
    unseen = dana.get(f"{own(client)}/arrived?name={NAME}")
    deliver_first(world)
    led = dana.get(f"{own(client)}/arrived?name={NAME}")

    first, second = wiring.stores().sessions.of_client(client.client_id)
    assert first.ref.session_id in old["headers"]["Location"]
    assert unseen["statusCode"] == 200
    assert second.ref.session_id in led["headers"]["Location"]
