"""Papers of one client that a page needs together: opened at once, and at hand until the page is written."""

from collections.abc import Mapping, Sequence

from shared.ports import Vault


class PapersAtHand:
    """A vault of which some papers lie open already; the others are fetched as ever."""

    def __init__(self, vault: Vault, client_id: str, paths: Sequence[str]) -> None:
        """Open these papers of a client; what is not there is missed when it is asked for."""
        self._vault = vault
        self._client_id = client_id
        self._open = vault.get_many(client_id, paths)

    def put(self, client_id: str, epoch: int, path: str, content: bytes) -> None:
        """Store content, which is then not taken from what lies open."""
        self._open = {place: paper for place, paper in self._open.items() if place != path}
        self._vault.put(client_id, epoch, path, content)

    def get(self, client_id: str, path: str) -> bytes:
        """Give a paper that lies open, or open it."""
        is_open = client_id == self._client_id and path in self._open
        return self._open[path] if is_open else self._vault.get(client_id, path)

    def get_many(self, client_id: str, paths: Sequence[str]) -> Mapping[str, bytes]:
        """Give several papers; those that lie open are not fetched again."""
        known = self._open if client_id == self._client_id else {}
        rest = [path for path in paths if path not in known]
        fetched = self._vault.get_many(client_id, rest) if rest else {}
        return {path: paper for path, paper in {**known, **fetched}.items() if path in set(paths)}

    def paths(self, client_id: str) -> Sequence[str]:
        """Every place that holds something of a client."""
        return self._vault.paths(client_id)

    def drop(self, client_id: str, prefix: str) -> int:
        """Remove all versions below a prefix and tell how many went."""
        self._open = {}
        return self._vault.drop(client_id, prefix)
