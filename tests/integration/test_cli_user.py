"""`citewell user …` and `citewell ask`, beside a real server that wants a login."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.integration.processes import citewell, citewell_json, serving

PASSWORD = "correct horse battery"
QUESTION = "When was the lighthouse at Cape Orrin first lit?"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A library of samples, served with logins on; nobody can log in yet."""
    library = tmp_path_factory.mktemp("served") / "library"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CITEWELL_LOGINS", "true")
        with serving(library, "--samples") as url:
            yield library, url


def user(*arguments: str, library: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return citewell("user", *arguments, "--library", library, stdin=stdin)


def test_people_come_and_go_beside_the_server(served: tuple[Path, str]) -> None:
    library, url = served
    auth = ("Anna", PASSWORD)
    assert httpx.get(f"{url}/api/articles", auth=auth).status_code == 401
    assert "citewell user add NAME" in httpx.get(f"{url}/login").text
    doctor = citewell("doctor", "--library", library)
    assert doctor.returncode == 1
    assert "nobody can log in yet" in doctor.stdout

    added = user("add", "anna", "--password-stdin", library=library, stdin=f"{PASSWORD}\n")
    assert (added.returncode, added.stdout) == (0, "added anna\n"), added.stderr
    assert httpx.get(f"{url}/api/articles", auth=auth).status_code == 200
    assert [u["name"] for u in citewell_json("user", "list", "-l", library)] == ["anna"]
    assert "on: 1 person may log in" in citewell("doctor", "--library", library).stdout

    refused = citewell("ask", QUESTION, "--library", library)
    assert refused.returncode == 1
    assert "asks who you are" in refused.stderr
    assert "CITEWELL_USER" in refused.stderr
    known = {"CITEWELL_USER": "anna", "CITEWELL_PASSWORD": PASSWORD}
    assert "1874" in citewell("ask", QUESTION, "--library", library, **known).stdout
    wrong = citewell("ask", QUESTION, "-l", library, **{**known, "CITEWELL_PASSWORD": "x"})
    assert "does not know 'anna' by that password" in wrong.stderr

    changed = user("password", "ANNA", "--password-stdin", library=library, stdin="a new password")
    assert changed.stdout == "changed the password of anna\n"
    assert httpx.get(f"{url}/api/articles", auth=auth).status_code == 401
    assert "no user 'ben'" in user("remove", "ben", library=library).stderr
    assert (
        "already a user 'Anna'"
        in user("add", "Anna", "--password-stdin", library=library, stdin=PASSWORD).stderr
    )
    gone = user("remove", "anna", "--json", library=library)
    assert json.loads(gone.stdout)["name"] == "anna"
    assert httpx.get(f"{url}/api/articles", auth=("anna", "a new password")).status_code == 401


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (("add", "a:b", "--password-stdin"), PASSWORD, "cannot be called 'a:b'"),
        (("add", "ben", "--password-stdin"), "short", "the password has 5 characters"),
        (("add", "ben", "--password-stdin"), "", "the password has 0 characters"),
        (("list",), "", "there is no library"),
        (("remove", "nobody"), "", "there is no library"),
        (("password", "nobody", "--password-stdin"), PASSWORD, "there is no library"),
    ],
)
def test_wrong_use_is_one_clear_message(
    tmp_path: Path, arguments: tuple[str, ...], stdin: str, message: str
) -> None:
    done = user(*arguments, library=tmp_path / "library", stdin=stdin)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "library").exists()


def test_a_password_is_asked_for_twice_and_not_shown(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "ui.cli", "user", "add", "anna", "-l", str(tmp_path / "lib")]
    with subprocess.Popen(
        command, stdin=follower, stdout=subprocess.PIPE, stderr=follower, start_new_session=True
    ) as process:
        os.close(follower)
        shown = ""
        for _ in range(2):
            while not shown.endswith(": "):
                shown += os.read(leader, 1_000).decode()
            os.write(leader, f"{PASSWORD}\n".encode())
            shown += os.read(leader, 1_000).decode()
        assert process.stdout is not None
        assert process.stdout.read() == b"added anna\n"
    os.close(leader)
    assert process.returncode == 0
    assert PASSWORD not in shown


def test_serving_beyond_this_machine_without_logins_warns(tmp_path: Path) -> None:
    from index.article_index import ArticleIndex
    from rag import Assistant, Settings
    from tests.fakes import FakeEmbedder
    from ui.server import describe_strangers

    with ArticleIndex(tmp_path / "library", embedder=FakeEmbedder()) as opened:
        for host, logins, part in (
            ("0.0.0.0", False, "Whoever reaches 0.0.0.0"),
            ("127.0.0.1", False, ""),
            ("localhost", False, ""),
            ("0.0.0.0", True, "nobody can log in yet"),
        ):
            settings = Settings.load(library=opened.folder, logins=logins)
            told = describe_strangers(Assistant(opened, settings=settings), host)
            assert part in told
            assert bool(told) == bool(part)
