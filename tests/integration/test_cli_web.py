"""`citewell add` with web addresses, run as a process against a server on loopback."""

import json
from pathlib import Path

import pytest

from tests.integration.processes import citewell
from tests.integration.web_server import Web

ENVIRONMENT = {"CITEWELL_ALLOWED_HOSTS": "127.0.0.1", "CITEWELL_FETCH_DELAY_S": "0"}


def test_a_list_and_a_feed_are_added_and_what_is_missing_is_said(web: Web, tmp_path: Path) -> None:
    library = tmp_path / "library"
    others = [web.article(f"/{n}", more=f"Number {n} of the choirs. " * 9) for n in range(3)]
    items = "".join(f"<item><link>/{n}</link></item>" for n in (1, 2, 7))
    feed = web.put("/feed", f"<rss><channel>{items}</channel></rss>")
    lines = f"# pages\n\n{others[0]}\n{feed}\n/etc/passwd\n"
    done = citewell("add", "--urls", "-", "--limit", "2", "-l", library, stdin=lines, **ENVIRONMENT)
    assert done.returncode == 3
    assert done.stdout.endswith("3 added, 1 failed\n")
    assert "cannot fetch 'https:///etc/passwd'" in done.stderr
    assert f"read '{feed}' in part\n          it lists 3 pages: the 2 newest were" in done.stderr
    listed = citewell("add", feed, "--json", "-l", library, **ENVIRONMENT)
    assert listed.returncode == 3
    report = json.loads(listed.stdout)
    assert (len(report["unchanged"]), report["failures"][0]["source"]) == (2, f"{web.url}/7")
    shown = citewell("show", report["unchanged"][0], "--json", "-l", library)
    assert json.loads(shown.stdout)["language"] == "en"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--urls", "/no/such/file"), "cannot read the addresses in '/no/such/file'"),
        (("--urls", "-"), "there is no address in '-'"),
        (("https://a.example", "--limit", "0"), "'--limit'"),
        (("https://a.example/b",), "`citewell add ADDRESS` fetches a page again"),
        ((), "give files, folders or addresses"),
    ],
)
def test_wrong_usage_is_said(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    command = "sync" if "citewell add" in said else "add"
    done = citewell(
        command, *arguments, "-l", tmp_path / "library", stdin="# none\n", COLUMNS="200"
    )
    assert done.returncode == 2
    assert said in done.stderr
