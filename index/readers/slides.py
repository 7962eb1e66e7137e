"""PowerPoint presentations (pptx) → `Draft`: a slide is a page, its title a heading, notes below."""

import io
from collections.abc import Iterable
from typing import Any

import pptx

from index.readers.draft import Draft, TextBuilder, add_rows, same_words
from index.readers.limits import Budget
from index.readers.office import OfficeInfo
from index.readers.packages import DIAGRAM, DIAGRAM_DATA, drawn_lines, read_package

_WHAT = "presentation"


def read_slides(data: bytes, budget: Budget) -> Draft:
    """Read every slide, its tables, groups, diagrams and speaker's notes; charts give their titles.

    Raises:
        FormatError: It is damaged or a bomb.
    """
    presentation = pptx.Presentation(io.BytesIO(read_package(data, budget, what=_WHAT)))
    info = OfficeInfo.of(presentation.core_properties)
    slides: Any = presentation.slides
    title = info.title or next((_title(slide) for slide in slides if _title(slide)), None)
    builder = TextBuilder()
    for slide in slides:
        builder.add_page()
        heading = _title(slide)
        if heading and (builder.text() or not same_words(heading, title)):
            builder.add_heading(heading)
        elif heading:
            builder.set_aside(heading)
        shown = slide.shapes.title.shape_id if heading else None
        _add_shapes(builder, slide.shapes, but=shown)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            _add_frame(builder, slide.notes_slide.notes_text_frame)
    return info.complete(builder, title=title)


def _title(slide: Any) -> str:
    shape = slide.shapes.title
    return " ".join(shape.text_frame.text.split()) if shape is not None else ""


def _add_shapes(builder: TextBuilder, shapes: Iterable[Any], *, but: int | None = None) -> None:
    for shape in shapes:
        if shape.shape_id == but:
            continue
        if hasattr(shape, "shapes"):
            _add_shapes(builder, shape.shapes)
        elif getattr(shape, "has_table", False):
            is_headed = shape.table.first_row
            add_rows(
                builder,
                [
                    [("th" if is_headed and number == 0 else "td", cell.text) for cell in row.cells]
                    for number, row in enumerate(shape.table.rows)
                ],
            )
        elif getattr(shape, "has_chart", False):
            if shape.chart.has_title and shape.chart.chart_title.has_text_frame:
                _add_frame(builder, shape.chart.chart_title.text_frame)
        elif shape.has_text_frame:
            _add_frame(builder, shape.text_frame)
        for diagram in () if hasattr(shape, "shapes") else shape._element.iter(DIAGRAM):
            relation = shape.part.rels.get(diagram.get(DIAGRAM_DATA))
            data = relation.target_part.blob if relation is not None else b""
            for line in drawn_lines(data, what=_WHAT) if data else ():
                builder.add_paragraph(line)


def _add_frame(builder: TextBuilder, frame: Any) -> None:
    for paragraph in frame.paragraphs:
        builder.add_paragraph(paragraph.text)
