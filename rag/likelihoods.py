"""The fitted models of `rag.answerability`: what each signal weighs. Knows no question.

`python -m tests.quality.fit_refusal` fits them, with the answer reader that is set, on questions to
SQuAD articles (answerable, adversarial at a lower weight, and those whose article was left out of the
search) and to the sample articles: where nothing is read on 18 articles, before there was a reader,
since then on the six of them that it was not trained on. `lacks_name` is set to -0.5 by hand: among 490
articles it tells nothing, in a small library a name that is not there does.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model of signals by name."""

    intercept: float
    weights: Mapping[str, float]

    def probability(self, signals: Mapping[str, float]) -> float:
        """Give the probability, in [0, 1]."""
        logit = self.intercept + sum(value * signals[name] for name, value in self.weights.items())
        return 1.0 / (1.0 + math.exp(-logit))


# That a question is answered, where nothing was read for an answer.
UNREAD = Logistic(
    -4.08,
    {
        "score": 8.45,
        "coverage": 1.49,
        "similarity": 2.79,
        "second_passage": -3.91,
        "articles": -0.61,
        "title": 2.7,
        "has_name": -0.44,
        "lacks_name": -0.5,
        "lacks_number": -1.86,
        "lacks_negation": -2.02,
        "terms": 1.31,
        "rarity": -0.8,
    },
)
# That the first sentence is right, of what is answered.
UNREAD_CERTAINTY = Logistic(
    -7.31,
    {
        "score": 10.35,
        "coverage": -0.12,
        "similarity": -0.84,
        "second_passage": -2.83,
        "articles": -0.48,
        "title": 1.37,
        "has_name": -0.53,
        "lacks_name": 0.02,
        "lacks_number": -0.62,
        "lacks_negation": -8.49,
        "terms": 1.53,
        "rarity": -0.25,
        "name": 2.07,
        "asks_why": 0.73,
        "margin": 7.57,
        "passage": -0.29,
    },
)
# The same where passages were read; the intercept was set so that 9 % of answerable questions to other
# articles are refused, with one fitted on six articles 12 %.
READ = Logistic(
    -3.4,
    {
        "score": 4.87,
        "coverage": 1.26,
        "similarity": 1.36,
        "second_passage": -2.54,
        "articles": -0.47,
        "title": 3.82,
        "has_name": -0.29,
        "lacks_name": -0.5,
        "lacks_number": -0.84,
        "lacks_negation": -3.39,
        "terms": 2.39,
        "rarity": -1.29,
        "best_answer": 2.92,
    },
)
READ_CERTAINTY = Logistic(
    -6.85,
    {
        "score": 8.34,
        "coverage": -0.64,
        "similarity": -2.0,
        "second_passage": -1.89,
        "articles": 0.32,
        "title": 2.53,
        "has_name": -0.57,
        "lacks_number": -0.66,
        "lacks_negation": -3.17,
        "terms": 3.47,
        "rarity": -1.71,
        "name": 1.79,
        "asks_why": -1.42,
        "margin": 4.0,
        "passage": -0.34,
        "answer": 1.8,
    },
)
