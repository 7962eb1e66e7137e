"""Is this machine ready? Versions, weights, library, disk, network. Loads no model."""

import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from index.database import DATABASE_NAME
from index.embedding import load_embedder
from index.errors import CitewellError
from index.locking import is_locked, read_holder
from index.model_folder import BUNDLED_MODEL, sha256_of
from index.next_chunks import BuildStatus
from index.people import open_people
from index.readers.ocr import list_languages
from index.viewer import WHOLE, Viewer
from rag.answer_spans import WEIGHTS
from rag.catalogue import open_catalogue, read_build_status
from rag.generation import load_generator
from rag.settings import Settings

PACKAGES = (
    "citewell",
    "torch",
    "sentence-transformers",
    "onnxruntime",
    "chromadb",
    "tantivy",
    "gradio",
)
BUILDING = "Indexing anew"
MIN_FREE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the report; `hint` says what to do when it is not ok."""

    name: str
    ok: bool
    value: str
    hint: str = ""


def check_health(
    settings: Settings, *, viewer: Viewer = WHOLE, is_guest: bool = False
) -> tuple[Check, ...]:
    """Look at everything an answer needs; nothing is changed and no network is used.

    A viewer is told of the articles they see. A guest of the server is not told of its folders,
    processes, versions and disk: only whether the library, the model and the rest are well.
    """
    if is_guest:
        return tuple(_for_guest(check) for check in _of_guests(settings, viewer))
    return (
        _check_python(),
        *(_check_package(name) for name in PACKAGES),
        *_check_model(settings),
        _check_answer_reader(settings),
        _check_generator(settings),
        _check_ocr(settings),
        *_check_library(settings.library.expanduser(), viewer),
        _check_logins(settings),
        _check_disk(settings.library.expanduser()),
        _check_network(settings),
    )


def _of_guests(settings: Settings, viewer: Viewer) -> tuple[Check, ...]:
    library, *more = _check_library(settings.library.expanduser(), viewer, is_guest=True)
    building = [check for check in more if check.name == BUILDING]
    model = _check_model(settings)[0]
    return (
        library,
        *building,
        Check(name="Search model", ok=model.ok, value="is there", hint=model.hint),
        _check_generator(settings, is_guest=True),
        _check_ocr(settings),
        _check_logins(settings),
    )


def _for_guest(check: Check) -> Check:
    """Say of what is not well only that: an error may name anything."""
    if check.ok:
        return Check(name=check.name, ok=True, value=check.value)
    hint = "ask whoever runs this server"
    return Check(name=check.name, ok=False, value="is not well", hint=hint)


def _check_python() -> Check:
    return Check(name="Python", ok=sys.version_info >= (3, 11), value=sys.version.split()[0])


def _check_package(name: str) -> Check:
    try:
        return Check(name=name, ok=True, value=version(name))
    except PackageNotFoundError:
        return Check(name=name, ok=False, value="not installed", hint=f"pip install {name}")


def _check_model(settings: Settings) -> tuple[Check, ...]:
    name = f"Model {settings.embedding_model}"
    if _is_hub_name(settings.embedding_model):
        return (Check(name=name, ok=True, value="from the hub, not checked here"),)
    try:
        embedder = load_embedder(
            settings.embedding_model,
            device=settings.device,
            engine=settings.engine,
            cache=settings.cache,
        )
    except CitewellError as exc:
        return (Check(name=name, ok=False, value=exc.message, hint=exc.hint),)
    value = f"SHA-256 {embedder.fingerprint[:16]}…, {embedder.dimension} dimensions"
    return (
        Check(name=name, ok=True, value=value),
        Check(name=f"Engine {settings.engine}", ok=True, value=embedder.describe_engine()),
    )


def _check_answer_reader(settings: Settings) -> Check:
    name = "Answer reader"
    if settings.answer_reader == "none":
        return Check(
            name=name, ok=True, value="none: answers are judged by words and meaning alone"
        )
    try:
        value = f"{settings.answer_reader}, SHA-256 {sha256_of(WEIGHTS)[:16]}…"
        return Check(name=name, ok=True, value=value)
    except OSError as exc:
        return Check(name=name, ok=False, value=str(exc), hint="reinstall citewell")


def _check_generator(settings: Settings, *, is_guest: bool = False) -> Check:
    try:
        name = load_generator(settings).name
        value = "word-for-word quotes (extractive)" if name == "extractive" else name
        if is_guest and name != "extractive":
            value = f"a model ({name.partition(':')[0]})"  # its name may be that of a folder
        return Check(name="Answers by", ok=True, value=value)
    except CitewellError as exc:
        name = "Answers by" if is_guest else f"Answers by {settings.generator}"
        return Check(name=name, ok=False, value=exc.message, hint=exc.hint)


def _check_ocr(settings: Settings) -> Check:
    languages = list_languages()
    if not languages:
        value = "tesseract is not installed: scanned PDFs are named, not read"
        return Check(name="Scanned PDFs", ok=True, value=value)
    missing = set(settings.ocr_languages.split("+")) - set(languages)
    return Check(
        name="Scanned PDFs",
        ok=not missing,
        value=f"read by tesseract in {settings.ocr_languages}",
        hint=f"set CITEWELL_OCR_LANGUAGES; installed are {', '.join(languages)}",
    )


def _check_library(folder: Path, viewer: Viewer, *, is_guest: bool = False) -> tuple[Check, ...]:
    if not (folder / DATABASE_NAME).is_file():
        value = "not made yet" if is_guest else f"{folder} (not made yet)"
        return (Check(name="Library", ok=True, value=value),)
    try:
        with open_catalogue(folder) as library:
            scope = library.scope_of(viewer, None)
            stats = library.stats(scope)
            waiting = len(library.pending())
        building = read_build_status(folder)
    except CitewellError as exc:
        return (Check(name="Library", ok=False, value=exc.message, hint=exc.hint),)
    value = f"{stats.articles} articles, {stats.chunks} chunks"
    if waiting and scope.is_whole and not is_guest:  # as their size, it tells of the rest
        value += f", {waiting} not indexed yet"
    if not is_guest:
        value = f"{folder}: {value}"
    if scope.is_whole and not is_guest:  # the size would tell of the rest
        value += f", {sum(_size(path) for path in folder.rglob('*')) / 1e6:,.1f} MB"
    checks = [Check(name="Library", ok=True, value=value)]
    if building is not None:
        checks.append(_check_building(building.among(stats.articles), is_guest=is_guest))
    if is_locked(folder):
        holder = read_holder(folder)
        by = f"process {holder.pid} ({holder.command})" if holder else "another process"
        at = f" at {holder.url}" if holder and holder.url else ""
        checks.append(Check(name="In use", ok=True, value=f"by {by}{at}"))
    return tuple(checks)


def _check_building(status: BuildStatus, *, is_guest: bool) -> Check:
    model = "another model" if is_guest else status.model  # which may be a folder
    value = f"{status.done} of {status.total} articles for {model}; the old index answers"
    return Check(
        name=BUILDING,
        ok=not status.failure,
        value=status.failure or value,
        hint="it is tried again when the library is opened; or run `citewell reindex`",
    )


def _check_logins(settings: Settings) -> Check:
    if not settings.logins:
        value = "off: whoever reaches the server may use it (CITEWELL_LOGINS=true)"
        return Check(name="Logins", ok=True, value=value)
    try:
        count = _count_people(settings.library.expanduser())
    except CitewellError as exc:
        return Check(name="Logins", ok=False, value=exc.message, hint=exc.hint)
    people = "1 person" if count == 1 else f"{count} people"
    value = f"on: {people} may log in" if count else "on, but nobody can log in yet"
    return Check(name="Logins", ok=count > 0, value=value, hint="citewell user add NAME")


def _count_people(folder: Path) -> int:
    if not (folder / DATABASE_NAME).is_file():
        return 0
    people = open_people(folder, read_only=True)
    try:
        return len(people.everyone())
    finally:
        people.close()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # a server beside us has just dropped it
        return 0


def _check_disk(folder: Path) -> Check:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    return Check(
        name="Free disk",
        ok=free >= MIN_FREE_BYTES,
        value=f"{free / 1e9:,.1f} GB",
        hint="free some space: a library needs about 15 KB for a page of text",
    )


def _check_network(settings: Settings) -> Check:
    wanted = []
    if _is_hub_name(settings.embedding_model):
        wanted.append(f"to fetch {settings.embedding_model} from the hub, once")
    provider, _, model = settings.generator.partition(":")
    if provider in ("openai", "anthropic", "ollama"):
        at = settings.generator_url or {"ollama": "this machine"}.get(provider, f"{provider}’s own")
        wanted.append(f"questions and passages go to the server of {settings.generator!r} ({at})")
    if provider == "huggingface" and not Path(model).expanduser().is_dir():
        wanted.append(f"to fetch {model} from the hub, once")
    value = "; ".join(wanted) or "no, nothing does"
    return Check(name="Needs the network", ok=True, value=value)


def _is_hub_name(model: str) -> bool:
    return model != BUNDLED_MODEL and not Path(model).expanduser().is_dir()
