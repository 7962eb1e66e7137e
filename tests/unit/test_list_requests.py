"""Questions that ask for articles, and those that only look so."""

import pytest

from rag.list_requests import ListRequest, find_list_request


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Which articles mention Brackwater?", ListRequest(subject="Brackwater", is_mention=True)),
        ("Please list all the articles about the ferry.", ListRequest(subject="ferry")),
        ("Hi, can you find me any reports on heat pumps?", ListRequest(subject="heat pumps")),
        ("how many articles mention the Swan Bridge", ListRequest(subject="Swan Bridge", is_mention=True)),
        ("How many stories are there about bins?", ListRequest(subject="bins")),
        ("Are there any pieces on the port strike?", ListRequest(subject="port strike")),
        ("Do you have studies that deal with melatonin?", ListRequest(subject="melatonin", is_mention=True)),
        ("Which of the articles contain the word “lime”?", ListRequest(subject="lime", is_mention=True)),
        ("Articles about bins", ListRequest(subject="bins")),
        ("Show me articles by Sunniva Locke", ListRequest(name="Sunniva Locke")),
        ("Which stories are from the Courier?", ListRequest(name="Courier")),
        ("Find stories on salt by Locke", ListRequest(subject="salt", name="Locke")),
        (
            "Which articles about the mill were published in May 2024?",
            ListRequest(
                subject="mill", published_from="2024-05-01", published_to="2024-05-31", time="in May 2024"
            ),
        ),
        (
            "list articles from 2024",
            ListRequest(published_from="2024-01-01", published_to="2024-12-31", time="from 2024"),
        ),
        (
            "Which reports mention otters since Feb 2024?",
            ListRequest(subject="otters", is_mention=True, published_from="2024-02-01", time="since Feb 2024"),
        ),
        (
            "Which articles were written by Ann Berg before 5 March 2024?",
            ListRequest(name="Ann Berg", published_to="2024-03-04", time="before 5 March 2024"),
        ),
        (
            "articles about otters after 2023",
            ListRequest(subject="otters", published_from="2024-01-01", time="after 2023"),
        ),
        (
            "articles about otters until 5 March 2024",
            ListRequest(subject="otters", published_to="2024-03-05", time="until 5 March 2024"),
        ),
        (
            "What happened in June 2024?",
            ListRequest(published_from="2024-06-01", published_to="2024-06-30", time="in June 2024"),
        ),
    ],
)  # fmt: skip
def test_a_request_for_articles_is_read(question: str, wanted: ListRequest) -> None:
    assert find_list_request(question) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "What reports do I have to hand in?",
        "Which documents do I need for a permit?",
        "How many stories does the tower have?",
        "Which article of the constitution deals with free speech?",
        "What letters did Smith write about the war?",
        "How many letters are in the alphabet?",
        "What happened in the harbour in June 2024?",
        "What do the articles say about turbines?",
        "List all articles",
        "Which articles are there?",
        "articles about otters in May 0000",
        "Who wrote about the ferry?",
        "Which articles",
        "",
    ],
)
def test_what_asks_for_something_else_is_none(question: str) -> None:
    assert find_list_request(question) is None
