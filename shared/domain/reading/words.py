"""Takes speech apart into plain words, the same for a careful transcript and raw recogniser text."""

import re
from itertools import pairwise

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")
FILLERS = frozenset("um umm uh uhm er erm ah eh hm hmm mm mhm".split())  # sounds that carry nothing (rule P11)
# Words that hold a sentence together but name nothing; what is left over is what the talk is about.
_GLUE = frozenset(
    """
    a about actually after again ago ain't all almost already alright also always am an and another any anyhow anything
    anyway are aren't around as at away aye back bad be because been before being better between bit both but by came
    can can't cause come comes coming could couldn't did didn't do does doesn't doing don't done down each either else
    enough even ever every everybody everyone everything feel felt few find first for from gave get gets getting give
    go goes going gonna gone good got gotta had hadn't half has hasn't have haven't having he he'd he'll he's her here
    hers herself him himself his how i i'd i'll i'm i've if in into is isn't it it'd it'll it's its itself just keep
    kind knew know knows last least left let like little long look looked looking looks lot lots made make makes many
    may maybe me mean meant might mine more most much must my myself need needs never new next nice no nobody none nor
    not nothing now of off oh ok okay old on once one only or other our ours out over own part people perhaps put quite
    rather really right round said same saw say saying says see seem seems seen she she'd she'll she's should shouldn't
    since so some somebody someone something sometimes sort still stuff such suppose sure take taken takes talk tell
    than thank thanks that that'd that'll that's the their theirs them themselves then there there's these they they'd
    they'll they're they've thing things think thinking this those though thought three through time times to today
    together told too took tried try trying turn two under until up us use used very wait want wanted wants was wasn't
    way we we'd we'll we're we've well went were weren't what what's whatever when where where's which while who who's
    whole why will with without won't word work would wouldn't yeah year years yep yes yesterday yet you you'd you'll
    you're you've your yours yourself
    """.split()
)


def words_of(text: str) -> list[str]:
    """Give the words in lower case, without marks."""
    return _WORD.findall(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def content_of(text: str) -> list[str]:
    """Give the words that name something, in order."""
    return [word for word in words_of(text) if word not in _GLUE and word not in FILLERS and len(word) > 2]  # noqa: PLR2004


def fluent(text: str) -> str:
    """Give the text as it would read without fillers and stammered words."""
    kept = [token for token in text.split() if token.lower().strip(".,;:-…–—!?") not in FILLERS]
    stammered = [_bare(left) == _bare(right) != "" for left, right in pairwise([*kept, ""])]
    return " ".join(token for token, doubled in zip(kept, stammered, strict=True) if not doubled)


def _bare(token: str) -> str:
    return "".join(words_of(token))
