"""Mails and mailboxes (eml, mbox) → the message's `Draft` and its attachments as parts.

Web archives (mhtml) are mails too: `find_page` gives the page in one.
"""

import email
import re
from collections.abc import Iterator
from email.header import Header, decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from itertools import pairwise

from index.readers.draft import Draft, TextBuilder, clean
from index.readers.limits import Budget
from index.readers.markup import add_html
from index.readers.parts import Part, name_each
from index.readers.plain_text import add_text

# A `From ` line in a text has no blank line before it, or no header after it.
_FROM_LINE = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From \S[^\n]*\d{4}(?: [+-]\d{4})?[ \t\r]*\n(?=[!-9;-~]+:\s)"
)
_MAIL_TYPES = frozenset(("message/rfc822", "message/global"))
_ATTACHED_TYPES = frozenset(("text", "application", "message"))


def split_mail(data: bytes, budget: Budget) -> Iterator[Part]:
    """Give a mail as a part without a name, then its attachments but for pictures and sound.

    A mail attached to it is a part too, with what is attached to that inside.
    """
    message = email.message_from_bytes(data)
    yield Part(name="", data=data, draft=_read_message(message))
    attachments = [one for one in _walk(message) if _is_mail(one) or _is_attachment(one)]
    for part, name in zip(attachments, name_each([_name(one) for one in attachments]), strict=True):
        if _is_mail(part):
            budget.take_member()
            yield _mail_part(part, name.replace("/", "_"))
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            budget.take_member()
            yield Part(name=name.replace("/", "_"), data=content)


def _walk(message: Message) -> Iterator[Message]:
    """Give a message and the parts in it, but not those of mails attached to it."""
    yield message
    if message.is_multipart() and not _is_mail(message):
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _walk(part)


def _is_mail(part: Message) -> bool:
    return part.is_multipart() and part.get_content_type() in _MAIL_TYPES


def _inner(part: Message) -> Message:
    """Give the mail that an attached one wraps; some programs encode it as they do any file."""
    inner = next(one for one in part.get_payload() if isinstance(one, Message))
    if inner.keys() or "Content-Transfer-Encoding" not in part:
        return inner
    wrapped = Message()
    wrapped["Content-Transfer-Encoding"] = part["Content-Transfer-Encoding"]
    wrapped.set_payload(inner.get_payload())
    content = wrapped.get_payload(decode=True)
    return email.message_from_bytes(content) if isinstance(content, bytes) else inner


def _name(part: Message) -> str | None:
    """Name an attachment: as it says, or a mail by its subject."""
    name = _header(part.get_filename())
    if not _is_mail(part) or (name or "").lower().endswith(".eml"):
        return name
    subject = name or _header(_inner(part)["Subject"])
    return f"{subject[:100]}.eml" if subject else None


def _mail_part(part: Message, name: str) -> Part:
    try:
        return Part(name=name, data=_inner(part).as_bytes())
    except RecursionError:
        return Part(name=name, refusal="mails lie in it hundreds deep")
    except (LookupError, ValueError) as exc:
        return Part(name=name, refusal=f"it is damaged ({exc})")


def split_mailbox(data: bytes, budget: Budget) -> Iterator[Part]:
    """Give each message of a mailbox, called by its Message-ID."""
    starts = [match.start() for match in _FROM_LINE.finditer(data)] or [0]
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
    return _page_text(page) if page else "", _header_of(message, "Subject"), _day(message)


def _read_message(message: Message) -> Draft:
    builder = TextBuilder()
    title = _header_of(message, "Subject")
    for part in _bodies(message):
        if part.get_content_type() == "text/html":
            add_html(builder, _page_text(part), title=title)
        else:
            add_text(builder, _page_text(part))
    senders = getaddresses([_header_of(message, "From") or ""])
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
    elif not _is_mail(message):
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


def _header(value: object, charset: str | None = None) -> str | None:
    """Decode a header; one that cannot be stays as it is.

    Args:
        value: The header.
        charset: What it is in if it is in bytes and does not say so, which no header may and some do.
    """
    if value is None:
        return None
    try:
        if isinstance(value, Header):
            value = _decode_raw(decode_header(value.encode())[0][0], charset)
        text = str(make_header(decode_header(str(value))))
    except (LookupError, ValueError):
        text = str(value)
    return clean(text).replace("\n", " ") or None


def _decode_raw(data: bytes | str, charset: str | None) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(charset or "ascii")
    except (LookupError, UnicodeDecodeError):
        from index.readers.decoding import decode

        return decode(data)[0]


def _header_of(message: Message, name: str) -> str | None:
    """Decode a header of a mail; in bytes it is in what the mail's first text is in."""
    charsets = (part.get_content_charset() for part in message.walk())
    return _header(message[name], next(filter(None, charsets), None))


def _day(message: Message) -> str | None:
    try:
        return parsedate_to_datetime(str(message["Date"])).date().isoformat()
    except (TypeError, ValueError, OverflowError):
        return None
