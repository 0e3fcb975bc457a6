"""Names are derived, so that every delivery agrees on them."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.identity import Owner, Upload, key_digest, owner_of, prompt_id_of, session_id_of


def test_reads_the_owner_from_a_key() -> None:
    """Therapist and client are the two folders below `recordings/`."""
    assert owner_of("recordings/t-1/c-2/a file.wav") == Owner("t-1", "c-2")


def test_refuses_keys_of_another_layout() -> None:
    """A key that climbs, misses a part or holds odd identifiers has no owner."""
    keys = ["", "recordings/", "recordings/t/c", "recordings/t/c/", "other/t/c/a.wav", "recordings/../c/a.wav"]
    keys += ["recordings/t/c/d/a.wav", "recordings/t t/c/a.wav", f"recordings/{'t' * 65}/c/a.wav"]

    assert [owner_of(key) for key in keys] == [None] * len(keys)


@given(key=st.text(max_size=60), versions=st.sets(st.text(max_size=20), min_size=2, max_size=2))
def test_gives_each_version_a_session_of_its_own(key: str, versions: set[str]) -> None:
    """The same version always has the same id; another version has another."""
    first, second = sorted(versions)

    assert session_id_of(Upload(key, first)) == session_id_of(Upload(key, first))
    assert session_id_of(Upload(key, first)) != session_id_of(Upload(key, second))


@given(key=st.text(min_size=20, max_size=60))
def test_names_a_key_without_holding_it(key: str) -> None:
    """A digest gives nothing of a file's name away."""
    assert key not in key_digest(key)


def test_names_prompts_by_session_and_rank() -> None:
    """The second thread of a session has one name, at every delivery."""
    assert prompt_id_of("s-1", 2) == "s-1-p2"
