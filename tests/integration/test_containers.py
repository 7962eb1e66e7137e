"""Files of several articles: each its own article, and the file one thing to add, change and remove."""

import shutil
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.schema import AddReport
from index.sync import sync_folder
from tests.good_files import make_jsonl, make_message
from tests.good_office import make_docx, make_zip
from tests.integration.stores import OpenIndex, assert_in_step, counts

ONE = "# One\n\nThe first text is about the harbour wall and its stones."
TWO = "# Two\n\nThe second text is about boats and the wind of January."
THREE = "# Three\n\nThe third text is about the mayor and her old bicycle."


def zip_at(path: Path, **members: str | bytes) -> Path:
    path.write_bytes(make_zip({name.replace("_", "."): text for name, text in members.items()}))
    return path


def by_source(article_index: ArticleIndex) -> dict[str, str]:
    page, _ = article_index.list_articles(limit=1000)
    return {Path(one.source).name: one.id for one in page}


def test_each_file_of_an_archive_is_an_article_and_adding_it_again_changes_nothing(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    path = zip_at(
        tmp_path / "a.zip", one_md=ONE, two_md=TWO, c_docx=make_docx(), x_png=b"\x89PNG\r\n\x1a\n"
    )
    report = article_index.add([path])
    assert len(report.added) == 3
    assert [Path(f.source).name for f in report.failures] == ["x.png"]
    assert "it is a picture (PNG)" in report.failures[0].reason
    assert set(by_source(article_index)) == {"one.md", "two.md", "c.docx"}
    before = counts(article_index)
    again = article_index.add([path])
    assert (again.added, set(again.unchanged)) == ((), set(report.added))
    assert counts(article_index) == before
    assert_in_step(article_index)


def test_a_changed_archive_keeps_ids_updates_members_and_drops_what_is_gone(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    path = zip_at(tmp_path / "a.zip", one_md=ONE, two_md=TWO)
    article_index.add([path])
    before = by_source(article_index)
    zip_at(path, one_md=ONE.replace("stones", "cranes"), three_md=THREE)
    report = article_index.add([path])
    after = by_source(article_index)
    assert set(after) == {"one.md", "three.md"}
    assert after["one.md"] == before["one.md"]
    assert report.updated == (before["one.md"],)
    assert "cranes" in article_index.article(after["one.md"]).text
    assert_in_step(article_index)


def test_a_member_that_is_also_a_file_is_one_article_with_two_paths(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    loose = tmp_path / "one.md"
    loose.write_text(ONE)
    path = zip_at(tmp_path / "a.zip", one_md=ONE, two_md=TWO)
    article_index.add([loose, path])
    assert article_index.stats().articles == 2
    zip_at(path, two_md=TWO, three_md=THREE)
    article_index.add([path])
    assert set(by_source(article_index)) == {"one.md", "two.md", "three.md"}


def test_a_mail_and_its_attachment_come_and_go_together(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    path = tmp_path / "mail.eml"
    path.write_bytes(make_message(attached={"report.docx": make_docx()}).as_bytes())
    report = article_index.add([path])
    assert set(by_source(article_index)) == {"mail.eml", "report.docx"}
    assert set(article_index.add([path]).unchanged) == set(report.added)
    path.write_bytes(make_message().as_bytes())
    article_index.add([path])
    assert set(by_source(article_index)) == {"mail.eml"}
    assert article_index.library.container(str(path)) is None
    assert_in_step(article_index)


def test_an_uploaded_archive_gives_its_articles_once(open_index: OpenIndex) -> None:
    article_index = open_index()
    data = make_zip({"one.md": ONE, "two.md": TWO})
    assert len(article_index.add_file(data, name="a.zip").added) == 2
    assert len(article_index.add_file(data, name="b.zip").unchanged) == 2
    assert article_index.stats().articles == 2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    zip_at(made / "a.zip", one_md=ONE, two_md=TWO)
    (made / "b.jsonl").write_text(make_jsonl(2))
    (made / "c.md").write_text(THREE)
    return made


def test_sync_treats_an_archive_as_one_file(open_index: OpenIndex, folder: Path) -> None:
    article_index = open_index()
    first = sync_folder(article_index, folder)
    assert (len(first.added), first.failures) == (3, ())
    ids = by_source(article_index)
    second = sync_folder(article_index, folder)
    assert (second.unchanged, second.is_clean) == (3, True)
    (folder / "a.zip").rename(folder / "moved.zip")
    third = sync_folder(article_index, folder, delete=True)
    assert third.moved == ((str(folder / "a.zip"), str(folder / "moved.zip")),)
    assert by_source(article_index) == ids
    assert_in_step(article_index)


def test_a_removed_archive_takes_all_its_articles_along(
    open_index: OpenIndex, folder: Path
) -> None:
    article_index = open_index()
    sync_folder(article_index, folder)
    (folder / "a.zip").unlink()
    kept = sync_folder(article_index, folder)
    assert kept.missing == (str(folder / "a.zip"),)
    assert len(by_source(article_index)) == 5
    gone = sync_folder(article_index, folder, delete=True)
    assert gone.removed == (str(folder / "a.zip"),)
    assert set(by_source(article_index)) == {"wall-0", "wall-1", "c.md"}
    assert_in_step(article_index)


def test_a_copied_archive_is_the_same_articles(open_index: OpenIndex, folder: Path) -> None:
    article_index = open_index()
    sync_folder(article_index, folder)
    shutil.copy(folder / "a.zip", folder / "copy.zip")
    sync_folder(article_index, folder)
    assert article_index.stats().articles == 5
    (folder / "a.zip").unlink()
    sync_folder(article_index, folder, delete=True)
    assert article_index.stats().articles == 5
    assert sync_folder(article_index, folder).is_clean


def test_a_failing_member_is_said_at_every_sync(open_index: OpenIndex, folder: Path) -> None:
    zip_at(folder / "a.zip", one_md=ONE, bad_docx=b"PK\x03\x04 cut off")
    article_index = open_index()
    first = sync_folder(article_index, folder)
    assert [Path(f.source).name for f in first.failures] == ["bad.docx"]
    assert sync_folder(article_index, folder).failures == first.failures


def test_an_interrupted_archive_is_read_again(
    open_index: OpenIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article_index = open_index()
    path = zip_at(tmp_path / "a.zip", one_md=ONE, two_md=TWO)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(article_index.library, "finish_container", crash)
    with pytest.raises(KeyboardInterrupt):
        article_index.add([path])
    article_index.close()
    again = open_index()
    report: AddReport = again.add([path])
    assert (len(report.unchanged), report.added) == (2, ())
    assert again.stats().articles == 2
    assert_in_step(again)


def test_removing_one_article_of_an_archive_lets_it_come_back_when_added_again(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    path = zip_at(tmp_path / "a.zip", one_md=ONE, two_md=TWO)
    article_index.add([path])
    article_index.remove(by_source(article_index)["one.md"])
    assert len(article_index.add([path]).added) == 1
    assert len(by_source(article_index)) == 2


def test_an_article_of_an_archive_can_be_read_again(open_index: OpenIndex, tmp_path: Path) -> None:
    article_index = open_index()
    path = zip_at(tmp_path / "a.zip", one_md=ONE, two_md=TWO)
    article_index.add([path])
    before = by_source(article_index)
    zip_at(path, one_md=ONE + " More of it.", two_md=TWO)
    article_index.reread(before["one.md"])
    assert by_source(article_index) == before
    assert "More of it" in article_index.article(before["one.md"]).text
