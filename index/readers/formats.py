"""Which reader reads which type. Each is imported when it is needed: who only asks needs none."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.readers import kinds
from index.readers.decoding import decode, is_binary
from index.readers.draft import Draft
from index.readers.limits import Budget, FormatError
from index.readers.parts import Part

MAX_MARKDOWN_CHARS = 2_000_000  # which take five seconds
AS_PLAIN_TEXT = f"it has more than {MAX_MARKDOWN_CHARS:,} characters: read as text, marks and all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """What a file is.

    Attributes:
        content_type: Its type.
        text: It decoded; empty for binary formats.
        notes: What decoding mended.
    """

    content_type: str
    text: str = ""
    notes: tuple[str, ...] = ()


def identify(data: bytes, *, name: str, content_type: str | None = None) -> Identified:
    """Tell the type by content, decoding what is text.

    Raises:
        TypeRefusedError: No reader knows the type.
        PasswordError: It is encrypted.
    """
    found = kinds.find_signature(data, name=name)
    if found is not None:
        return Identified(content_type=found)
    if kinds.named_binary(name) and is_binary(data):
        what = kinds.named_binary(name)
        reason = f"it is named as a {what} but is not one, or is damaged at its start"
        raise FormatError(reason, hint="check that it was saved or downloaded whole")
    text, notes = decode(data)
    found = content_type or kinds.find_text_type(text, name=name)
    return Identified(content_type=found, text=text, notes=notes)


def split(found: Identified, data: bytes, budget: Budget) -> Iterator[Part]:
    """Take a file of several articles apart."""
    if found.content_type == kinds.ZIP:
        from index.readers.zipped import split_zip

        return split_zip(data, budget)
    if found.content_type == kinds.FEED:
        from index.readers.feed import split_feed

        return split_feed(data, budget)
    if found.content_type in (kinds.MAIL, kinds.MBOX):
        from index.readers.mail import split_mail, split_mailbox

        return (split_mail if found.content_type == kinds.MAIL else split_mailbox)(data, budget)
    from index.readers.records import split_json, split_json_lines

    is_whole = found.content_type == kinds.JSON
    return (split_json if is_whole else split_json_lines)(found.text, budget)


def read(found: Identified, data: bytes, budget: Budget) -> Draft:
    """Read a file that is one article."""
    is_text = bool(found.text)
    draft = _read_text(found, data) if is_text else _read_binary(found.content_type, data, budget)
    return draft.with_notes(found.notes)


def _read_text(found: Identified, data: bytes) -> Draft:
    if found.content_type == kinds.HTML:
        from index.readers.web_page import read_web_page

        return read_web_page(found.text)
    if found.content_type == kinds.ENTRY:
        from index.readers.feed import read_entry

        return read_entry(data)
    if found.content_type == kinds.MARKDOWN and len(found.text) <= MAX_MARKDOWN_CHARS:
        from index.readers.markdown import read_markdown

        return read_markdown(found.text)
    if found.content_type in (kinds.CSV, kinds.TSV):
        from index.readers.sheets import read_delimited

        return read_delimited(found.text)
    if found.content_type == kinds.NOTEBOOK:
        from index.readers.notebook import read_notebook

        return read_notebook(found.text)
    if found.content_type == kinds.MHTML:
        return _read_web_archive(data)
    from index.readers.plain_text import read_plain_text

    draft = read_plain_text(found.text)
    is_long = found.content_type == kinds.MARKDOWN
    return draft.with_notes([AS_PLAIN_TEXT] if is_long else [])


def _read_web_archive(data: bytes) -> Draft:
    from index.readers.mail import find_page
    from index.readers.web_page import read_web_page

    page, title, saved_at = find_page(data)
    draft = read_web_page(page)
    return replace(draft, title=draft.title or title, published_at=draft.published_at or saved_at)


def _read_binary(content_type: str, data: bytes, budget: Budget) -> Draft:
    if content_type == kinds.PDF:
        from index.readers.pdf import read_pdf

        return read_pdf(data, budget)
    if content_type == kinds.DOCX:
        from index.readers.word import read_word

        return read_word(data, budget)
    if content_type == kinds.PPTX:
        from index.readers.slides import read_slides

        return read_slides(data, budget)
    if content_type == kinds.XLSX:
        from index.readers.sheets import read_workbook

        return read_workbook(data, budget)
    if content_type == kinds.EPUB:
        from index.readers.epub import read_epub

        return read_epub(data, budget)
    if content_type == kinds.RTF:
        from index.readers.rich_text import read_rich_text

        return read_rich_text(data)
    from index.readers.open_document import read_open_document

    return read_open_document(data, budget)
