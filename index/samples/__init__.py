"""The bundled sample articles: where they lie, and questions they answer well."""

from pathlib import Path

FOLDER = Path(__file__).parent
FILES = tuple(
    sorted(path for path in FOLDER.iterdir() if path.suffix in {".html", ".md", ".pdf", ".txt"})
)
EXAMPLE_QUESTIONS = (
    "How many people were injured in the Sallow Bridge collapse?",
    "Why did the puffins of Fethra do so well?",
    "What was found inside the figurehead called the Green Lady?",
)
PROOF_QUESTION = "When was the lighthouse at Cape Orrin first lit?"
