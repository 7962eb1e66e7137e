"""Jupyter notebooks → `Draft`: text and code cells, and the text that code printed."""

import json
from typing import Any

from index.readers.draft import Draft, TextBuilder
from index.readers.limits import FormatError
from index.readers.markdown import add_markdown, find_title


def read_notebook(text: str) -> Draft:
    """Read a notebook; pictures and HTML that code made are left out.

    Raises:
        FormatError: It is no notebook.
    """
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise FormatError(f"the notebook is broken ({exc})") from exc
    cells = _cells(notebook)
    title = _metadata(notebook, "title")
    if title is None and cells and cells[0].get("cell_type") == "markdown":
        title = find_title(_joined(cells[0].get("source")))
    builder = TextBuilder()
    for cell in cells:
        source = _joined(cell.get("source") or cell.get("input"))
        if cell.get("cell_type") == "markdown":
            add_markdown(builder, source, title=title)
        else:
            builder.add_paragraph(source, "pre")
            for output in cell.get("outputs") or ():
                builder.add_paragraph(_output(output), "pre")
    authors = notebook.get("metadata", {}).get("authors") or ()
    names = [one.get("name", "") for one in authors if isinstance(one, dict)]
    return Draft(
        text=builder.text(), title=title, author=", ".join(n for n in names if n) or None,
        sections=builder.sections(), blocks=builder.blocks(),
    )  # fmt: skip


def _cells(notebook: Any) -> list[dict[str, Any]]:
    """Give the cells of version 4, or of the worksheets of version 3."""
    if not isinstance(notebook, dict):
        raise FormatError("it is no notebook")
    sheets = notebook.get("worksheets") or [notebook]
    return [
        cell
        for sheet in sheets
        for cell in (sheet.get("cells") or () if isinstance(sheet, dict) else ())
        if isinstance(cell, dict)
    ]


def _metadata(notebook: dict[str, Any], name: str) -> str | None:
    value = (notebook.get("metadata") or {}).get(name)
    return value if isinstance(value, str) and value.strip() else None


def _output(output: Any) -> str:
    if not isinstance(output, dict):
        return ""
    data = output.get("data") or {}
    return _joined(output.get("text") or (data.get("text/plain") if isinstance(data, dict) else ""))


def _joined(source: Any) -> str:
    if isinstance(source, list):
        return "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""
