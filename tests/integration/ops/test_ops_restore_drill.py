"""`doorknob ops restore-drill` on moto: a copy goes through every erasure, and who came back is seen."""

import json
import re

import pytest
from desk import DO, LOOK, ops
from seeded import seed_draft
from world import World

from infrastructure.cli.failures import CommandError
from infrastructure.cli.standing import Standing
from infrastructure.ops import drill
from infrastructure.ops.asking import Go
from shared.adapters.dynamo.ledger import DynamoLedger
from shared.domain.client import Client
from shared.runtime import wiring


def test_drills_a_restore(world: World, standing: Standing, client: Client) -> None:
    """The copy goes through every erasure and is removed; the ledger, the vault and the keys stay as they were."""
    seed_draft(world, client)
    gone = world.enrol()
    wiring.stores().consents.withdraw(gone.client_id, world.clock.now(), extent="everything")
    world.send("ForgetQueue", json.dumps({"client_id": gone.client_id, "extent": "everything"}))
    world.drain()
    before = (standing.stores.ledger.rows(client.client_id), world.objects("VaultBucket"))

    looked, done, again = (ops("restore-drill", *how) for how in (LOOK, DO, DO))

    assert "Dry run" in looked.output
    for each in (done, again):
        assert "The drill is passed" in each.output
        assert re.search(r"of \d+ ever erased [1-9]\d* came back and went again", each.output)
    assert not [name for name in world.client_of("dynamodb").list_tables()["TableNames"] if name.endswith("-drill")]
    assert (standing.stores.ledger.rows(client.client_id), world.objects("VaultBucket")) == before


def test_a_drill_sees_who_came_back(world: World, standing: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A replay that forgets nobody is found out."""
    gone = world.enrol()
    copy = standing.table(standing.outputs["LedgerTableName"])
    kept = copy.get({"pk": f"CLIENT#{gone.client_id}", "sk": "CLIENT"})
    wiring.stores().consents.withdraw(gone.client_id, world.clock.now(), extent="everything")
    world.send("ForgetQueue", json.dumps({"client_id": gone.client_id, "extent": "everything"}))
    world.drain()
    copy.put(kept or {})
    copy.delete({"pk": f"CLIENT#{gone.client_id}", "sk": "CONSENT"})  # as in a backup from before the withdrawal
    monkeypatch.setattr(DynamoLedger, "forget", lambda *_, **__: 0)

    with pytest.raises(CommandError, match=r"holds clients who were erased \(\d+\)"):
        drill.restore_drill(standing, Go(yes=True))
