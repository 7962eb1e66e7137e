"""The generators that one question may choose from, each loaded once. Knows nothing about answers.

A question can name only what the server's settings or packages bring: never an address or a key.
"""

import ipaddress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from index.errors import QuestionError, SettingsError
from rag.generation import Generator, load_generator
from rag.llm_generation import LlmGenerator
from rag.local_model import find_weights
from rag.settings import Settings

_LOCAL = ("local", "huggingface")


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorOffer:
    """A generator that may be chosen.

    Attributes:
        name: How to name it.
        kind: `quotes` word for word, a `local` model in this process, or a `server` that is asked.
        leaves_machine: Question and passages are sent to another machine.
    """

    name: str
    kind: Literal["quotes", "local", "server"]
    leaves_machine: bool


class Generators:
    """The configured generator, quotes, and the small model of this machine if it is installed.

    Raises:
        SettingsError: What the configured one needs is not installed or not set.
    """

    def __init__(self, settings: Settings) -> None:
        self.default = load_generator(settings)
        loaded = [self.default, _load("extractive", settings), *_load_local(settings)]
        self._by_name = {generator.name: generator for generator in reversed(loaded)}
        names = dict.fromkeys(generator.name for generator in loaded)
        self.offers = tuple(_offer(name, settings) for name in names)

    def get(self, name: str | None) -> Generator:
        """Give a generator by name; the configured one for None.

        Raises:
            QuestionError: It is none of the offers.
        """
        if name is None:
            return self.default
        if name not in self._by_name:
            names = ", ".join(offer.name for offer in self.offers)
            raise QuestionError(
                f"there is no generator {name[:100]!r} here (there are: {names})",
                hint="name one of these; whoever runs the server adds one by CITEWELL_GENERATOR",
            )
        return self._by_name[name]

    def must_load(self, name: str | None) -> bool:
        """Tell whether a model of this machine is still to be loaded; see `get`."""
        generator = self.get(name)
        is_local = generator.name.partition(":")[0] in _LOCAL
        return is_local and isinstance(generator, LlmGenerator) and not generator.is_ready


def _load(name: str, settings: Settings) -> Generator:
    # Address, key and window in the settings are those of the configured generator.
    own = {"generator_url": "", "generator_key": None, "context_tokens": None}
    return load_generator(settings.model_copy(update={"generator": name, **own}))


def _load_local(settings: Settings) -> list[Generator]:
    """Give the small model if its runtime and weights are installed; it starts when first asked."""
    try:
        find_weights()
        return [_load("local", settings)]
    except SettingsError:
        return []


def _offer(name: str, settings: Settings) -> GeneratorOffer:
    provider = name.partition(":")[0]
    if provider == "extractive":
        return GeneratorOffer(name=name, kind="quotes", leaves_machine=False)
    if provider in _LOCAL:
        return GeneratorOffer(name=name, kind="local", leaves_machine=False)
    url = settings.generator_url
    leaves = not _is_loopback(url) if url else provider != "ollama"
    return GeneratorOffer(name=name, kind="server", leaves_machine=leaves)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
