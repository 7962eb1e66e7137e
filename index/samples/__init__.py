"""The bundled sample articles: where they lie, and questions they answer well."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent
FILES = tuple(
    sorted(path for path in FOLDER.iterdir() if path.suffix in {".html", ".md", ".pdf", ".txt"})
)
EXAMPLE_QUESTIONS = {  # each with the file that answers it
    "How many people were injured in the Sallow Bridge collapse?": "bridge-collapse-gazette.txt",
    "How many puffin burrows were counted on Fethra?": "seabird-survey.pdf",
    "What was found inside the figurehead called the Green Lady?": "council-record-september-2033.md",
}
PROOF_QUESTION = "When was the lighthouse at Cape Orrin first lit?"
# In the source of each, wherever it was installed.
IN_FOLDER = f"{Path('index', 'samples')}{os.sep}"
_NAMES = frozenset(path.name for path in FILES)


def is_sample(source: str) -> bool:
    """Tell whether an article's source is a bundled sample, of this installation or another."""
    path = Path(source)
    return path.name in _NAMES and path.parts[-3:-1] == ("index", "samples")
