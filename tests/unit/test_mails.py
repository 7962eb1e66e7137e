"""Mails, those they forward, and mailboxes."""

from email.message import EmailMessage

from index.reading import read_article, read_file
from tests.good_files import make_message
from tests.good_office import make_docx
from tests.good_texts import DAY, SENTENCES, TITLE


def forward(inner: EmailMessage, subject: str) -> EmailMessage:
    message = make_message()
    message.replace_header("Subject", subject)
    message.add_attachment(inner)
    return message


def test_each_forwarded_mail_is_an_article_of_its_own() -> None:
    inner = make_message(attached={"report.docx": make_docx()})
    inner.replace_header("From", "Bo <bo@example.test>")
    contents = read_file(forward(forward(inner, "Second"), "First").as_bytes(), source="m.eml")
    assert [(one.source, one.title) for one in contents.articles[:3]] == [
        ("m.eml", "First"),
        ("m.eml/Second.eml", "Second"),
        (f"m.eml/Second.eml/{TITLE}.eml", TITLE),
    ]
    assert contents.articles[3].source == f"m.eml/Second.eml/{TITLE}.eml/report.docx"
    assert (contents.articles[2].author, contents.articles[2].published_at) == ("Bo", DAY)
    assert SENTENCES[0] in " ".join(contents.articles[2].text.split())


def test_a_forwarded_mail_in_base64_is_read() -> None:
    inner = make_message()
    inner.replace_header("Subject", "Inner")
    data = make_message(attached={"a.eml": inner.as_bytes()}).as_bytes()
    data = data.replace(b"application/octet-stream", b"message/rfc822")
    article = read_file(data, source="m.eml").articles[1]
    assert (article.source, article.title) == ("m.eml/a.eml", "Inner")


def test_forwarded_mails_end_at_a_depth() -> None:
    message = make_message()
    for number in range(6):
        message = forward(message, f"Level {number}")
    contents = read_file(message.as_bytes(), source="m.eml")
    assert len(contents.articles) == 4
    assert "archives deep" in contents.failures[0].reason


def test_a_line_of_a_mail_that_begins_with_from_does_not_split_it() -> None:
    head = b"From a@b Mon Feb  5 10:00:00 2018\nFrom: a@b\nSubject: "
    one = head + b"One\n\nStart.\n\nFrom all of us, a merry 2018\n\nEnd of it.\nFrom 1 to 2018\n"
    data = one + b"X: y\n\n" + head + b"Two\n\nMore words.\n"
    contents = read_file(data, source="a.mbox")
    assert [article.title for article in contents.articles] == ["One", "Two"]
    assert "a merry 2018\n\nEnd of it" in contents.articles[0].text


def test_a_mail_whose_headers_do_not_say_their_encoding_keeps_its_accents() -> None:
    mail = (
        "From: José <a@example.test>\nTo: b@example.test\nSubject: Café for Müller\n\nWords here."
    )
    article = read_article(mail.encode("cp1252"), source="a.eml")
    assert (article.title, article.author) == ("Café for Müller", "José")


def test_a_mail_whose_headers_do_not_say_their_encoding_has_that_of_its_text() -> None:
    head = "From: Иван <a@example.test>\nTo: b@example.test\nSubject: Маяк\nMIME-Version: 1.0\n"
    kind = "Content-Type: text/plain; charset=koi8-r\n\n"
    article = read_article(f"{head}{kind}Маяк построили давно.".encode("koi8-r"), source="a.eml")
    assert (article.title, article.author) == ("Маяк", "Иван")


def test_a_mailbox_may_hold_mails_with_a_single_header() -> None:
    data = b"From me Mon Jun 01 10:00:00 2009\nReceived: from here\n\nThe pier is green.\n"
    (article,) = read_file(data, source="in.mbox").articles
    assert article.text == "The pier is green."
