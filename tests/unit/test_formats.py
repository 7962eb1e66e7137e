"""Every format: all words of a good file arrive, under the type its content has, whatever its name."""

import csv
import io
import zipfile

import pytest

from index.errors import EncryptedFileError, ReadingError, UnsupportedTypeError
from index.readers.feed import newest_entries, read_entry
from index.readers.kinds import CONTENT_TYPES, FEED
from index.reading import read_article, read_file
from index.schema import Article
from tests.good_files import make_all, make_containers
from tests.good_office import make_docx, make_epub, make_zip
from tests.good_texts import (
    AUTHOR,
    DAY,
    EVERYTHING,
    HEADING,
    SENTENCES,
    TITLE,
    make_html,
    make_markdown,
    make_text,
)

GOOD = make_all()
CONTAINERS = make_containers()
WITHOUT_METADATA = {"a.csv", "a.tsv"}
WITHOUT_DATE = {*WITHOUT_METADATA, "a.ipynb", "a.rtf"}
WITH_SECTIONS = {"a.html", "a.md", "a.ipynb", "a.docx", "a.pptx", "a.xlsx", "a.epub", "a.odt",
                 "page.eml", "a.mhtml"}  # fmt: skip


def flat(article: Article) -> str:
    return " ".join(article.text.split())


@pytest.mark.parametrize("name", GOOD)
def test_every_word_and_what_the_file_says_of_itself_arrive(name: str) -> None:
    article = read_article(GOOD[name], source=name)
    assert [words for words in EVERYTHING if words not in flat(article)] == []
    if name not in WITHOUT_METADATA:
        assert (article.title, article.author) == (TITLE, AUTHOR)
    assert article.published_at == (None if name in WITHOUT_DATE else DAY)
    headings = [section.heading for section in article.sections]
    assert (HEADING in headings) == (name in WITH_SECTIONS)


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_article_of_a_file_arrives(name: str) -> None:
    contents = read_file(CONTAINERS[name], source=name)
    assert (contents.failures, contents.is_single) == ((), False)
    assert len(contents.articles) == {"a.atom": 1, "mail.eml": 2}.get(name, 3)
    for article in contents.articles:
        assert [words for words in EVERYTHING if words not in flat(article)] == []
        assert article.source.startswith(name)
    assert len({article.id for article in contents.articles}) == len(contents.articles)


@pytest.mark.parametrize("name", [name for name in GOOD if name not in WITHOUT_METADATA])
@pytest.mark.parametrize("wrong", ["wrong.txt", "wrong.pdf", "wrong.bin", "no extension"])
def test_the_type_is_told_by_content_not_by_name(name: str, wrong: str) -> None:
    if name == "a.md" and wrong == "wrong.bin":
        pytest.skip("marks and words that nothing names are refused")
    right = read_article(GOOD[name], source=name)
    article = read_article(GOOD[name], source=wrong)
    assert [words for words in SENTENCES if words.split("<")[0] not in flat(article)] == []
    if name not in ("a.md", "a.txt"):
        assert article.content_type == right.content_type


def test_tables_lists_and_pages_keep_their_structure() -> None:
    word = read_article(GOOD["a.docx"], source="a.docx")
    kinds = {block.kind for block in word.blocks}
    assert {"h1", "p", "ul", "li", "table", "tr", "td"} <= kinds
    slides = read_article(GOOD["a.pptx"], source="a.pptx")
    assert len(slides.pages) == 2
    assert slides.text[slides.pages[1] :].strip().startswith(HEADING)
    assert "1878 | four metres" in read_article(GOOD["a.xlsx"], source="a.xlsx").text


PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (PNG, UnsupportedTypeError, r"it is a picture \(PNG\)"),
        (b"\xff\xd8\xff\xe0" + bytes(99), UnsupportedTypeError, r"a picture \(JPEG\)"),
        (b"<?xml version='1.0'?><!-- a --><svg xmlns='x'></svg>", UnsupportedTypeError, "SVG"),
        (b"\x7fELF" + bytes(99), UnsupportedTypeError, "it is a program"),
        (b"MZ\x90\x00" + bytes(99), UnsupportedTypeError, "it is a program"),
        (b"\x1f\x8b\x08" + bytes(99), UnsupportedTypeError, r"not zip \(gzip\)"),
        (b"ID3\x04" + bytes(99), UnsupportedTypeError, "sound or video"),
        (OLE + "WordDocument".encode("utf-16-le"), UnsupportedTypeError, r"an old Word document \(\.doc\)"),
        (OLE + "Workbook".encode("utf-16-le"), UnsupportedTypeError, r"\.xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedFileError, "by a password"),
        (make_zip({"Index/Document.iwa": b"x"}), UnsupportedTypeError, "Pages, Keynote or Numbers"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.txt", "a"])
def test_what_is_no_article_is_named_for_what_it_is(
    data: bytes, error: type[ReadingError], message: str, name: str
) -> None:
    with pytest.raises(error, match=message) as caught:
        read_file(data, source=name)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("data", "hint"),
    [(b"MZ\x90\x00" + bytes(99), "choose a PDF"), (b"\x1f\x8b\x08" + bytes(99), "unpack it"),
     (b"ID3\x04" + bytes(99), "what is said"), (PNG, "export it")],
)  # fmt: skip
def test_the_hint_fits_what_it_is(data: bytes, hint: str) -> None:
    with pytest.raises(UnsupportedTypeError) as caught:
        read_file(data, source="setup.pdf")
    assert hint in caught.value.hint


GERMAN = "Die Bürger von Köln überqueren täglich die große Brücke über den Rhein und grüßen. "
RUSSIAN = "Жители города каждый день переходят через большой мост и смотрят на реку внизу. "
JAPANESE = "町の人々は毎日大きな橋を渡り、川を眺めながら仕事に向かいます。港の壁は高くなりました。"
CHINESE = "城里的人们每天走过大桥，看着河水去上班。港口的墙今年冬天增高了两米。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *[(GERMAN, name) for name in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")],
        *[(RUSSIAN, name) for name in ("koi8-r", "cp1251", "utf-16")],
        *[(JAPANESE, name) for name in ("shift-jis", "euc-jp", "utf-8")],
        *[(CHINESE, name) for name in ("gb18030", "big5", "utf-16-be")],
    ],
)  # fmt: skip
def test_encodings_are_told_by_the_bytes(text: str, encoding: str) -> None:
    if encoding == "big5":
        text = "城裡的人們每天走過大橋，看著河水去上班。港口的牆今年冬天增高了兩米。"
    written = f"Title\n\n{text * 6}\n\n{text * 3}"
    assert text.strip() in read_article(written.encode(encoding), source="a.txt").text


def test_a_page_is_decoded_as_it_declares() -> None:
    page = make_html().replace("utf-8", "windows-1251").replace(SENTENCES[3], RUSSIAN)
    article = read_article(page.encode("cp1251", "ignore"), source="a.html")
    assert RUSSIAN.strip() in article.text


def test_a_few_broken_bytes_are_mended_and_said() -> None:
    data = (GERMAN * 30).encode()
    contents = read_file(b"Title\n\n" + data[:100] + b"\xff" + data[100:], source="a.txt")
    assert "Köln überqueren täglich" in contents.articles[0].text
    assert "some characters could not be decoded as utf-8" in contents.notes[0].text


def test_every_type_that_is_named_can_be_read() -> None:
    tried = {f".{name.rpartition('.')[2]}" for name in (*GOOD, *CONTAINERS)}
    same = {".docm", ".htm", ".xhtml", ".markdown", ".mht", ".ndjson", ".odp", ".ods", ".pdf",
            ".text", ".xlsm", ".xml"}  # fmt: skip
    assert set(CONTENT_TYPES) == tried | same


def test_one_json_article_and_a_docx_in_a_zip_keep_the_content_of_the_file() -> None:
    zipped = read_file(make_zip({"c.docx": make_docx()}), source="a.zip").articles[0]
    alone = read_article(make_docx(), source="c.docx")
    assert zipped.text == alone.text
    assert zipped.source == "a.zip/c.docx"


def test_markdown_and_text_are_read_as_they_are_named() -> None:
    assert read_article(make_markdown().encode(), source="a.md").content_type == "text/markdown"
    assert read_article(make_text().encode(), source="a.txt").content_type == "text/plain"


