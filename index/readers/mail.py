"""Mails and mailboxes (eml, mbox) → the message's `Draft` and its attachments as parts.

Web archives (mhtml) are mails too: `find_page` gives the page in one.
"""

import email
import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from itertools import pairwise

from index.readers.draft import Draft, TextBuilder, clean
from index.readers.limits import Budget
from index.readers.markup import add_html
from index.readers.parts import Part, name_each
from index.readers.plain_text import add_text

_FROM_LINE = re.compile(rb"^From \S.*\d{4}\s*$", re.MULTILINE)
_ATTACHED_TYPES = frozenset(("text", "application", "message"))


def split_mail(data: bytes, budget: Budget) -> Iterator[Part]:
    """Give a mail as a part without a name, then its attachments but for pictures and sound."""
    message = email.message_from_bytes(data)
    yield Part(name="", data=data, draft=_read_message(message))
    attachments = [one for one in message.walk() if _is_attachment(one)]
    for part, name in zip(
        attachments, name_each([_header(one.get_filename()) for one in attachments]), strict=True
    ):
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            budget.take_member()
            yield Part(name=name.replace("/", "_"), data=content)


def split_mailbox(data: bytes, budget: Budget) -> Iterator[Part]:
    """Give each message of a mailbox, called by its Message-ID."""
    starts = [match.start() for match in _FROM_LINE.finditer(data)]
    messages = []
    for start, end in pairwise([*starts, len(data)]):
        budget.take_member()
        body = data[start:end].partition(b"\n")[2]
        messages.append(re.sub(rb"(?m)^>(>*From )", rb"\1", body).strip() + b"\n")
    ids = [email.message_from_bytes(one[:20_000]).get("Message-ID") for one in messages]
    names = name_each([re.sub(r"[<>\s/]", "", one) if one else None for one in map(_header, ids)])
    for name, message in zip(names, messages, strict=True):
        yield Part(name=f"{name}.eml", data=message)


def find_page(data: bytes) -> tuple[str, str | None, str | None]:
    """Give the page of a web archive, its title and its day of saving."""
    message = email.message_from_bytes(data)
    page = next((p for p in message.walk() if p.get_content_type() == "text/html"), None)
    return _page_text(page) if page else "", _header(message["Subject"]), _day(message)


def _read_message(message: Message) -> Draft:
    builder = TextBuilder()
    title = _header(message["Subject"])
    for part in _bodies(message):
        if part.get_content_type() == "text/html":
            add_html(builder, _page_text(part), title=title)
        else:
            add_text(builder, _page_text(part))
    senders = getaddresses([_header(message["From"]) or ""])
    author = next((name or address for name, address in senders if name or address), None)
    return Draft(
        text=builder.text(), title=title, author=author, published_at=_day(message),
        sections=builder.sections(), blocks=builder.blocks(),
    )  # fmt: skip


def _bodies(message: Message) -> Iterator[Message]:
    """Give the parts that are the message: of the versions of one text the plain one, if any."""
    if _is_attachment(message):
        return
    if not message.is_multipart():
        if message.get_content_type() in ("text/plain", "text/html"):
            yield message
        return
    parts = [part for part in message.get_payload() if isinstance(part, Message)]
    if message.get_content_type() == "multipart/alternative":
        texts = [list(_bodies(part)) for part in parts]
        plain = [one for one in texts if one and one[0].get_content_type() == "text/plain"]
        is_said = bool(plain) and bool(_page_text(plain[0][0]).strip())
        yield from plain[0] if is_said else next((one for one in reversed(texts) if one), [])
    elif message.get_content_type() != "message/rfc822":
        for part in parts:
            yield from _bodies(part)


def _is_attachment(part: Message) -> bool:
    is_named = bool(part.get_filename()) or part.get_content_disposition() == "attachment"
    return is_named and not part.is_multipart() and part.get_content_maintype() in _ATTACHED_TYPES


def _page_text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset()
    try:
        return content.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        from index.readers.decoding import decode

        return decode(content)[0]


def _header(value: object) -> str | None:
    """Decode a header; one that cannot be stays as it is."""
    if value is None:
        return None
    try:
        text = str(make_header(decode_header(str(value))))
    except (LookupError, ValueError):
        text = str(value)
    return clean(text).replace("\n", " ") or None


def _day(message: Message) -> str | None:
    try:
        return parsedate_to_datetime(str(message["Date"])).date().isoformat()
    except (TypeError, ValueError, OverflowError):
        return None
