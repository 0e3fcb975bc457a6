"""Cookies of a door: such as only its own host ever sees again, and no script."""

from collections.abc import Iterator, Mapping
from typing import Any

from aws_lambda_powertools.shared.cookies import Cookie, SameSite


def cookies_in(event: Mapping[str, Any], name: str) -> Iterator[str]:
    """Give every value that a request holds under a cookie's name."""
    found: list[str] = event.get("cookies") or []
    return (value for each, _, value in (cookie.partition("=") for cookie in found) if each == name)


def host_cookie(name: str, value: str, *, max_age_s: int, same_site: SameSite) -> Cookie:
    """Make a cookie that goes to this host only, over TLS only; its name begins with `__Host-`."""
    return Cookie(name, value, path="/", max_age=max_age_s, secure=True, http_only=True, same_site=same_site)
