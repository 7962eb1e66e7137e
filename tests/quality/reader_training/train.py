"""Train the adapter of the answer reader: `python -m tests.quality.reader_training.train --help`.

It reads what `examples.py`, `paired.py` and `found.py` wrote, takes five minutes on a large GPU (an hour
on two cores), and needs torch and transformers alone beside this file: it knows nothing of this project.
The optimiser and sizes are those of common practice for LoRA (Hu et al. 2021) and reading for spans
(Devlin et al. 2019, section 4.3); the last weights are averaged on the way.

The adapter in `rag/weights` was trained by drafts of this file, in steps: five epochs of 52,000 examples
of `examples.py`; from there two epochs at 6e-4, in batches of 32 and without dropout, of 49,000 (all of
`paired.py` and of SQuAD's in `examples.py`, 4,500 of its others, 10,000 of `found.py`); from there one at
3e-4 of 37,000 (12,000 of `paired.py`, 21,000 of `found.py`, 4,000 with an answer of `examples.py`). It is
the mean of the weights after the second and the third step.
"""

import argparse
import gzip
import json
import logging
import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

log = logging.getLogger(__name__)

RANK, BATCH, MAX_TOKENS = 64, 64, 256
WARM_UP, AVERAGE_FROM, AVERAGE_BY = 0.06, 0.3, 0.002
TITLE_SHARE = 0.8  # of texts are read with their titles
IMPOSSIBLE = -1e4


class Encoded(NamedTuple):
    """A pair in tokens; an answer at token 0 is none."""

    ids: list[int]
    types: list[int]
    start: int
    end: int
    first: int


class LowRank(nn.Module):
    """A linear layer with a change of low rank that is learnt."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(
            torch.randn(RANK, layer.in_features) / math.sqrt(layer.in_features)
        )
        self.up = nn.Parameter(torch.zeros(layer.out_features, RANK))
        self.dropout = nn.Dropout(0.05)

    def forward(self, inputs: Tensor) -> Tensor:
        change = functional.linear(functional.linear(self.dropout(inputs), self.down), self.up)
        changed: Tensor = self.layer(inputs) + change
        return changed


class SpanModel(nn.Module):
    """The encoder with a head for beginnings and ends, and one for whether there is an answer."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        config = BertConfig.from_json_file(folder / "config.json")
        self.encoder = BertModel(config, add_pooling_layer=False)
        weights = load_file(folder / "model.safetensors")
        self.encoder.load_state_dict({k: v.float() for k, v in weights.items()}, strict=False)
        for parameter in self.encoder.parameters():
            parameter.requires_grad_(False)
        for module in list(self.encoder.encoder.modules()):
            for name, child in list(module.named_children()):
                if isinstance(child, nn.Linear):
                    setattr(module, name, LowRank(child))
        for name, parameter in self.encoder.encoder.named_parameters():
            if parameter.ndim == 1 or name.endswith((".down", ".up")):
                parameter.requires_grad_(True)
        self.answer = nn.Linear(config.hidden_size, 2)
        self.answerable = nn.Linear(config.hidden_size, 1)  # helps training; not kept

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        outputs = self.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask)
        return self.answer(outputs.last_hidden_state), self.answerable(
            outputs.last_hidden_state[:, 0]
        )


def encode(examples: Sequence[Any], tokenizer: Tokenizer, rng: random.Random) -> Iterator[Encoded]:
    """Cut examples into tokens; those whose answer is cut away are left out."""
    heads = [
        f"{one['title']}. " if one["title"] and rng.random() < TITLE_SHARE else ""
        for one in examples
    ]
    pairs = [
        (one["question"][:400], head + one["text"])
        for one, head in zip(examples, heads, strict=True)
    ]
    for one, head, tokens in zip(examples, heads, tokenizer.encode_batch(pairs), strict=True):
        start = end = 0
        own = [
            at
            for at, (sequence, (first, last)) in enumerate(
                zip(tokens.sequence_ids, tokens.offsets, strict=True)
            )
            if sequence == 1 and last > first >= len(head)
        ]
        if one["start"] >= 0:
            for at in own:
                first, last = (place - len(head) for place in tokens.offsets[at])
                start = at if first <= one["start"] < last else start
                end = at if first < one["end"] <= last else end
            if not 0 < start <= end:
                continue
        yield Encoded(tokens.ids, tokens.type_ids, start, end, own[0] if own else len(tokens.ids))


