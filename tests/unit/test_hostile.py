"""Files that mean harm, or are broken: refused or read in part, and said so, within their limits."""

import io
import os
import time
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from index.errors import EncryptedFileError, ReadingError
from index.readers import kinds
from index.readers.limits import Limits
from index.reading import Contents, read_file
from index.reading_process import FileReader
from index.samples import FOLDER
from index.sources import find_files
from index.sources import read_file as read_bytes
from tests.good_office import make_docx, make_epub, make_odt, make_zip
from tests.good_texts import make_markdown

GOOD = make_markdown()


def read(data: bytes, name: str, **limits: Any) -> Contents:
    return read_file(data, source=name, limits=Limits(**limits))


def test_a_bomb_in_an_archive_is_refused_and_the_rest_is_read() -> None:
    contents = read(make_zip({"bomb.txt": b"0" * 50_000_000, "good.md": GOOD}), "a.zip")
    assert [article.source for article in contents.articles] == ["a.zip/good.md"]
    assert "is a bomb" in contents.failures[0].reason


def unzip(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("good", "main"), [(make_docx(), "word/document.xml"), (make_odt(), "content.xml")]
)
def test_a_bomb_in_an_office_file_is_refused(good: bytes, main: str) -> None:
    members = unzip(good)
    members[main] += b" " * 60_000_000
    with pytest.raises(ReadingError, match="is a bomb"):
        read(make_zip(dict(members)), "a.bin")


def test_a_bomb_among_the_chapters_of_a_book_is_left_out_and_said() -> None:
    members = unzip(make_epub())
    members["OPS/two.xhtml"] += b" " * 60_000_000
    contents = read(make_zip(dict(members)), "a.epub")
    assert "is a bomb" in contents.notes[0].text


def test_archives_share_one_limit_and_end_at_a_depth() -> None:
    members: dict[str, str | bytes] = {f"{n}.txt": os.urandom(700).hex() for n in range(9)}
    contents = read(make_zip(members), "a.zip", max_unpacked_bytes=5_000)
    assert (len(contents.articles), len(contents.failures)) == (3, 6)
    assert "unpacks to more than the limit of 5,000 bytes" in contents.failures[0].reason
    nested = make_zip({"good.md": GOOD})
    for _ in range(5):
        nested = make_zip({"in.zip": nested, "good.md": GOOD})
    contents = read(nested, "a.zip")
    assert len(contents.articles) == 3
    assert "archives deep" in contents.failures[0].reason


def test_links_and_names_that_lead_out_of_an_archive_are_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        link = zipfile.ZipInfo("link.md")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("../../outside.md", GOOD)
        archive.writestr("/etc/absolute.md", GOOD)
        archive.writestr("good.md", GOOD)
        archive.writestr("n\udcffame.md".encode("utf-8", "backslashreplace").decode(), GOOD + " ")
    contents = read(written.getvalue(), "a.zip")
    assert len(contents.articles) == 2
    reasons = " | ".join(failure.reason for failure in contents.failures)
    assert "it is a link" in reasons
    assert reasons.count("leads out of the archive") == 2


