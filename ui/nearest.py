"""Which of a refusal's passages are near enough to be worth a look. Knows no HTML and no search."""

from rag.schema import Answer, Passage

FAR_BELOW = 0.3  # cosine; passages of other subjects lie at 0.0 to 0.25


def near_passages(answer: Answer) -> tuple[tuple[Passage, str], ...]:
    """Give the passages that hold a rare word of the question or are near it in meaning.

    Returns:
        Each with what it holds and lacks of the question, empty if nobody looked, best first.
    """
    told = {one.passage: one for one in answer.nearest}
    if not told:
        return tuple((passage, "") for passage in answer.passages)
    near = []
    for passage in answer.passages:
        one = told.get(passage.number)
        if (one and one.mentions) or passage.similarity >= FAR_BELOW:
            near.append((passage, one.text if one else ""))
    return tuple(near)
