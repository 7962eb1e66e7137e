from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import EmptyArticleError, EncryptedFileError, ReadingError, UnsupportedTypeError
from index.reading import read_article, read_file
from index.samples import FILES, FOLDER
from index.schema import Article

PAGE = """<!doctype html><html><head><title>Harbour wall rises</title>
<meta name="author" content="Ann Berg"><meta property="og:site_name" content="The Pilot">
<meta property="article:published_time" content="2033-04-05T08:00:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<div class="cookie-banner">We use cookies. Accept all.</div>
<article><h1>Harbour wall rises</h1>
<p>The harbour wall of Orrin grew by two metres this winter, the port said on Monday, and ships
can lie behind it in any wind that blows from the west.</p>
<h2>What it cost</h2><p>The wall cost 3 million crowns, which the county and the port share in
equal parts over a period of ten years, according to the contract.</p></article>
<div class="share">Share on everything</div><footer>All rights reserved</footer></body></html>"""


def read(text: str | bytes, name: str) -> Article:
    return read_article(text.encode() if isinstance(text, str) else text, source=name)


def test_a_web_page_gives_its_article_without_the_debris() -> None:
    article = read(PAGE, "wall.html")
    assert (article.title, article.author) == ("Harbour wall rises", "Ann Berg")
    assert (article.publisher, article.published_at) == ("The Pilot", "2033-04-05")
    assert article.text.startswith("The harbour wall of Orrin")
    assert [section.heading for section in article.sections] == ["What it cost"]
    assert not any(word in article.text for word in ("cookies", "Share", "rights", "Home"))


@pytest.mark.parametrize(
    "address",
    ["https://pilot.example/news/2033/04/05/wall/", "https://pilot.example/2033/apr/5/ann/wall"],
)
def test_the_date_of_a_page_is_that_of_its_address_not_of_its_pictures(address: str) -> None:
    page = PAGE.replace("article:published_time", "og:url").replace("2033-04-05T08:00:00Z", address)
    page = page.replace("</h1>", "</h1><p class='date'>This March 28, 2017, file photo</p>")
    assert read(page, "wall.html").published_at == "2033-04-05"


@pytest.mark.parametrize(
    ("stated", "path", "day"),
    [
        ("2021-02-03", "/events/2031-05-01-conference", "2021-02-03"),
        ("2021-02-03", "/on-this-day/1995/08/09/", "2021-02-03"),
        ("2021-02-03", "/report-2030-12-31", "2021-02-03"),
        ("2019-11-19", "/news/2019/11/18/wall", "2019-11-18"),
        ("2019-11-19", "/news/2019/nov/18/wall", "2019-11-18"),
        ("0001-01-01", "/news/2019/11/18/wall", "2019-11-18"),
        ("2021-02-03", "/wall", "2021-02-03"),
    ],
)
def test_the_date_a_page_states_is_beaten_only_by_a_near_one_of_its_address(
    stated: str, path: str, day: str
) -> None:
    page = PAGE.replace("2033-04-05T", f"{stated}T")
    address = f'<meta property="og:url" content="https://pilot.example{path}">'
    assert read(page.replace("</head>", f"{address}</head>"), "wall.html").published_at == day


def test_sections_point_at_their_headings() -> None:
    for path in FILES:
        article = read_article(path.read_bytes(), source=str(path))
        for section in article.sections:
            assert article.text[section.start :].startswith(section.heading)


def test_markdown_loses_its_marks_and_keeps_its_words() -> None:
    article = read(
        "---\ntitle: The *real* title\nauthor: [A. Lind, B. Berg]\ndate: 2032-05-06\n---\n"
        "# Other heading\n\nSome **bold** and a [link](http://x.test) and `code`.\nSame paragraph.\n\n"
        "- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![pic](http://evil.test/x.png)\n",
        "a.md",
    )
    assert (article.title, article.author) == ("The *real* title", "A. Lind, B. Berg")
    assert article.published_at == "2032-05-06"
    assert article.text == (
        "Other heading\n\nSome bold and a link and code. Same paragraph.\n\n- one\n- two\n\na | b\n1 | 2\n\npic"
    )


def test_plain_text_gives_title_byline_and_date() -> None:
    article = read(
        "A title\nBy Ann Berg\nThe Pilot, 3 March 2032\n\nBody one.\n\nBody two.", "a.txt"
    )
    assert (article.title, article.author, article.publisher, article.published_at) == (
        "A title", "Ann Berg", "The Pilot", "2032-03-03",
    )  # fmt: skip
    assert article.text == "Body one.\n\nBody two."


@pytest.mark.parametrize(
    "first",
    ["The council met and voted on 3 March 2032", "By the time the council met it was late",
     "It was a long first line that goes on and ends with a stop."],
)  # fmt: skip
def test_a_first_line_that_is_text_is_not_lost(first: str) -> None:
    article = read(f"A title\n\n{first}\n\nMore text.", "a.txt")
    assert article.text.startswith(first)


def test_hard_wrapped_lines_are_joined_and_verse_is_not() -> None:
    wrapped = (
        "The harbour master of Orrin said on Monday that the wall had\n"
        "been raised by two metres, and that no ship had been hurt in\n"
        "the storms of January."
    )
    assert "\n" not in read(f"A title\n\n{wrapped}\n\nEnd.", "a.txt").text.split("\n\n")[0]
    verse = "O sea\nand wind\nthat blow"
    assert read(f"A title\n\n{verse}\n\nEnd.", "a.txt").text.startswith(verse)


