"""Adding articles on the page: by file, by address, what cannot be read, and articles that mean harm."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.driver import ChatPage
from tests.integration.web_server import serve_web

HARM = (
    "<img src=x onerror=alert(1)> <script>window.harmed=1</script> ${alert(2)} {{value}} `ticks` "
    "![p](http://evil.test/p.png) [l](javascript:alert(3)) <button class=cite value=t1-1>1</button>"
)


def test_a_page_is_added_by_address_and_an_internal_one_refused(chat: ChatPage) -> None:
    page = chat.page
    with serve_web() as web:
        page.fill(".lib-address input", web.article())
        page.keyboard.press("Enter")
        page.wait_for_selector(".lib-item:has-text('Quarry choir grows')")
        chat.ask("How many singers has the Ombrel quarry choir?")
        assert "fifty-one singers" in page.inner_text("#chat .answer")
        page.fill(".lib-address input", web.url + "/choir")
        page.click(".lib-go")
        page.wait_for_selector(".lib-note:has-text('is already in the library')")
    page.fill(".lib-address input", "http://169.254.169.254/latest/meta-data/")
    page.click(".lib-go")
    page.wait_for_selector(".lib-fail:has-text('not on the public internet')")
    assert "CITEWELL_" not in page.inner_text(".lib-fail")
    assert page.locator(".toast-body:has-text('169.254.169.254')").count() == 0  # said once
    page.fill(".lib-address input", "javascript:alert(8)")
    page.click(".lib-go")
    page.wait_for_selector(".lib-fail:has-text('This is not a web address.')")
    assert page.input_value(".lib-address input") == "javascript:alert(8)"  # to be mended
    for number in range(3):
        page.fill(".lib-address input", f"javascript:alert({number})")
        page.click(".lib-go")
        page.wait_for_selector(f".lib-fail:has-text('alert({number})')")
    assert page.locator(".lib-fail:visible").count() == 3
    page.click(".lib-failures summary:has-text('2 earlier')")
    assert page.locator(".lib-fail:visible").count() == 5
    assert page.evaluate("document.querySelector('.lib-list').clientHeight") > 100  # not pushed out
    page.click(".lib-clear:has-text('Dismiss all')")
    chat.open_menu("Quarry choir grows")
    page.click(".lib-menu button:has-text('Import again')")
    page.wait_for_selector(".lib-note.bad:has-text('he connection failed')")
    chat.problems.clear()  # Chromium reports that answer's status as a console error
    chat.delete("Quarry choir grows")


def test_a_feed_is_added_by_its_address(chat: ChatPage) -> None:
    page = chat.page
    titles = ["Ombrel choir in spring", "Ombrel choir in autumn"]
    with serve_web() as web:
        for number, title in enumerate(titles):
            web.article(f"/{number}", more=f"Its tenor number {number} came from far away. " * 9)
            status, headers, body = web.pages[f"/{number}"]
            shown = body.replace(b"Quarry choir grows", title.encode())
            web.pages[f"/{number}"] = (status, headers, shown)
        items = "".join(f"<item><link>/{path}</link></item>" for path in (0, "gone", 1))
        feed = web.put("/feed", f"<rss><channel>{items}</channel></rss>")
        page.fill(".lib-address input", feed)
        page.keyboard.press("Enter")
        page.wait_for_selector(f".lib-note:has-text('{feed}: 2 added, 0 updated, 0 unchanged')")
        page.wait_for_selector(f".lib-fail:has-text('{web.url}/gone')")
    page.click(".lib-clear:has-text('Dismiss all')")
    for title in titles:
        chat.delete(title)


def test_files_may_be_dropped_on_the_chat(chat: ChatPage) -> None:
    page = chat.page
    drop = """kind => {
      const data = new DataTransfer();
      data.items.add(new File(['The gravel pit of Ombrel is nine fathoms deep.'], 'Dropped pit.txt'));
      const options = { dataTransfer: data, bubbles: true, cancelable: true };
      document.querySelector('#chat').dispatchEvent(new DragEvent(kind, options)); }"""
    page.evaluate(drop, "dragover")
    page.wait_for_selector(".lib-drop.show")
    page.evaluate(drop, "drop")
    page.wait_for_selector(".lib-drop", state="hidden")
    page.wait_for_selector(".lib-item:has-text('Dropped pit')")
    chat.delete("Dropped pit")


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.txt", b""), ("picture.png", b"\x89PNG\r\n\x1a\n\0\0"), ("broken.pdf", b"%PDF-1.7 no")],
    ids=["empty", "binary", "broken"],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    chat: ChatPage, tmp_path: Path, name: str, content: bytes
) -> None:
    count = chat.page.locator(".lib-item").count()
    path = tmp_path / name
    path.write_bytes(content)
    chat.upload(str(path))
    chat.page.wait_for_selector(f".lib-fail:has-text('{name}')")
    assert chat.page.inner_text(".lib-fail").count(name) == 1
    assert chat.page.locator(".toast-body").count() == 0
    assert chat.page.inner_text(".lib-fail .lib-hint")
    assert chat.page.locator(".lib-item").count() == count
    with chat.page.expect_response("**/queue/join*"):
        chat.page.click(".lib-clear:has-text('Dismiss all')")
    chat.reload()
    assert chat.page.locator(".lib-fail").count() == 0


def test_an_article_that_means_harm_is_text_everywhere(chat: ChatPage, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(4)> ${alert(5)} {{value}}.txt"
    body = f"{HARM}\n\nThe zorbulon ledger \N{GRINNING FACE} reads {HARM} in full."
    (tmp_path / name).write_text(body)
    chat.upload(str(tmp_path / name))
    question = "What does the zorbulon ledger read?"
    chat.ask(question)
    quote = chat.answer_of(question)["sentences"][0]["citations"][0]["quote"]
    assert "onerror=alert(1)" in chat.page.inner_text("#chat .answer")
    chat.page.locator("#chat .cite").first.hover()
    chat.page.wait_for_selector(".cite-card.show")
    chat.page.locator("#chat .cite").first.click()
    assert "${alert(2)}" in quote
    assert chat.marked_text() == " ".join(quote.split())  # the emoji shifts nothing
    chat.page.wait_for_timeout(300)  # an image would have been asked for by now
    markup = "#chat img, #chat script, #chat a, #sources img, #lib img, .cite-card img"
    assert chat.page.locator(markup).count() == 0
    assert chat.page.evaluate("window.harmed") is None
    chat.delete("alert(")
    assert chat.page.locator("#lib img, .toast-body img").count() == 0


def test_what_was_mended_in_a_file_is_said_and_success_too(chat: ChatPage, tmp_path: Path) -> None:
    path = tmp_path / "Mended.txt"
    path.write_bytes("Die Fähre fährt über den größten Fluss. ".encode() * 20 + b" \xff Ende.")
    chat.upload(str(path))
    chat.page.wait_for_selector(".lib-note:has-text('Added “Mended.txt”')")
    assert "Mended.txt: " in " ".join(chat.page.locator(".lib-note").all_inner_texts())
    chat.delete("Mended")


def test_a_dropped_folder_is_told_from_a_file(chat: ChatPage) -> None:
    chat.page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(['The weir of Ombrel is old.'], 'Weir.txt'));
          const [file] = data.items;
          const folder = {kind: 'file', webkitGetAsEntry: () => ({isDirectory: true})};
          const files = [new File([], 'news'), data.files[0]];
          const event = new DragEvent('drop', {bubbles: true, cancelable: true});
          Object.defineProperty(event, 'dataTransfer', {value: {types: ['Files'], items: [folder, file], files}});
          document.body.dispatchEvent(event);
        }"""
    )
    chat.page.wait_for_selector("text=A folder cannot be dropped here")
    chat.page.wait_for_selector(".lib-item:has-text('Weir')")
    assert chat.page.locator(".lib-item:has-text('news')").count() == 0
    chat.delete("Weir")


def test_a_file_whose_text_has_changed_may_replace_the_older_one(
    chat: ChatPage, tmp_path: Path
) -> None:
    path = tmp_path / "toasters.txt"
    for price in ("45", "52"):
        path.write_text(f"Toasters of Ardvale\n\nThe big toaster costs {price} crowns at the fair.")
        chat.upload(str(path))
    rows = chat.page.locator(".lib-item", has_text="Toasters of Ardvale")
    expect(rows).to_have_count(2)
    chat.page.click(".lib-note:has-text('toasters.txt') .lib-undo")
    chat.page.wait_for_selector(".lib-note:has-text('Deleted “')")
    expect(rows).to_have_count(1)
    chat.ask("What does the big toaster cost at the fair?")
    assert "52 crowns" in chat.page.inner_text("#chat .answer")
    chat.delete("Toasters of Ardvale")
