"""What one question may ask for in place of the settings, in Python and over HTTP."""

from collections.abc import Iterator

import pytest

from index.errors import QuestionError
from rag import AnswerOptions, Assistant, Settings
from tests.integration import openai_server

QUESTION = "How many people were injured in the Sallow Bridge collapse?"
WRITTEN = "Goats fly to Jupiter every second Tuesday."


@pytest.fixture
def assistant(sample_assistant: Assistant) -> Iterator[Assistant]:
    """The sample library, answered by a scripted model whose only sentence nothing supports."""
    with openai_server.serve([WRITTEN]) as script:
        settings = Settings.load(
            library=sample_assistant.settings.library,
            generator="openai:scripted",
            generator_url=script.url,
        )
        yield Assistant(sample_assistant.index, settings=settings)


def test_each_option_takes_the_place_of_its_setting(assistant: Assistant) -> None:
    as_set = assistant.ask(QUESTION)
    assert (as_set.model, as_set.text) == ("openai:scripted", WRITTEN)
    assert len(as_set.passages) > 1
    strict = assistant.ask(QUESTION, options=AnswerOptions(strict=True, top_k=1))
    assert (strict.sentences, len(strict.passages)) == ((), 1)
    quoted = assistant.ask(QUESTION, options=AnswerOptions(generator="extractive"))
    assert quoted.model == "extractive"
    assert quoted.citations


def test_looking_wider_finds_more_and_begins_with_the_same(sample_assistant: Assistant) -> None:
    usual = sample_assistant.ask(QUESTION)
    wide = sample_assistant.ask(QUESTION, options=AnswerOptions(wide=True))
    assert len(wide.passages) > len(usual.passages)
    assert len(wide.sentences) > len(usual.sentences)
    assert wide.sentences[0].text == usual.sentences[0].text
    assert all(sentence.support == "supported" for sentence in wide.sentences)
    most = sample_assistant.ask(QUESTION, options=AnswerOptions(wide=True, top_k=50))
    assert len(most.passages) <= 50


def test_the_configured_generator_comes_first_and_is_kept(assistant: Assistant) -> None:
    offers = assistant.generators()
    assert [(offer.name, offer.kind) for offer in offers[:2]] == [
        ("openai:scripted", "server"),
        ("extractive", "quotes"),
    ]
    assert not any(offer.leaves_machine for offer in offers)  # the scripted server is on loopback


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (AnswerOptions(top_k=0), "top_k is 0"),
        (AnswerOptions(top_k=51), "top_k is 51"),
        (AnswerOptions(generator="openai:gpt-9"), "no generator 'openai:gpt-9' here"),
        (AnswerOptions(generator="local:/etc/passwd"), "no generator"),
    ],
)
def test_an_option_that_cannot_be_had_is_refused(
    sample_assistant: Assistant, options: AnswerOptions, message: str
) -> None:
    with pytest.raises(QuestionError, match=message):
        sample_assistant.ask(QUESTION, options=options)


def test_a_models_server_elsewhere_is_told(sample_assistant: Assistant) -> None:
    settings = Settings.load(generator="openai:m", generator_url="http://192.0.2.7:8000/v1")
    (first, *_) = Assistant(sample_assistant.index, settings=settings).generators()
    assert first.leaves_machine