def test_an_encrypted_archive_is_named() -> None:
    data = bytearray(make_zip({"a.md": GOOD}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(EncryptedFileError, match="zip archive is protected by a password"):
        read(bytes(data), "a.zip")


LOL = "<!DOCTYPE lolz [<!ENTITY a 'lol'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)
SECRET = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>"


@pytest.mark.parametrize("entity", [f"{LOL}]>", f"{SECRET}]>"])
@pytest.mark.parametrize("kind", ["feed", "odt", "docx"])
def test_entities_are_not_followed(entity: str, kind: str) -> None:
    name = "&j;" if "lolz" in entity else "&x;"
    feed = f"<?xml version='1.0'?>{entity}<rss><item><title>t</title><description>Words {name} here.</description></item></rss>"
    started = time.monotonic()
    try:
        if kind == "feed":
            contents = read(feed.encode(), "a.rss")
        else:
            main = "content.xml" if kind == "odt" else "word/document.xml"
            members = unzip(make_odt() if kind == "odt" else make_docx())
            text = members[main].decode().replace("wall of Orrin grew", f"wall of {name} grew", 1)
            members[main] = (entity + (text.partition("?>")[2] or text)).encode()
            contents = read(make_zip(dict(members)), "a.bin")
    except ReadingError:
        return
    finally:
        assert time.monotonic() - started < 10
    assert "root:" not in contents.articles[0].text
    assert "lollol" not in contents.articles[0].text


@pytest.mark.parametrize(
    "entity", [f"{LOL}]>", f"{SECRET}]>", f"<!DOCTYPE a [<!ENTITY x '{GOOD * 9}'>]>"]
)
def test_a_feed_that_defines_its_own_entities_says_that_they_are_not_read(entity: str) -> None:
    name = "&j;" if "lolz" in entity else "&x;"
    item = f"<item><title>t</title><description>Words {name} here.</description></item>"
    data = f"{entity}<rss>{item * 2}</rss>".encode()
    contents = read_file(data, source="a.rss", content_type=kinds.FEED)
    assert contents.articles[0].text == f"Words {name} here."
    assert [note.text for note in contents.notes] == [
        f"the feed defines its own entities, which are not read (the first is '{name}')"
    ]


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<![CDATA[", "<!ENTITY a ", '<!ENTITY a "', "&", "&a", "<?x", "<!ENTITY a '&#1;'>"],
)
def test_small_feeds_of_marks_are_read_quickly(piece: str) -> None:
    data = (b"<!DOCTYPE a [" + piece.encode() * 50_000)[:200_000]
    started = time.monotonic()
    with suppress(ReadingError):
        read_file(data, source="a.rss", content_type=kinds.FEED)
    assert time.monotonic() - started < 5


def test_a_long_pdf_is_read_in_part_and_says_so() -> None:
    document = pypdfium2.PdfDocument(FOLDER / "seabird-survey.pdf")
    long = pypdfium2.PdfDocument.new()
    for _ in range(20):
        long.import_pages(document)
    written = io.BytesIO()
    long.save(written)
    contents = read(written.getvalue(), "a.pdf", max_pages=7)
    assert len(contents.articles[0].pages) == 7
    assert contents.notes[0].text == "only the first 7 of 40 pages were read"


def test_a_scanned_pdf_is_named_as_such() -> None:
    empty = pypdfium2.PdfDocument.new()
    empty.new_page(200, 200)
    written = io.BytesIO()
    empty.save(written)
    with pytest.raises(ReadingError) as caught:
        read(written.getvalue(), "a.pdf")
    assert "OCR" in caught.value.hint


@pytest.mark.parametrize("piece", ["[", "![", "<!--", "<script ", "---\n[", "> ", "- "])
@pytest.mark.parametrize("name", ["a.md", "a.html"])
def test_small_texts_of_marks_are_read_quickly(piece: str, name: str) -> None:
    started = time.monotonic()
    with suppress(ReadingError):
        read((piece * 12_000)[:12_000].encode(), name)
    assert time.monotonic() - started < 10


def test_a_large_text_of_marks_ends_at_the_time_limit_and_the_next_is_read() -> None:
    with FileReader(Limits(max_seconds=2)) as reader:
        with pytest.raises(ReadingError, match="took longer than 2 seconds"):
            reader.read(b"[" * 1_900_000, source="a.md")
        assert reader.read(make_docx(), source="b.docx").is_single


def test_long_markdown_and_tables_are_read_in_part_and_say_so() -> None:
    contents = read(("Words of *one* paragraph here.\n\n" * 70_000).encode(), "a.md")
    assert "read as text, marks and all" in contents.notes[0].text
    contents = read(("a,b,c,d\n" * 60_000).encode(), "a.csv")
    assert contents.notes[0].text == "only the first 200,000 cells were read"


def test_a_crashing_reader_costs_one_file() -> None:
    with FileReader() as reader:
        assert reader.read(make_docx(), source="a.docx").is_single
        assert reader._process is not None
        reader._process.kill()
        with pytest.raises(ReadingError, match="crashed its reader"):
            reader.read(make_docx(), source="b.docx")
        assert reader.read(make_docx(), source="c.docx").is_single


def test_one_line_of_five_megabytes_and_zero_bytes_are_read() -> None:
    line = "All words of this line stand on it. " * 140_000
    assert len(read(line.encode(), "a.txt").articles[0].text) > 5_000_000
    assert (
        "before after"
        in read(b"Words before\x00 after, and more of them.", "a.txt").articles[0].text
    )


def test_pipes_loops_and_folders_without_permission_do_not_stop_the_rest(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "good.md").write_text(GOOD)
    (tmp_path / os.fsdecode(b"n\xff.md")).write_text(GOOD)
    files, failures = find_files([tmp_path])
    assert sorted(Path(one.source).name for one in failures) == ["loop", "pipe.txt", "round"]
    read_well = []
    for path in files:
        with suppress(ReadingError):
            read_well.append(read_bytes(path, limit=10_000))
    assert len(read_well) == 2


def test_a_file_that_grows_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.txt"
    path.write_text("one line\n" * 1000)
    real = os.fstat

    def append(descriptor: int) -> os.stat_result:
        found = real(descriptor)
        with path.open("a") as file:
            file.write("more\n")
        return found

    monkeypatch.setattr("index.sources.os.fstat", append)
    with pytest.raises(ReadingError, match="changed while it was read"):
        read_bytes(path, limit=10**6)


def test_an_error_in_the_middle_of_a_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Share(io.BytesIO):
        def fileno(self) -> int:
            return os.open(tmp_path / "a.txt", os.O_RDONLY)

        def read(self, *_: object) -> bytes:
            raise OSError(5, "Input/output error")

    (tmp_path / "a.txt").write_text("words")
    monkeypatch.setattr("index.sources._open", lambda _: Share())
    with pytest.raises(ReadingError, match="Input/output error"):
        read_bytes(tmp_path / "a.txt", limit=10**6)


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    started = time.monotonic()
    with pytest.raises(ReadingError, match="2,000,000,000 bytes, the limit is 64,000,000"):
        read_bytes(path, limit=64_000_000)
    assert time.monotonic() - started < 1


def test_a_bomb_in_the_member_that_names_the_type_is_not_unpacked_to_tell_it() -> None:
    data = make_zip({"mimetype": b"a" * 60_000_000, "good.md": GOOD})
    tracemalloc.start()
    try:
        kinds._find_zipped(data)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 5_000_000
