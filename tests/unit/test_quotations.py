"""A sentence inside a quotation is given with its marks."""

import pytest

from rag.quotations import MAX_ADDED_CHARS, take_whole_quotation


@pytest.mark.parametrize(
    ("text", "sentence", "whole"),
    [
        ('He runs. "My knees hurt. I go on," he said. It rained.', '"My knees hurt.', '"My knees hurt. I go on," he said.'),
        ('He runs. "My knees hurt. I go on," he said. It rained.', 'I go on," he said.', '"My knees hurt. I go on," he said.'),
        ('She said: “It is late. We must go. Now.” It rained.', "She said: “It is late.", "She said: “It is late. We must go. Now.”"),
        ('She said “yes” and left. It rained.', "She said “yes” and left.", "She said “yes” and left."),
        ('A 12" pipe broke. It rained.', 'A 12" pipe broke.', 'A 12" pipe broke.'),
        ('He said "no. It rained.', 'He said "no.', 'He said "no.'),
        ('One "a. b\nTwo c." said he.', 'One "a.', 'One "a.'),
        (f'He said: "No. {"Never again. " * 40}" It rained.', 'He said: "No.', 'He said: "No.'),
    ],
)  # fmt: skip
def test_a_quotation_is_whole(text: str, sentence: str, whole: str) -> None:
    start = text.index(sentence)
    first, last = take_whole_quotation(text, start, start + len(sentence))
    assert text[first:last] == whole
    assert len(whole) <= len(sentence) + MAX_ADDED_CHARS
