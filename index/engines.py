"""What an engine does, and the rule which one runs a job of texts on this machine.

Imports no engine: looking at the machine takes milliseconds.
"""

import functools
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbeddingError

FloatArray = NDArray[np.float32]
EngineSetting = Literal["auto", "torch", "onnx", "onnx-int8", "openvino"]
EngineName = Literal["torch", "onnx", "openvino"]
Device = Literal["auto", "cpu", "cuda", "mps"]
# On two cores a text of 150 tokens takes 22 ms by ONNX, and in bfloat16 18 ms by torch and 11 ms by
# OpenVINO; these take 6 s and 1 s to load and pay from here on.
TORCH_TEXTS = 2_000
OPENVINO_TEXTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What makes another engine than ONNX the faster one for many texts.

    Attributes:
        has_bf16: The processor multiplies bfloat16.
        has_openvino: OpenVINO is installed.
        has_accelerator: There is a GPU that the installed torch may be able to use.
    """

    has_bf16: bool
    has_openvino: bool
    has_accelerator: bool


def choose_engine(
    setting: EngineSetting, device: Device, *, texts: int, machine: Machine
) -> EngineName:
    """Choose what encodes a job of so many texts."""
    if setting == "torch" or device in ("cuda", "mps"):
        return "torch"
    if setting == "openvino":
        return "openvino"
    if setting == "auto":
        if texts >= TORCH_TEXTS and device == "auto" and machine.has_accelerator:
            return "torch"
        if texts >= OPENVINO_TEXTS and machine.has_bf16 and machine.has_openvino:
            return "openvino"
        if texts >= TORCH_TEXTS and machine.has_bf16:
            return "torch"
    return "onnx"


def check_engine(setting: EngineSetting, device: Device) -> None:
    """See that the engine can run on the device.

    Raises:
        EmbeddingError: An engine for the processor was asked for on another device.
    """
    if setting in ("onnx", "onnx-int8", "openvino") and device in ("cuda", "mps"):
        raise EmbeddingError(
            f"the engine {setting!r} runs on the processor only, not on {device!r}",
            hint="set CITEWELL_DEVICE=cpu, or CITEWELL_ENGINE=torch",
        )


@functools.cache
def detect_machine() -> Machine:
    """Look at the processor and for a GPU, without importing torch."""
    return Machine(
        has_bf16=_has_bf16(),
        has_openvino=find_spec("openvino") is not None,
        has_accelerator=_has_accelerator(),
    )


def _has_bf16() -> bool:
    try:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    except OSError:  # not Linux
        return False
    return bool(flags & {"avx512_bf16", "amx_bf16"})


def _has_accelerator() -> bool:
    if sys.platform == "darwin":
        return platform.machine() == "arm64"
    return shutil.which("nvidia-smi") is not None and not version("torch").endswith("+cpu")
