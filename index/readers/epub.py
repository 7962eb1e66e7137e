"""EPUB books → `Draft`: the chapters in reading order, their headings as sections."""

import posixpath
import zipfile
from urllib.parse import unquote

from index.readers.archive import open_zip, read_member
from index.readers.bylines import parse_date
from index.readers.decoding import decode
from index.readers.draft import Draft, TextBuilder
from index.readers.limits import Budget, FormatError, PasswordError
from index.readers.markup import add_html
from index.readers.xml_trees import Element, find_text, parse_xml

_PAGE_TYPES = frozenset(("application/xhtml+xml", "text/html"))


def read_epub(data: bytes, budget: Budget) -> Draft:
    """Read every chapter of a book; its table of contents is left out.

    Raises:
        PasswordError: Its chapters are locked.
        FormatError: It is damaged or a bomb.
    """
    with open_zip(data, what="book") as archive:
        container = parse_xml(read_member(archive, "META-INF/container.xml", budget), what="book")
        root = next(container.iter("{*}rootfile"), None)
        path = unquote(root.get("full-path") or "") if root is not None else ""
        package = parse_xml(read_member(archive, path, budget), what="book")
        title = find_text(package, "title")
        builder = TextBuilder()
        notes = []
        for name in _chapters(package, folder=posixpath.dirname(path)):
            _refuse_locked(archive, name, budget)
            try:
                # Books are UTF-8 unless they say otherwise, which HTML parsers do not know.
                chapter, mended = decode(read_member(archive, name, budget))
            except FormatError as exc:
                notes.append(f"the chapter {name!r} could not be read: {exc.reason}")
            else:
                notes += [f"the chapter {name!r}: {note}" for note in mended]
                add_html(builder, chapter, title=title)
    draft = Draft(
        text=builder.text(),
        title=title,
        author=", ".join(_texts(package, "creator")) or None,
        publisher=find_text(package, "publisher"),
        published_at=parse_date(find_text(package, "date")),
        sections=builder.sections(),
        blocks=builder.blocks(),
    )
    return draft.with_notes(notes)


def _texts(package: Element, name: str) -> list[str]:
    found = (" ".join("".join(one.itertext()).split()) for one in package.iter(f"{{*}}{name}"))
    return [text for text in found if text]


def _chapters(package: Element, *, folder: str) -> list[str]:
    """Give the names of the pages in the order of the spine."""
    pages = {
        item.get("id"): item.get("href") or ""
        for item in package.iter("{*}item")
        if item.get("media-type") in _PAGE_TYPES and "nav" not in (item.get("properties") or "")
    }
    spine = [item.get("idref") for item in package.iter("{*}itemref")]
    names = [pages[one] for one in dict.fromkeys(spine) if one in pages]
    return [posixpath.normpath(posixpath.join(folder, unquote(name))) for name in names]


def _refuse_locked(archive: zipfile.ZipFile, name: str, budget: Budget) -> None:
    """Fonts may be scrambled and the book be read; chapters may not."""
    if "META-INF/encryption.xml" not in archive.namelist():
        return
    locked = parse_xml(read_member(archive, "META-INF/encryption.xml", budget), what="book")
    if any(unquote(one.get("URI") or "") == name for one in locked.iter("{*}CipherReference")):
        raise PasswordError("the book")
