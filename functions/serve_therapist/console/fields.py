"""What enrolling a client and changing one both ask: the lists to choose from, and a sentence for what is wrong."""

from collections.abc import Mapping, Sequence
from zoneinfo import available_timezones

from shared.domain.places import policy

_SENTENCES = {
    "name": "Write the name the client goes by, in one line of at most 80 characters.",
    "therapist_name": "Write the name you sign with, in one line of at most 80 characters.",
    "email": "This is not an address mail can go to. Leave it empty if no mail shall go.",
    "time_zone": "Choose one from the list, such as America/New_York.",
    "opens": "Write a time of day, such as 09:00.",
    "closes": "Write a time of day, such as 20:00.",
    "place": "Choose one from the list.",
    "therapist_place": "Choose one from the list.",
    "adult": "Doorknob is for adults only. Confirm it, or do not enrol.",
}


def problems_of(wrong: Sequence[str]) -> Mapping[str, str]:
    """Give a sentence for each field that cannot be taken."""
    return {name: _SENTENCES.get(name, "Look at this again.") for name in wrong}


def zones(now: str) -> Sequence[str]:
    """Give the time zones by continent and city, with the one that is set."""
    named = {zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")}
    return sorted({*named, *({now} & available_timezones())})


def places() -> Mapping[str, str]:
    """Give the places of the policy by their codes; an empty one stands for any other."""
    return {"": "Anywhere else", **policy().names}