def test_words_under_an_unknown_name_are_text_and_a_program_is_refused() -> None:
    assert read_article(f"{GERMAN * 3}".encode(), source="notes.xyz").content_type == "text/plain"
    assert read_article(f"{CHINESE * 3}".encode(), source="notes.xyz").content_type == "text/plain"
    program = "def add(a, b):\n    return a + b\n\nprint(add(1, 2))  # three, as it should be\n"
    with pytest.raises(UnsupportedTypeError, match=r"unsupported type '\.py'"):
        read_file(program.encode() * 5, source="add.py")


def test_reading_a_table_leaves_the_process_its_limit_of_a_field() -> None:
    before = csv.field_size_limit()
    read_file(b"a,b,c\n1,2,3\n", source="small.csv")
    assert csv.field_size_limit() == before
    cell = "x" * (before + 1)
    read_file(f"a,b,c\n1,2,{cell}\n".encode(), source="large.csv")
    assert csv.field_size_limit() >= before


def read_feed(description: str, *, title: str = "Wall", doctype: str = "") -> Article:
    item = f"<item><title>{title}</title><description>{description}</description></item>"
    data = f"<?xml version='1.0'?>{doctype}<rss><channel>{item}</channel></rss>".encode()
    return read_file(data, source="a.rss", content_type=FEED).articles[0]


def test_the_words_before_the_first_tag_of_a_description_are_read() -> None:
    article = read_feed("The wall before <b>bold</b> &lt;words&gt; and the rest.")
    assert article.text == "The wall before bold <words> and the rest."


OLD_RSS = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.example.test/rss.dtd">'


@pytest.mark.parametrize(
    ("written", "doctype", "text"),
    [
        ("A caf&eacute; &amp; R&D, 5 &lt; 6.", "", "A café & R&D, 5 < 6."),
        ("A caf&eacute; in it.", OLD_RSS, "A café in it."),
        (
            "The &co; of old.",
            "<!DOCTYPE rss [<!ENTITY co 'Harbour Co'>]>",
            "The Harbour Co of old.",
        ),
        ("The &firm; of old.", "", "The &firm; of old."),
        ("<![CDATA[A caf&eacute; <b>here</b>.]]>", "", "A café here."),
    ],
)
def test_named_characters_of_a_feed_are_read(written: str, doctype: str, text: str) -> None:
    assert read_feed(written, doctype=doctype).text == text


def test_an_unknown_character_in_a_title_leaves_the_text_after_it_whole() -> None:
    article = read_feed("&lt;p&gt;First.&lt;/p&gt;&lt;p&gt;Second.&lt;/p&gt;", title="A&nbsp;B")
    assert (article.title, article.text) == ("A B", "First.\n\nSecond.")


@pytest.mark.parametrize("encoding", ["utf-16", "iso2022_jp"])
def test_a_feed_whose_letters_hold_the_byte_of_an_ampersand_keeps_them(encoding: str) -> None:
    declared = encoding.replace("iso2022_jp", "iso-2022-jp")
    text = "港の壁は高くなりました。ΑΒΓΔΕΖΗΘΙΚΛΜ"
    item = f"<item><title>t</title><description>{text}</description></item>"
    data = f"<?xml version='1.0' encoding='{declared}'?><rss>{item}</rss>".encode(encoding)
    assert read_file(data, source="a.rss", content_type=FEED).articles[0].text == text


def test_an_entry_without_author_has_that_of_its_feed() -> None:
    entry = f"<entry><title>One</title><content>{SENTENCES[0] * 9}</content>{{}}</entry>"
    own = entry.format("<author><name>Bo</name></author>")
    feed = f"<author><name>Ann</name></author>{entry.format('')}{own}"
    data = f"<feed xmlns='http://www.w3.org/2005/Atom'>{feed}</feed>".encode()
    articles = read_file(data, source="a.atom").articles
    assert [one.author for one in articles] == ["Ann", "Bo"]
    entries, _ = newest_entries(data, 2)
    assert [read_entry(one.data).author for one in entries] == ["Ann", "Bo"]


def test_a_chapter_that_declares_no_encoding_is_utf_8() -> None:
    with zipfile.ZipFile(io.BytesIO(make_epub())) as book:
        members: dict[str, str | bytes] = {name: book.read(name) for name in book.namelist()}
    members["OPS/two.xhtml"] = f"<html><body><p>{GERMAN}</p></body></html>"
    assert GERMAN.strip() in read_article(make_zip(members), source="a.epub").text
