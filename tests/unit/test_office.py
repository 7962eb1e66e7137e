"""What only office files have: tracked changes, notes, text boxes, nested lists, sheets, hidden parts."""

import io
import json

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from index.reading import read_article, read_file
from tests.good_office import make_zip

WORDS = (
    '<w:p {ns}><w:r><w:t xml:space="preserve">Kept </w:t></w:r>'
    "<w:ins><w:r><w:t>and inserted</w:t></w:r></w:ins>"
    "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
    "<w:hyperlink><w:r><w:t> with a link</w:t></w:r></w:hyperlink>"
    "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Boxed words.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    "</w:p>"
)
CONTROL = (
    "<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>Words in a control.</w:t></w:r></w:p>"
    "</w:sdtContent></w:sdt>"
)


def saved(document: docx.document.Document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def test_word_keeps_insertions_links_boxes_and_controls_and_leaves_deletions_out() -> None:
    document = docx.Document()
    body = document.element.body
    for xml in (WORDS, CONTROL):
        body.insert(len(body) - 1, parse_xml(xml.replace("{ns}", nsdecls("w"))))
    article = read_article(saved(document), source="a.docx")
    assert article.text == "Kept and inserted with a link\n\nBoxed words.\n\nWords in a control."


def test_word_numbers_its_lists_and_joins_them_with_their_styles() -> None:
    document = docx.Document()
    document.add_paragraph("Before.")
    for style in ("List Number", "List Number", "List Bullet"):
        document.add_paragraph(f"An item of {style}", style=style)
    document.add_paragraph("After.")
    article = read_article(saved(document), source="a.docx")
    assert article.text.split("\n\n")[1].split("\n") == [
        "1. An item of List Number", "2. An item of List Number", "- An item of List Bullet",
    ]  # fmt: skip


def test_word_tables_keep_rows_and_a_head() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for number, text in enumerate(("Year", "Height", "1878", "")):
        table.cell(number // 2, number % 2).text = text
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    document.add_paragraph("End.")
    article = read_article(saved(document), source="a.docx")
    assert article.text == "Year | Height\n1878 |\n\nEnd."
    assert [block.kind for block in article.blocks if block.kind in ("th", "td")] == [
        "th", "th", "td", "td",
    ]  # fmt: skip
    assert head.find(qn("w:tblHeader")) is not None


def test_a_workbook_with_a_cell_at_its_far_corner_is_read_in_part() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["B1"], sheet["A2"] = "Year", 1878.0, "last"
    sheet.cell(row=1_000_000, column=16_000).value = "far"
    written = io.BytesIO()
    workbook.save(written)
    article = read_article(written.getvalue(), source="a.xlsx")
    assert article.text.startswith("Sheet\n\nYear | 1878\nlast")


def test_a_share_is_the_percentage_that_its_cell_shows() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in (["Fish", "Share"], ["Herring", 0.125], ["Cod", 0], ["Eel", 0.5], ["Ray", True]):
        sheet.append(row)
    for cell, shown in (("B2", "0%"), ("B3", "0.0%"), ("B4", "0.0#%"), ("B5", "0%")):
        sheet[cell].number_format = shown
    written = io.BytesIO()
    workbook.save(written)
    article = read_article(written.getvalue(), source="a.xlsx")
    assert article.text.endswith("Fish | Share\nHerring | 13%\nCod | 0.0%\nEel | 50%\nRay | True")


def test_an_open_document_sheet_is_a_table_under_its_name() -> None:
    content = (
        "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
        "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "
        "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'><office:body>"
        "<office:spreadsheet><table:table table:name='Heights'><table:table-row>"
        "<table:table-cell><text:p>Wall</text:p></table:table-cell>"
        "<table:table-cell table:number-columns-repeated='2'><text:p>six</text:p></table:table-cell>"
        "<table:table-cell table:number-columns-repeated='16000'/></table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    article = read_article(make_zip({"mimetype": kind, "content.xml": content}), source="a.ods")
    assert article.content_type == kind
    assert article.text == "Heights\n\nWall | six | six"


def test_rich_text_keeps_footnotes_its_date_and_characters_in_two_halves() -> None:
    data = (
        rb"{\rtf1\ansi{\info{\title Canal}{\creatim\yr2012\mo3\dy4\hr1}}"
        rb"It was dug by hand.{\super 1{\footnote By \{two\} hundred {\b men}.}}"
        rb" Then \u-10179?\u-8704? came.\par}"
    )
    (article,) = read_file(data, source="a.rtf").articles
    assert article.text == "It was dug by hand.1 Then 😀 came.\n\nBy {two} hundred men."
    assert article.published_at == "2012-03-04"


def test_a_footnote_of_rich_text_that_has_no_end_loses_nothing() -> None:
    data = rb"{\rtf1\ansi It was dug by hand.\par {\footnote By two hundred men."
    assert "It was dug by hand." in read_file(data, source="a.rtf").articles[0].text


def test_an_object_without_text_in_a_list_of_articles_is_named() -> None:
    good = {"title": "Canal", "text": "It was dug by hand."}
    data = json.dumps({"site": {"name": "News"}, "articles": [good, {"title": "Lock/2"}]})
    found = read_file(data.encode(), source="a.json")
    assert [article.title for article in found.articles] == ["Canal"]
    (failure,) = found.failures
    assert failure.source == "a.json/Lock_2"
    assert "it has no text" in failure.reason
