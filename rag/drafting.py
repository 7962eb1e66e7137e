"""One answer as it is written: the generator's text, checked sentence by sentence, and notes on it.

Knows no retrieval and no order of steps beyond writing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rag.arranging import find_leads
from rag.checking import DraftChecker
from rag.citations import Analyze
from rag.disagreement import describe_disagreement
from rag.evidence import Evidence
from rag.generation import EXTRACTIVE, ExtractiveGenerator, Generator
from rag.schema import Passage, Sentence, SentenceChecked, TextDelta
from rag.verification import SupportScorer

WITHHELD = ("unsupported", "uncited")


class Draft:
    """Writes one answer.

    Args:
        generator: Writes the text.
        scorer: Judges how well a quote supports a sentence.
        analyze: Gives the terms of a text.
        strict: Withhold sentences that no quote supports; text is then shown once it is checked.

    Attributes:
        sentences: What was written and not withheld.
        notes: What the person should know about it, a line each.
    """

    def __init__(
        self, generator: Generator, *, scorer: SupportScorer, analyze: Analyze, strict: bool
    ) -> None:
        self._generator = generator
        self._scorer = scorer
        self._analyze = analyze
        self._strict = strict
        self.sentences: list[Sentence] = []
        self.notes: list[str] = []

    def write(
        self, question: str, *, evidence: Sequence[Evidence], passages: Sequence[Passage]
    ) -> Iterator[TextDelta | SentenceChecked]:
        """Yield each sentence's text as it grows, then the sentence checked.

        Raises:
            GenerationError: The generator's model cannot write.
        """
        checker = DraftChecker(passages, scorer=self._scorer, analyze=self._analyze)
        pieces = self._generator.generate(
            question, evidence=evidence, passages=passages, on_note=self.notes.append
        )
        checked = checker.check(pieces)
        leads = self._find_leads(evidence)
        for found in self._withhold(checked) if self._strict else checked:
            event = self._lead(found, leads) if isinstance(found, SentenceChecked) else found
            if isinstance(event, SentenceChecked):
                self.sentences.append(event.sentence)
            yield event
        self.notes += [
            f"“{passage.title}” holds text that tries to steer the answer"
            for passage in {
                p.chunk.article_id: p for p in self._read(passages) if p.tricks
            }.values()
        ]
        disagreement = describe_disagreement(question, self.sentences, analyze=self._analyze)
        self.notes += [disagreement] if disagreement else []
        if checker.unknown:
            numbers = ", ".join(str(number) for number in sorted(checker.unknown))
            self.notes.append(f"the model cited passages that are not there: {numbers}")

    def _find_leads(self, evidence: Sequence[Evidence]) -> Mapping[str, str]:
        if not isinstance(self._generator, ExtractiveGenerator):
            return {}
        arranged = self._generator.choose(evidence)
        return find_leads(arranged, always=self._generator.is_whole)

    def _lead(self, event: SentenceChecked, leads: Mapping[str, str]) -> SentenceChecked:
        """Give the first sentence of an article its title as a lead."""
        of = [c.article_id for c in event.sentence.citations[:1]]
        before = [c.article_id for one in self.sentences[-1:] for c in one.citations[:1]]
        lead = leads.get(of[0], "") if of and of != before else ""
        return SentenceChecked(sentence=replace(event.sentence, lead=lead)) if lead else event

    def _read(self, passages: Sequence[Passage]) -> Sequence[Passage]:
        """Give the passages that the generator read whole, or that are quoted."""
        if self._generator.name != EXTRACTIVE:
            return passages
        return [c.passage for sentence in self.sentences for c in sentence.citations]

    def _withhold(
        self, checked: Iterator[TextDelta | SentenceChecked]
    ) -> Iterator[TextDelta | SentenceChecked]:
        withheld = 0
        numbers: dict[int, int] = {}
        for event in checked:
            if isinstance(event, TextDelta):
                yield TextDelta(text="")
            elif event.sentence.support in WITHHELD:
                withheld += 1
            else:
                space = " " if self.sentences else ""
                yield TextDelta(text=space + event.sentence.text)
                yield SentenceChecked(sentence=_renumber(event.sentence, numbers))
        if withheld:
            what = "1 sentence was" if withheld == 1 else f"{withheld} sentences were"
            self.notes.append(f"{what} withheld, because the articles do not support what it said")


def _renumber(sentence: Sentence, numbers: dict[int, int]) -> Sentence:
    """Number citations by what is shown; `numbers` keeps which number became which."""
    citations = tuple(
        replace(citation, number=numbers.setdefault(citation.number, len(numbers) + 1))
        for citation in sentence.citations
    )
    return replace(sentence, citations=citations)