def batches(encoded: Sequence[Encoded], rng: random.Random) -> Iterator[list[Encoded]]:
    """Give batches of like length, in random order."""
    order = list(encoded)
    rng.shuffle(order)
    pools = [order[at : at + BATCH * 50] for at in range(0, len(order), BATCH * 50)]
    found = []
    for pool in pools:
        pool.sort(key=lambda one: len(one.ids))
        found += [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
    rng.shuffle(found)
    yield from found


def loss_of(model: SpanModel, batch: Sequence[Encoded], device: str) -> Tensor:
    """Give the mean loss of a batch."""
    length = max(len(one.ids) for one in batch)
    ids, types, mask = torch.zeros(3, len(batch), length, dtype=torch.long)
    allowed = torch.zeros(len(batch), length, dtype=torch.bool)
    for row, one in enumerate(batch):
        size = len(one.ids)
        ids[row, :size], types[row, :size] = torch.tensor(one.ids), torch.tensor(one.types)
        mask[row, :size] = 1
        allowed[row, one.first : size - 1] = True
    allowed[:, 0] = True
    with torch.autocast(device, torch.bfloat16):
        spans, answerable = model(ids.to(device), types.to(device), mask.to(device))
    spans = spans.float().masked_fill(~allowed.to(device)[..., None], IMPOSSIBLE)
    starts = torch.tensor([one.start for one in batch], device=device)
    ends = torch.tensor([one.end for one in batch], device=device)
    at_starts = functional.cross_entropy(spans[..., 0], starts)
    at_ends = functional.cross_entropy(spans[..., 1], ends)
    has_answer = functional.binary_cross_entropy_with_logits(
        answerable[:, 0].float(), (starts > 0).float()
    )
    return (at_starts + at_ends + has_answer) / 2


def start_from(model: SpanModel, path: Path) -> None:
    """Take over what an adapter has learnt."""
    learnt = load_file(path)
    with torch.no_grad():
        for name, parameter in _kept(model):
            parameter.copy_(learnt[name].float())


def train(
    model: SpanModel,
    examples: Sequence[Any],
    tokenizer: Tokenizer,
    *,
    device: str,
    rate: float,
    epochs: int,
) -> None:
    """Train, and leave the model with its averaged weights."""
    learnt = [one for one in model.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": [one for one in learnt if one.ndim > 1], "weight_decay": 0.01},
            {"params": [one for one in learnt if one.ndim == 1], "weight_decay": 0.0},
        ],
        lr=rate,
    )
    steps = epochs * len(examples) // BATCH
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda at: min(1.0, (at + 1) / (WARM_UP * steps)) * max(0.0, 1 - at / steps)
    )
    average = [one.detach().clone() for one in learnt]
    done = 0
    for epoch in range(epochs):
        rng = random.Random(100 + epoch)
        for batch in batches(list(encode(examples, tokenizer, rng)), rng):
            loss = loss_of(model, batch, device)
            loss.backward()  # type: ignore[no-untyped-call]  # torch's own
            nn.utils.clip_grad_norm_(learnt, 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            done += 1
            by = AVERAGE_BY if done > AVERAGE_FROM * steps else 1.0
            with torch.no_grad():
                torch._foreach_lerp_(average, [one.detach() for one in learnt], by)
        log.info("epoch %d: %d of %d steps, loss %.3f", epoch, done, steps, loss.item())
    with torch.no_grad():
        for parameter, mean in zip(learnt, average, strict=True):
            parameter.copy_(mean)


def save(model: SpanModel, path: Path) -> None:
    """Write what was learnt."""
    kept = {name: one.detach().half().cpu().contiguous() for name, one in _kept(model)}
    save_file(kept, path, metadata={"base": "all-MiniLM-L6-v2"})


def _kept(model: SpanModel) -> Iterator[tuple[str, nn.Parameter]]:
    """Give what is learnt and kept, under the names that `index.adapted_graph` reads."""
    for name, parameter in model.named_parameters():
        if parameter.requires_grad and not name.startswith("answerable."):
            own = name.removeprefix("encoder.").replace(".layer.bias", ".bias")
            for part in ("down", "up"):
                own = f"{own.removesuffix(part)}weight.{part}" if own.endswith(f".{part}") else own
            yield own, parameter


def read_examples(given: Sequence[str], rng: random.Random) -> Iterator[Any]:
    """Read files of examples; of `FILE:COUNT` so many are drawn."""
    for one in given:
        path, _, count = one.partition(":")
        with gzip.open(path, "rt", encoding="utf-8") as file:
            examples = [json.loads(line) for line in file]
        yield from rng.sample(examples, int(count)) if count else examples


def main() -> None:
    """Train and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("examples", nargs="+", metavar="FILE[:COUNT]")
    parser.add_argument("--model", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True, help="the adapter's file")
    parser.add_argument("--start", type=Path, help="an adapter that is trained on")
    parser.add_argument("--rate", type=float, default=1.2e-3)
    parser.add_argument("--epochs", type=int, default=5)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    torch.manual_seed(1)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = Tokenizer.from_file(str(given.model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    model = SpanModel(given.model).to(device)
    if given.start:
        start_from(model, given.start)
    examples = list(read_examples(given.examples, random.Random(4)))
    train(model, examples, tokenizer, device=device, rate=given.rate, epochs=given.epochs)
    save(model, given.out)


if __name__ == "__main__":
    main()
