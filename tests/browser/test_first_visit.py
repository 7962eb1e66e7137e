"""An empty library: it asks for files, and once it has some it offers questions about them."""

from collections.abc import Callable
from pathlib import Path

from tests.browser.conftest import PHONE, SAMPLES, MakePage, Restartable

EMPTY = tuple(word for word in SAMPLES if word != "--samples")


def test_an_empty_library_asks_for_files_and_then_offers_questions_about_them(
    make_restartable: Callable[..., Restartable], make_page: MakePage, tmp_path: Path
) -> None:
    server = make_restartable(*EMPTY)
    chat = make_page(url=server.url, **PHONE)
    page = chat.page
    page.wait_for_selector("#chat .hello:has-text('Your library is empty')")
    assert page.locator("#chat .example").count() == 0
    assert page.locator(".lib-failures:not([hidden])").count() == 0
    path = tmp_path / "mill.txt"
    path.write_text(
        "The Harrow mill was built in 1823 by two brothers. It ground barley for the county."
    )
    with page.expect_file_chooser() as choosing:
        page.locator("#chat .act.add").tap()
    choosing.value.set_files(str(path))
    page.wait_for_selector(".lib-note:has-text('Added')")
    page.keyboard.press("Escape")
    page.locator("#chat .example:has-text('When was the Harrow mill built?')").tap()
    chat.wait_answered(0)
    assert "1823" in page.inner_text("#chat .answer")

    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 no")
    page.set_input_files("#lib input[type=file]", str(broken))
    page.wait_for_selector("body.side-open .lib-fail:has-text('broken.pdf')")  # it is seen
    chat.reload()
    page.click(".top .new")
    page.wait_for_selector("#chat .example:has-text('When was the Harrow mill built?')")
