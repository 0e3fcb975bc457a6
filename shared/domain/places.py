"""What the law of a place permits, read from one versioned file; of several places the strictest wins."""

import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

EVERYWHERE = "*"  # the row that holds in every place: all parties agree
PART_2 = "42-CFR-2"  # a kind of record, not a place
REVIEW_EVERY = timedelta(days=90)


class Modality(StrEnum):
    """How a session was held."""

    ROOM = "room"
    TELEHEALTH = "telehealth"


class Rules(BaseModel):
    """What may be done with a session; each switch is explained at the head of `places.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: bool
    client_mail: bool
    full_text: bool
    telehealth_upload: bool
    consent_lead_hours: int = Field(ge=0)
    notice_items: tuple[str, ...]

    def permits_upload(self, modality: Modality | None) -> bool:
        """Tell whether a recording may come in; where nobody said how it was held, it counts as telehealth."""
        return self.telehealth_upload or modality is Modality.ROOM


class PlaceRules(Rules):
    """One row: the rules of one place, from when, by which source, and when that was last looked up."""

    place: str
    name: str
    effective_from: date
    source: str = Field(min_length=1)
    reviewed_on: date


class Policy(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    places: tuple[PlaceRules, ...]

    @model_validator(mode="after")
    def _names_each_place_once(self) -> Self:
        names = [row.place for row in self.places]
        if len(set(names)) != len(names) or EVERYWHERE not in names or PART_2 not in names:
            message = f"each place stands once, and {EVERYWHERE} and {PART_2} are among them"
            raise ValueError(message)
        return self

    @property
    def names(self) -> dict[str, str]:
        """Every place one may choose, with its name."""
        return {row.place: row.name for row in self.places if row.place not in {EVERYWHERE, PART_2}}

    def rules(self, places: Iterable[str], *, on: date) -> Rules:
        """Give the strictest of the rules of these places on a day.

        A place without a row stands under the rules that hold everywhere.
        """
        wanted = {EVERYWHERE, *places}
        rows = [row for row in self.places if row.place in wanted and row.effective_from <= on]
        return Rules(
            labels=all(row.labels for row in rows),
            client_mail=all(row.client_mail for row in rows),
            full_text=all(row.full_text for row in rows),
            telehealth_upload=all(row.telehealth_upload for row in rows),
            consent_lead_hours=max((row.consent_lead_hours for row in rows), default=0),
            notice_items=tuple(dict.fromkeys(item for row in rows for item in row.notice_items)),
        )

    def unreviewed(self, on: date) -> tuple[str, ...]:
        """Places whose row was last compared with its source too long ago."""
        return tuple(row.place for row in self.places if on - row.reviewed_on > REVIEW_EVERY)


def read_policy(text: str) -> Policy:
    """Read a policy file; pydantic's ValidationError names a row that is wrong."""
    return Policy.model_validate(tomllib.loads(text))


@lru_cache(maxsize=1)
def policy() -> Policy:
    """Give the packaged policy."""
    return read_policy(files("shared.domain").joinpath("places.toml").read_text(encoding="utf-8"))
