"""Names in zip archives that are in the code page of the system they were packed on."""

import io
import zipfile

import pytest

from index.readers.member_names import find_name_encoding
from index.reading import read_file

NAMES = {
    "cp932": ["文章1.txt", "会議資料/議事録.docx", "カタカナ.txt", "報告書2023.pdf", "写真"],
    "gb18030": ["审计压缩包", "新建文本文档.txt", "会议记录（终稿）.pdf"],
    "cp949": ["새 폴더", "보고서.docx", "회의록", "한국", "사진.txt"],
    "big5": ["新增資料夾", "報告.docx", "會議記錄", "臺灣.txt", "測試文件"],
    "cp866": ["Документы", "Отчёт за 2023 год.docx", "НОВАЯ ПАПКА", "договор №5.pdf", "Я.txt"],
    "cp850": ["Résumé.doc", "Übung 1.txt", "año nuevo.pdf", "für.txt", "Ärger", "È così.txt"],
    "utf-8": ["Résumé.doc", "文章", "Документы", "ü.txt"],
}


@pytest.mark.parametrize("encoding", NAMES)
def test_names_are_read_in_the_encoding_they_are_in(encoding: str) -> None:
    for name in (*NAMES[encoding], "/".join(NAMES[encoding])):
        found = find_name_encoding([name.encode(encoding), b"plain.txt"])
        assert name.encode(encoding).decode(found) == name


def test_plain_names_need_none() -> None:
    assert b"notes/a.txt".decode(find_name_encoding([b"notes/a.txt"])) == "notes/a.txt"
    assert find_name_encoding([]) == "utf-8"


@pytest.mark.parametrize("encoding", ["cp932", "cp866", "utf-8"])
def test_an_article_in_an_archive_has_its_name(encoding: str) -> None:
    name = NAMES[encoding][1]
    placeholder = "x" * len(name.encode(encoding))  # zipfile writes names in UTF-8 only
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(placeholder, "The ferry leaves at noon.")
    data = buffer.getvalue().replace(placeholder.encode(), name.encode(encoding))
    (article,) = read_file(data, source="box.zip").articles
    assert article.source == f"box.zip/{name}"
