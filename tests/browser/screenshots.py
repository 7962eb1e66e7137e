"""Screenshots of every state of the page: `python -m tests.browser.screenshots [FOLDER]`.

Light and dark, desktop and phone, of a new library with the sample articles. `answer.png` beside
them is the README's picture.
"""

import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, DESKTOP, PHONE, SAMPLES, serve, watch
from tests.browser.driver import ChatPage
from tests.browser.tour import tour

LOOKS: dict[str, tuple[dict[str, Any], bool]] = {
    f"{name}-{scheme}": ({**screen, "color_scheme": scheme}, name == "phone")
    for name, screen in (("desktop", DESKTOP), ("phone", PHONE))
    for scheme in ("light", "dark")
}
PICTURE = ("desktop-light", "source")  # the README's


def main(folder: Path) -> None:
    """Take them all."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        contextmanager(serve)(Path(place), *SAMPLES) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for look, (options, is_narrow) in LOOKS.items():
            _walk(browser, url, folder, look, options, is_narrow=is_narrow)
        browser.close()
    shutil.copy(folder / f"{'-'.join(PICTURE)}.png", folder / "answer.png")


def _walk(
    browser: Browser,
    url: str,
    folder: Path,
    look: str,
    options: dict[str, Any],
    *,
    is_narrow: bool,
) -> None:
    context = browser.new_context(reduced_motion="reduce", **options)
    page = context.new_page()
    chat = ChatPage(page, url, watch(page, url))
    chat.open()
    for state in tour(chat, is_narrow=is_narrow):
        path = folder / f"{look}-{state}.png"
        page.screenshot(path=path)
        sys.stdout.write(f"{path}\n")
    context.close()
    for problem in chat.problems:
        sys.stderr.write(f"{look}: {problem}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
