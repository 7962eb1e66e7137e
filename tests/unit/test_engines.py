import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines import (
    OPENVINO_TEXTS,
    TORCH_TEXTS,
    Device,
    EngineSetting,
    Machine,
    check_engine,
    choose_engine,
)
from index.errors import EmbeddingError
from index.stretches import plan_batches


def make_machine(*, bf16: bool = False, openvino: bool = False, gpu: bool = False) -> Machine:
    return Machine(has_bf16=bf16, has_openvino=openvino, has_accelerator=gpu)


PLAIN = make_machine(openvino=True)
BF16 = make_machine(bf16=True)
OPENVINO = make_machine(bf16=True, openvino=True)
GPU = make_machine(gpu=True)
BOTH = make_machine(bf16=True, openvino=True, gpu=True)
BULK = TORCH_TEXTS


@pytest.mark.parametrize(
    ("setting", "device", "texts", "machine", "engine"),
    [
        ("auto", "auto", 1, BF16, "onnx"),
        ("auto", "auto", BULK - 1, GPU, "onnx"),
        ("auto", "auto", BULK, PLAIN, "onnx"),
        ("auto", "auto", BULK, BF16, "torch"),
        ("auto", "auto", BULK, GPU, "torch"),
        ("auto", "auto", OPENVINO_TEXTS - 1, OPENVINO, "onnx"),
        ("auto", "auto", OPENVINO_TEXTS, OPENVINO, "openvino"),
        ("auto", "cpu", BULK, OPENVINO, "openvino"),
        ("auto", "auto", OPENVINO_TEXTS, BOTH, "openvino"),
        ("auto", "auto", BULK, BOTH, "torch"),
        ("auto", "cpu", BULK, BOTH, "openvino"),
        ("openvino", "auto", 1, PLAIN, "openvino"),
        ("auto", "cpu", BULK, GPU, "onnx"),
        ("auto", "cpu", BULK, BF16, "torch"),
        ("auto", "cuda", 1, GPU, "torch"),
        ("auto", "mps", 1, GPU, "torch"),
        ("torch", "auto", 1, PLAIN, "torch"),
        ("onnx", "auto", BULK, BF16, "onnx"),
        ("onnx-int8", "cpu", BULK, GPU, "onnx"),
    ],
)
def test_few_texts_go_to_onnx_and_many_to_what_is_faster(
    setting: EngineSetting, device: Device, texts: int, machine: Machine, engine: str
) -> None:
    assert choose_engine(setting, device, texts=texts, machine=machine) == engine


def test_an_onnx_engine_on_a_gpu_is_refused() -> None:
    with pytest.raises(EmbeddingError, match="'onnx-int8' runs on the processor only") as caught:
        check_engine("onnx-int8", "cuda")
    assert "CITEWELL_ENGINE=torch" in caught.value.hint


@given(st.lists(st.integers(1, 300), max_size=60), st.integers(1, 2000))
def test_batches_hold_every_row_once_within_the_limit(lengths: list[int], limit: int) -> None:
    batches = list(plan_batches(lengths, limit=limit))
    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    padded = [len(batch) * max(lengths[row] for row in batch) for batch in batches]
    assert all(
        size <= limit or len(batch) == 1 for size, batch in zip(padded, batches, strict=True)
    )