def test_text_is_nfc_without_invisible_characters() -> None:
    text = (
        "Cafe\u0301 of\u00adfice\u200b ends\x07 here, a line of usual length for text 👩\u200d🚒. "
    )
    article = read(f"Title\n\n{text * 2}", "a.txt")
    clean = "Café office ends here, a line of usual length for text 👩\u200d🚒."
    assert article.text == f"{clean} {clean}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_found(encoding: str) -> None:
    text = (
        "Überschrift\n\nDer Bürgermeister öffnete die Brücke über den Fluß für alle Fußgänger. " * 5
    )
    assert "Bürgermeister öffnete" in read(text.encode(encoding), "a.txt").text


def test_a_pdf_gives_its_pages_title_and_byline() -> None:
    path = FOLDER / "seabird-survey.pdf"
    article = read_article(path.read_bytes(), source=str(path))
    assert article.title == "Seabirds of Fethra: the count of 2034"
    assert (article.author, article.published_at) == ("Amrit Solvane", "2034-07-02")
    assert article.text.startswith("Puffins on the island of Fethra")
    assert len(article.pages) == 2
    assert "boat could found a colony" in article.text
    first_word = article.text[article.pages[1] :].split()[0]
    assert first_word


ENCRYPTED = (Path(__file__).parents[1] / "data" / "encrypted.pdf").read_bytes()


@pytest.mark.parametrize(
    ("data", "name", "error", "message"),
    [
        (b"", "a.txt", EmptyArticleError, "the file is empty"),
        (b" \n\n", "a.md", EmptyArticleError, "the file is empty"),
        (b"<html><body></body></html>", "a.html", EmptyArticleError, "no article text"),
        (b"\x00\x01\x02" * 90, "a.txt", UnsupportedTypeError, "binary data"),
        (b"text", "a.key", UnsupportedTypeError, r"unsupported type '\.key' \(supported: \.atom, "),
        (bytes(range(256)) * 9, "a.pdf", ReadingError, "named as a PDF but is not one"),
        (b"%PDF-1.7 rubbish", "a.pdf", ReadingError, "the PDF is damaged"),
        (ENCRYPTED, "a.pdf", EncryptedFileError, "protected by a password"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_a_hint(
    data: bytes, name: str, error: type[ReadingError], message: str
) -> None:
    with pytest.raises(error, match=message) as caught:
        read(data, name)
    assert caught.value.source == name
    assert caught.value.hint


@pytest.mark.parametrize(
    "make", [lambda t: f"---\ntitle: '{t}'\n---\nBody.", lambda t: f"{t}\n\nBody."]
)
def test_markup_in_a_title_is_kept_as_text(make: Callable[[str], str]) -> None:
    title = "<img src=x onerror=alert(1)> ${7*7}"
    name = "a.md" if make(title).startswith("---") else "a.txt"
    assert read(make(title), name).title == title


def test_lists_quotes_and_cells_of_a_page_keep_every_word_once() -> None:
    body = (
        "<blockquote>Line one<br>Line two <p>Line three is a longer paragraph.</p></blockquote>"
        "<ul><li>Alpha item here<ul><li>Beta nested</li></ul></li><li><p>First.</p><p>Second.</p></li></ul>"
        "<table><tr><th>Name</th><th>Town</th></tr><tr><td>Ann<br>Bo</td><td>Orrin</td></tr></table>"
    )
    text = read(PAGE.replace("</article>", f"{body}</article>"), "a.html").text
    for words in ("Line one", "Line two", "Line three", "- Alpha item here", "- Beta nested",
                  "- First. Second.", "Ann Bo | Orrin"):  # fmt: skip
        assert text.count(words) == 1, words


def test_markdown_keeps_order_and_words_of_html_and_code() -> None:
    text = read(
        "First<br>second.\n\n- item\n\n  ```\n  code\n  ```\n- last\n\n"
        "<p>if a < b then c > d</p>\n\n<script>alert(1)</script>\n",
        "a.md",
    ).text
    assert text.split() == [
        "First",
        "second.",
        "-",
        "item",
        "code",
        "-",
        "last",
        "if",
        "a",
        "<",
        "b",
        "then",
        "c",
        ">",
        "d",
    ]


def test_old_line_breaks_do_not_glue_words() -> None:
    assert read(
        "Title\n\nWord\x0bnext and one.\x85And this\x0cpage too.", "a.txt"
    ).text.split() == (["Word", "next", "and", "one.", "And", "this", "page", "too."])


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Bread &amp;amp; butter", "Bread & butter"),
        ("&lt;b&gt;Bread&lt;/b&gt; and butter", "Bread and butter"),
        ("if a &lt; b and c &gt; d", "if a < b and c > d"),
        ("Vector&lt;int&gt; in C++", "Vector<int> in C++"),
    ],
)
def test_a_feed_title_that_is_html_is_read_as_that(written: str, title: str) -> None:
    entry = f"<item><title>{written}</title><description>Words.</description></item>"
    feed = f"<rss><channel>{entry}</channel></rss>".encode()
    assert read_file(feed, source="a.rss").articles[0].title == title


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xef\xbb\xbf"])
def test_a_mark_alone_is_an_empty_file(mark: bytes) -> None:
    with pytest.raises(EmptyArticleError, match="the file is empty"):
        read(mark, "a.txt")
