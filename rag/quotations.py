"""A sentence inside a quotation → the stretch with its marks, so that it shows who is quoted. Knows no question."""

import re

from index.sentences import sentence_spans

MAX_ADDED_CHARS = 350
_MARK = re.compile(
    r"(?P<open>“|(?<![\w.,!?…;:)\]])\"(?=[\w'‘’(\[…£$€]))|(?P<close>”|(?<=[\w.,!?…;:)\]'’])\")"
)


def take_whole_quotation(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to the sentences in which a quotation begins and ends that it is a part of.

    Args:
        text: What it stands in; only its own paragraph is looked at.
        start: Its first character.
        end: One past the last.

    Returns:
        The stretch; as it was if the other mark is missing or too far away.
    """
    first = text.rfind("\n", 0, start) + 1
    last = found if (found := text.find("\n", end)) >= 0 else len(text)
    unopened, unclosed = _count_open(text, start, end)
    if unopened:
        start = _begin(text, first, start)
    if unclosed:
        end = _finish(text, end, last)
    return start, end


def _count_open(text: str, start: int, end: int) -> tuple[int, int]:
    """Count closing marks without their opening one, and opening marks without their closing one."""
    unopened = unclosed = 0
    for mark in _MARK.finditer(text, start, end):
        if mark["open"]:
            unclosed += 1
        elif unclosed:
            unclosed -= 1
        else:
            unopened += 1
    return unopened, unclosed


def _begin(text: str, first: int, start: int) -> int:
    """Give where the sentence begins in which a quotation is opened that goes on at `start`."""
    marks = list(_MARK.finditer(text, first, start))
    if not marks or marks[-1]["close"]:
        return start
    spans = sentence_spans(text[first:start])
    begin = next(first + one for one, two in spans if first + two > marks[-1].start())
    return begin if start - begin <= MAX_ADDED_CHARS else start


def _finish(text: str, end: int, last: int) -> int:
    """Give where the sentence ends in which a quotation is closed that is open at `end`."""
    mark = next(_MARK.finditer(text, end, last), None)
    if mark is None or mark["open"]:
        return end
    spans = sentence_spans(text[end:last])
    finish = next(end + two for one, two in spans if end + two >= mark.end())
    return finish if finish - end <= MAX_ADDED_CHARS else end
