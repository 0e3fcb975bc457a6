"""The headers every answer of the two doors carries: nothing is framed, sniffed, kept, or fetched from elsewhere.

How a page keeps to them: styles and scripts are files of our own, written into the page inside
`<style>` and `<script>` (their hashes go into the policy, see `blocks_in`) or linked from the same
origin. No `style=` or `on…=` attributes, no third-party address, no `data:` picture.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

# For every answer, JSON as well: a browser that is shown one keeps nothing of it and runs nothing in it.
ANSWER_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex",
    }
)


def page_headers(
    *,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    connect: Sequence[str] = (),
    media: Sequence[str] = (),
    forms: Sequence[str] = (),
) -> dict[str, str]:
    """Give the headers of a page.

    `styles` and `scripts` are the texts that stand between the page's own tags, taken from files of
    ours and never from what was rendered; files linked from the same origin need no mention.
    `connect` names the origins that the page's script may call besides its own, such as the
    recordings bucket's; `media` where sound may come from, `forms` where else a form may go.
    """
    policy = {
        "default-src": "'none'",
        "style-src": " ".join(("'self'", *map(_hash, styles))),
        "script-src": " ".join(("'self'", *map(_hash, scripts))) if scripts or connect else "'none'",
        "connect-src": " ".join(dict.fromkeys(("'self'", *connect))) if scripts or connect else "'none'",
        "img-src": "'self'",
        "media-src": " ".join(media) or "'none'",
        "form-action": " ".join(("'self'", *forms)),
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    written = "; ".join(f"{name} {value}" for name, value in policy.items())
    return {**ANSWER_HEADERS, "Content-Security-Policy": written}


def blocks_in(template: str, tag: str) -> list[str]:
    """Give what stands inside each `<style>` or `<script>` of a template's source, for `page_headers`."""
    return re.findall(rf"<{tag}>(.*?)</{tag}>", template, re.DOTALL)


def _hash(block: str) -> str:
    digest = hashlib.sha256(block.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
