"""The therapist's page of shared lines: a line is there while the client shares it, and not a moment longer."""

from uuid import uuid4

from seeded import seed_draft
from visitor import Visitor, text_of
from world import World

from shared.domain.client import Client
from shared.domain.identity import PromptRef, SessionRef
from shared.domain.reply import Reply, ReplyKind
from shared.runtime import wiring
from shared.services import vault_paths


def put(world: World, client: Client, kind: ReplyKind, content: bytes) -> Reply:
    """Leave a line as the client's page does."""
    sound_type = "audio/mp4" if kind is ReplyKind.SPOKEN else ""
    session = SessionRef(client.client_id, "s-1")
    reply = Reply(PromptRef(client.client_id, "s-1-p1"), uuid4().hex, session, kind, world.clock.now(), sound_type)
    stores = wiring.stores()
    epoch = stores.consents.get(client.client_id).epoch
    stores.vault.put(client.client_id, epoch, vault_paths.reply(reply), content)
    stores.replies.add(reply, epoch)
    return reply


def test_shows_a_line_only_while_it_is_shared(world: World, dana: Visitor, client: Client) -> None:
    """Private, shared, taken back; and what it holds is text."""
    line = put(world, client, ReplyKind.WRITTEN, b"the <b>coat</b> again")
    path, replies = f"/console/clients/{client.client_id}/shared", wiring.stores().replies
    before = text_of(dana.get(path))

    replies.share(line, world.clock.now())
    shared = dana.get(path)["body"]
    replies.share(line, None)

    assert "coat" not in before
    assert "the &lt;b&gt;coat&lt;/b&gt; again" in shared
    assert "coat" not in text_of(dana.get(path))


def test_gives_a_shared_recording_as_a_file(world: World, dana: Visitor, client: Client) -> None:
    """Not before it is shared."""
    line = put(world, client, ReplyKind.SPOKEN, b"\x00sound")
    path = f"/console/clients/{client.client_id}/shared/{line.reply_id}"
    assert dana.get(path)["statusCode"] == 404

    wiring.stores().replies.share(line, world.clock.now())
    answer = dana.get(path)

    assert answer["statusCode"] == 200
    assert answer["headers"]["Content-Disposition"].startswith("attachment")


def test_another_therapist_finds_nothing(world: World, dana: Visitor) -> None:
    """A client of somebody else's is as if there were none."""
    stranger = world.enrol()

    assert dana.get(f"/console/clients/{stranger.client_id}/shared")["statusCode"] == 404


def test_the_brief_holds_a_line_only_while_it_is_shared(world: World, dana: Visitor, client: Client) -> None:
    """It is there before the next session, as text, and gone once it was taken back."""
    ref = seed_draft(world, client).session
    line = put(world, client, ReplyKind.WRITTEN, b"the <b>coat</b> again")
    path, replies = f"/console/clients/{client.client_id}/sessions/{ref.session_id}/brief", wiring.stores().replies
    before = text_of(dana.get(path))
    assert "Before you meet Robin" in before

    replies.share(line, world.clock.now())
    shared = dana.get(path)["body"]
    replies.share(line, None)

    assert "Shared with you" not in before
    assert "the &lt;b&gt;coat&lt;/b&gt; again" in shared
    assert "Shared with you" not in text_of(dana.get(path))
