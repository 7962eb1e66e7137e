"""The command line, run as a process."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from index.samples import FILES
from tests.integration.processes import citewell, citewell_json, serving

QUESTION = "When was the lighthouse at Cape Orrin first lit?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "library"
    done = citewell("add", "--samples", "--library", folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f"\n{len(FILES)} added\n")
    return folder


def test_list_and_show_give_the_articles(library: Path) -> None:
    articles = citewell_json("list", "--library", library)
    assert len(articles) == len(FILES)
    shown = citewell_json("show", articles[0]["id"], "--library", library)
    assert len(shown["text"]) == articles[0]["chars"]
    assert shown["title"] in citewell("show", articles[0]["id"], "--library", library).stdout
    listed = citewell("list", "--library", library)
    assert all(article["source"] in listed.stdout for article in articles)
    assert f"{len(FILES)} articles" in listed.stderr


def test_ask_prints_the_answer_with_numbered_quotes(library: Path) -> None:
    done = citewell("ask", QUESTION, "--library", library)
    assert done.returncode == 0
    assert "A: The lighthouse was first lit in 1874" in done.stdout
    assert "\n[1] “The lighthouse was first lit in 1874" in done.stdout


def test_ask_json_cites_the_exact_characters_that_show_prints(library: Path) -> None:
    answer = citewell_json("ask", QUESTION, "--library", library)
    citation = answer["sentences"][0]["citations"][0]
    text = citewell_json("show", citation["article_id"], "--library", library)["text"]
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert answer["passages"][0]["number"] == 1


def test_a_file_that_fails_is_named_and_the_exit_code_says_so(
    library: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "notes.key"
    bad.write_text("x")
    done = citewell("add", bad, tmp_path / "nowhere", FILES[0], "--library", library)
    assert done.returncode == 3
    assert "1 unchanged, 2 failed" in done.stdout
    assert "unsupported type '.key'" in done.stderr
    assert "no such file or folder" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("show", "nothing"), 1, "no article 'nothing'"),
        (("remove", "nothing"), 1, "no article 'nothing'"),
        (("ask", ""), 1, "the question is empty"),
        (("ask", "x" * 20_000), 1, "20,000 characters"),
        (("add",), 2, "give files, folders or addresses"),
        (("frobnicate",), 2, "No such command"),
    ],
)
def test_wrong_use_is_one_clear_message(
    library: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    rest = ("--library", str(library)) if arguments[0] != "frobnicate" else ()
    done = citewell(*arguments, *rest)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_library_of_another_model_answers_and_is_indexed_anew(
    library: Path, tmp_path: Path
) -> None:
    from index.model_folder import BUNDLED_MODEL, find_model

    source = find_model(BUNDLED_MODEL).path
    copy = tmp_path / "other-model"
    for path in source.rglob("*"):
        if path.is_file():
            target = copy / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    done = citewell("ask", QUESTION, "--library", library, CITEWELL_EMBEDDING_MODEL=str(copy))
    assert done.returncode == 0, done.stderr
    assert "indexing anew while the old index answers: embedding_model was 'all-Mini" in done.stderr
    assert citewell("ask", QUESTION, "--library", library).stdout == done.stdout


def test_a_setting_that_cannot_be_used_is_named(library: Path) -> None:
    done = citewell("ask", QUESTION, "--library", library, CITEWELL_TOP_K="0")
    assert done.returncode == 1
    assert "CITEWELL_TOP_K cannot be '0'" in done.stderr


def test_a_missing_library_is_told_and_not_made(tmp_path: Path) -> None:
    done = citewell("list", "--library", tmp_path / "none")
    assert done.returncode == 1
    assert "there is no library" in done.stderr
    assert not (tmp_path / "none").exists()


def test_doctor_fits_one_screen_and_is_well(library: Path) -> None:
    done = citewell("doctor", "--library", library)
    assert done.returncode == 0, done.stdout
    assert len(done.stdout.splitlines()) < 24
    for part in (
        "SHA-256 53aa51172d142c89",
        f"{len(FILES)} articles",
        "Free disk",
        "no, nothing does",
    ):
        assert part in done.stdout
    assert all(check["ok"] for check in citewell_json("doctor", "--library", library))


def test_reindex_and_remove_keep_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    added = json.loads(citewell("add", *FILES[:2], "--library", folder, "--json").stdout)["added"]
    assert citewell_json("reindex", "--library", folder)["articles"] == 2
    assert citewell_json("remove", added[0], "--library", folder)["removed"] == [added[0]]
    assert [a["id"] for a in citewell_json("list", "--library", folder)] == [added[1]]


def test_a_port_in_use_is_told_before_anything_slow(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = citewell("serve", "--port", port, "--library", tmp_path / "library")
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr


@pytest.fixture(scope="module")
def server(library: Path) -> Iterator[str]:
    with serving(library) as url:
        yield url


def test_ask_beside_a_server_asks_that_server(server: str, library: Path) -> None:
    answer = citewell_json("ask", QUESTION, "--library", library)
    assert "1874" in answer["text"]
    direct = httpx.post(f"{server}/api/ask", json={"question": QUESTION}, timeout=60).json()
    assert direct["sentences"] == answer["sentences"]
    done = citewell("ask", " ", "--library", library)
    assert (done.returncode, "the question is empty" in done.stderr) == (1, True)


def test_a_writer_beside_a_server_is_told_where_it_is(server: str, library: Path) -> None:
    done = citewell("add", FILES[0], "--library", library)
    assert done.returncode == 1
    assert "in use by process" in done.stderr
    assert server in done.stderr


def test_reading_beside_a_server_works(server: str, library: Path) -> None:
    assert len(citewell_json("list", "--library", library)) == len(FILES)
    assert server in citewell("doctor", "--library", library).stdout
