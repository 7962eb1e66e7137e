"""XML and HTML → trees, parsed so that no entity, DTD or address of the file is followed."""

from lxml import etree, html
from lxml.etree import _Element as Element

from index.readers.limits import FormatError

__all__ = [
    "Element",
    "find_text",
    "local_name",
    "parse_html",
    "parse_list",
    "parse_xml",
    "to_bytes",
]


MAX_TAGS = 2_000_000  # of a list; they take 200 MB and two seconds


def parse_list(data: bytes, *, what: str) -> Element:
    """Parse a feed or sitemap, taking what can be had of a broken one.

    Raises:
        FormatError: It is no XML, or has more than `MAX_TAGS` tags.
    """
    if data.count(b"<") > MAX_TAGS:
        raise FormatError(f"the {what} has more than {MAX_TAGS:,} tags", hint="split it")
    return parse_xml(data, what=what, recover=True)


def parse_xml(data: bytes, *, what: str, recover: bool = False) -> Element:
    """Parse XML.

    Args:
        data: The bytes, in the encoding that they declare.
        what: How to name it in messages.
        recover: Take what can be had of broken XML.

    Raises:
        FormatError: It is not well-formed, or nested or expanded beyond what is sane.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise FormatError(f"the {what} is damaged ({exc})") from exc
    if root is None:
        raise FormatError(f"the {what} is damaged (it holds no XML)")
    return root


def parse_html(text: str | bytes) -> Element | None:
    """Parse HTML, however broken; None without any element."""
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    if isinstance(text, str):
        parser = html.HTMLParser(
            no_network=True, huge_tree=False, remove_comments=True, remove_pis=True,
            encoding="utf-8",
        )  # fmt: skip
        text = text.encode("utf-8", "ignore")
    try:
        return html.document_fromstring(text, parser=parser) if text.strip() else None
    except etree.ParserError:  # nothing but comments
        return None


def to_bytes(element: Element) -> bytes:
    """Give an element as XML without what follows it."""
    return bytes(etree.tostring(element, with_tail=False))


def local_name(element: Element) -> str:
    """Give a tag without its namespace; empty for what is no element, such as an entity."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def find_text(root: Element, *names: str) -> str | None:
    """Give the text of the first descendant that has one, by local names in order of preference."""
    for name in names:
        for element in root.iter(f"{{*}}{name}"):
            text = " ".join("".join(element.itertext()).split())
            if text:
                return text
    return None
