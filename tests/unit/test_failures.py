"""Failures as the page words them: what is wrong, and what a person there can do."""

import pytest

from index.schema import Failure
from ui.failures import for_page, read_address


@pytest.mark.parametrize(
    ("reason", "hint", "shown", "says"),
    [
        (
            "cannot read 'a.pdf': it has 30,000,000 bytes, the limit is 25,000,000",
            "split it, or raise CITEWELL_MAX_FILE_BYTES",
            "it has 30,000,000 bytes, the limit is 25,000,000",
            "split it",
        ),
        (
            "cannot fetch 'http://x.test/': the host 'x.test' is not on the public internet",
            "save the page and add the file, or name the host in CITEWELL_ALLOWED_HOSTS",
            "the host “x.test” is not on the public internet",
            "save the page",
        ),
        (
            'cannot read "it\'s.pdf": its beginning is broken (PdfReadError: EOF marker)',
            "open it in another program and save it again",
            "its beginning is broken",
            "save it again",
        ),
        (
            "cannot read 'a.key': unsupported type '.key' (supported: .pdf, .txt)",
            "export it as PDF or text",
            "unsupported type “.key”",
            "as PDF",
        ),
        ("cannot read 'a.key': no", "run `citewell doctor`", "no", "whoever runs this server"),
        ("the file's 'a b' isn't one", "x", "the file's “a b” isn't one", "x"),
        ("it holds (about) 3 pages", "add it", "it holds (about) 3 pages", "add it"),
    ],
)
def test_a_failure_says_what_is_wrong_and_what_can_be_done_here(
    reason: str, hint: str, shown: str, says: str
) -> None:
    failure = for_page(Failure(source="x", reason=reason, hint=hint))
    assert failure.reason == shown
    assert says in failure.hint
    assert "CITEWELL_" not in failure.hint
    assert "citewell doctor" not in failure.hint


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        (" https://example.org/a?b#c ", "https://example.org/a?b#c"),
        ("HTTP://EXAMPLE.org", "HTTP://EXAMPLE.org"),
        ("example.org/a", "https://example.org/a"),
        ("localhost", "https://localhost"),
        ("localhost:8080/a", "https://localhost:8080/a"),
    ],
)
def test_what_is_an_address_is_taken(pasted: str, address: str) -> None:
    assert read_address(pasted) == address


@pytest.mark.parametrize(
    "pasted",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.org/a",
        "mailto:a@example.org",
        "data:text/html,x",
        "two words",
        "/etc/passwd",
        "C:\\notes.txt",
        "https://",
        "notaurl",
        "https://ann:secret@example.org/",
        "…",
    ],
)
def test_what_is_none_is_said_in_plain_words(pasted: str) -> None:
    failure = read_address(pasted)
    assert isinstance(failure, Failure)
    assert failure.reason == "this is not a web address"
    assert "https://" in failure.hint
