"""Office Open XML packages (docx, pptx, xlsx): in the form that libraries read, and what they do not.

Templates, shows and files with macros differ from documents in a declared type alone, files of the
strict standard (ISO/IEC 29500) in the names of their namespaces. Knows no format's text.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from index.readers.archive import check_unpacked, open_zip
from index.readers.limits import Budget
from index.readers.xml_trees import parse_xml

_TYPES = "[Content_Types].xml"
_FORMATS = "application/vnd.openxmlformats-officedocument."
_MAIN_TYPES = {
    re.compile(
        rb"application/vnd\.(?:ms-word|openxmlformats-officedocument\.wordprocessingml)"
        rb"\.\w+(?:\.macroEnabled\w*)?\.main\+xml"
    ): f"{_FORMATS}wordprocessingml.document.main+xml".encode(),
    re.compile(
        rb"application/vnd\.(?:ms-powerpoint|openxmlformats-officedocument\.presentationml)"
        rb"\.\w+(?:\.macroEnabled\w*)?\.main\+xml"
    ): f"{_FORMATS}presentationml.presentation.main+xml".encode(),
}
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
DIAGRAM_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"


def read_package(data: bytes, budget: Budget, *, what: str) -> bytes:
    """Check a package against the limits and give it as a document of the usual standard.

    Raises:
        FormatError: It is damaged or a bomb.
    """
    with open_zip(data, what=what) as archive:
        check_unpacked(archive, budget, what=what)
        types = archive.read(_TYPES) if _TYPES in archive.namelist() else b""
        usual = types
        for main_type, document in _MAIN_TYPES.items():
            usual = main_type.sub(document, usual)
        relations = archive.read("_rels/.rels") if "_rels/.rels" in archive.namelist() else b""
        if usual == types and not _STRICT.search(relations):
            return data
        return _rewrite(archive, usual)


def _rewrite(archive: zipfile.ZipFile, types: bytes) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as written:
        for name in dict.fromkeys(archive.namelist()):
            part = types if name == _TYPES else archive.read(name)
            written.writestr(name, _STRICT.sub(_USUAL, part))
    return found.getvalue()


def drawn_lines(data: bytes, *, what: str) -> Iterator[str]:
    """Give the lines of text that can be had in a drawing's or diagram's XML, which may be broken."""
    for paragraph in parse_xml(data, what=what, recover=True).iter(f"{_DRAWING}p"):
        yield "".join(text.text or "" for text in paragraph.iter(f"{_DRAWING}t"))
