"""Questions that ask for articles, and those that only look so."""

from dataclasses import replace

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
        ("articles that mention Gareth Pell", ListRequest(subject="Gareth Pell", is_mention=True)),
        ("Which articles mention the Saltby Trust?", ListRequest(subject="Saltby Trust", is_mention=True)),
        ("anything by Ann Berg?", ListRequest(name="Ann Berg")),
        ("what has Tom Sedley written?", ListRequest(name="Tom Sedley")),
        ("What has Tom Sedley written about salt?", ListRequest(name="Tom Sedley", subject="salt")),
        ("how many pieces by Nadia Brightwell are there?", ListRequest(name="Nadia Brightwell")),
        ("articles by Ines Locke about war", ListRequest(name="Ines Locke", subject="war")),
        (
            "Which articles from the Velden Post mention the war?",
            ListRequest(name="Velden Post", subject="war", is_mention=True),
        ),
        ("is there anything in the library about beavers?", ListRequest(subject="beavers")),
        (
            "which articles came out before 2030?",
            ListRequest(published_to="2029-12-31", time="before 2030"),
        ),
        (
            "What was published in 2029?",
            ListRequest(published_from="2029-01-01", published_to="2029-12-31", time="in 2029"),
        ),
        (
            "everything from 2031",
            ListRequest(published_from="2031-01-01", published_to="2031-12-31", time="from 2031"),
        ),
        (
            "What did the Fenland Weekend publish in 2031?",
            ListRequest(
                name="Fenland Weekend", published_from="2031-01-01", published_to="2031-12-31", time="in 2031"
            ),
        ),
        (
            "What happened in June 2024?",
            ListRequest(published_from="2024-06-01", published_to="2024-06-30", time="in June 2024"),
        ),
    ],
)  # fmt: skip
def test_a_request_for_articles_is_read(question: str, wanted: ListRequest) -> None:
    found = find_list_request(question)
    assert found is not None
    assert replace(found, is_sure=False) == wanted


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
        "What letters are on the license plate?",
        "What sources contain iron?",
        "How many studies describe side effects?",
        "How many papers were published in 2020?",
        "Which articles mention water or light?",
        "Which articles mention light but not water?",
        "Which articles mention the war and when were they published?",
        "articles about x after 31 December 9999",
        "articles about x before 1 January 0001",
        "Is there anything to eat on the ferry?",
        "articles about " + "x " * 200,
        "Which articles",
        "",
    ],
)
def test_what_asks_for_something_else_is_none(question: str) -> None:
    assert find_list_request(question) is None


@pytest.mark.parametrize(
    ("question", "is_sure"),
    [
        ("Which articles mention the ferry?", True),
        ("Which articles mention the ferry since 2030?", True),
        ("Which articles mention the flood of 1953?", False),
        ("Which articles are about climate change?", False),
        ("Which letters mention the ferry?", False),
        ("list articles published in 2031", True),
        ("What happened in May 1945?", False),
    ],
)
def test_whether_nothing_else_can_be_asked(question: str, is_sure: bool) -> None:
    found = find_list_request(question)
    assert found is not None
    assert found.is_sure == is_sure
