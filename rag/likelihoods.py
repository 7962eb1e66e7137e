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
# The same where passages were read; the intercept was set so that 9.5 % of answerable questions to other
# articles are refused.
READ = Logistic(
    -2.11,
    {
        "score": 2.48,
        "coverage": 1.29,
        "similarity": 2.21,
        "second_passage": -3.24,
        "articles": -0.68,
        "title": 3.98,
        "has_name": -0.31,
        "lacks_name": -0.5,
        "lacks_number": -0.32,
        "lacks_negation": -2.3,
        "terms": 1.18,
        "rarity": -0.66,
        "best_answer": 4.39,
    },
)
READ_CERTAINTY = Logistic(
    -6.43,
    {
        "score": 9.75,
        "coverage": -2.29,
        "similarity": -2.47,
        "second_passage": -2.41,
        "articles": -0.14,
        "title": 2.96,
        "has_name": -0.55,
        "lacks_number": 0.5,
        "lacks_negation": -2.64,
        "terms": 0.59,
        "rarity": 1.35,
        "name": 1.6,
        "asks_why": -0.2,
        "margin": 3.03,
        "passage": -0.26,
        "answer": 3.62,
    },
)
