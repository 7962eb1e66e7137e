"""Drive the chat page: what a person does, and waiting on states instead of on time."""

from typing import Any

from playwright.sync_api import Error, Page

Q_ANSWERED = "How many people were injured in the Sallow Bridge collapse?"
Q_FOLLOWING = "Why did the puffins of Fethra do so well?"
Q_UNANSWERED = "What is the boiling point of mercury?"

_IS_DONE = """n => document.querySelectorAll('#chat .answer').length > n
  && !document.querySelector('#chat .status') && !document.querySelector('#ask .stop-button')"""
_IS_MARK_IN_VIEW = """() => {
  const marks = [...document.querySelectorAll('.sv mark.on')];
  if (!marks.length) return false;
  const body = document.querySelector('.sv-body').getBoundingClientRect();
  return marks[0].getBoundingClientRect().top >= body.top - 1
    && marks.at(-1).getBoundingClientRect().bottom <= body.bottom + 1; }"""


class ChatPage:
    """One open page; `problems` collects what no page may ever do."""

    def __init__(self, page: Page, url: str, problems: list[str]) -> None:
        self.page = page
        self.url = url
        self.problems = problems

    def open(self) -> None:
        """Go to the page and wait until it can be used."""
        self.page.goto(self.url, wait_until="domcontentloaded")
        self.wait_ready()

    def reload(self) -> None:
        """Load the page again, as the same browser.

        A page whose server came back may be doing so by itself at that moment.
        """
        try:
            self.page.reload(wait_until="domcontentloaded")
        except Error as error:
            if not any(cause in error.message for cause in ("ERR_ABORTED", "Not attached")):
                raise
            self.page.wait_for_load_state("domcontentloaded")
        self.wait_ready()

    def wait_ready(self) -> None:
        """Wait for the question box and the first list of articles."""
        self.page.wait_for_selector("#ask textarea")
        self.page.wait_for_selector(".lib-item, .lib-none", state="attached")
        self.page.wait_for_selector(".sv-head", state="attached")

    def type_question(self, question: str) -> None:
        """Type a question and send it, once the box has come back from the one before."""
        box = self.page.locator("#ask textarea")
        box.fill(question)
        box.press("Enter")

    def ask(self, question: str) -> None:
        """Ask and wait for the whole answer."""
        count = self.page.locator("#chat .answer").count()
        self.type_question(question)
        self.wait_answered(count)

    def wait_answered(self, earlier: int) -> None:
        """Wait until there are more answers than `earlier` and the last is whole."""
        self.page.wait_for_function(_IS_DONE, arg=earlier)
        self.page.wait_for_timeout(150)  # the event that filled the page still has to end

    def chips(self) -> list[str]:
        """Give the labels of all citations in the chat."""
        return self.page.locator("#chat .cite").all_inner_texts()

    def marked_text(self) -> str:
        """Give the strongly marked text once it is in view, its paragraphs joined by a space."""
        self.page.wait_for_selector(".sv mark.on")
        self.page.wait_for_function(_IS_MARK_IN_VIEW)
        return " ".join(" ".join(self.page.locator(".sv mark.on").all_text_contents()).split())

    def answer_of(self, question: str) -> dict[str, Any]:
        """Ask the same question over HTTP."""
        response = self.page.request.post(f"{self.url}/api/ask", data={"question": question})
        assert response.ok, response.text()
        answer: dict[str, Any] = response.json()
        return answer

    def article(self, article_id: str) -> dict[str, Any]:
        """Get an article over HTTP."""
        response = self.page.request.get(f"{self.url}/api/articles/{article_id}")
        assert response.ok, response.text()
        article: dict[str, Any] = response.json()
        return article

    def upload(self, *paths: str) -> None:
        """Choose files and wait until all of them are through."""
        with self.page.expect_response(lambda response: "/api/articles?" in response.url):
            self.page.set_input_files("#lib input[type=file]", list(paths))
        self.page.wait_for_selector(".lib-up", state="detached", timeout=30_000)

    def delete(self, title: str) -> None:
        """Delete an article and wait until it is gone."""
        self.open_menu(title)
        self.page.click(".lib-del")
        self.page.wait_for_selector(".lib-note:has-text('Deleted “')")
        self.page.locator(".lib-item", has_text=title).wait_for(state="detached")

    def open_menu(self, title: str) -> None:
        """Open the menu of an article's row."""
        item = self.page.locator(".lib-item", has_text=title)
        item.hover()
        item.locator(".lib-more").click()
