"""What an engine does, and the rule which one runs a job of texts on this machine.

Imports no engine: looking at the machine takes milliseconds.
"""

import functools
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbeddingError

FloatArray = NDArray[np.float32]
EngineSetting = Literal["auto", "torch", "onnx", "onnx-int8"]
Device = Literal["auto", "cpu", "cuda", "mps"]
# Loading torch takes 6 s; on two cores a text of 175 tokens then takes 17 ms in bfloat16 and 20 ms
# by ONNX, so from here on torch is the faster one.
BULK_TEXTS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What makes torch the faster engine for many texts.

    Attributes:
        has_bf16: The processor multiplies bfloat16.
        has_accelerator: There is a GPU that the installed torch may be able to use.
    """

    has_bf16: bool
    has_accelerator: bool


def choose_engine(
    setting: EngineSetting, device: Device, *, texts: int, machine: Machine
) -> Literal["torch", "onnx"]:
    """Choose what encodes a job of so many texts."""
    if setting == "torch" or device in ("cuda", "mps"):
        return "torch"
    if setting == "auto" and texts >= BULK_TEXTS:
        faster = machine.has_bf16 or (device == "auto" and machine.has_accelerator)
        return "torch" if faster else "onnx"
    return "onnx"


def check_engine(setting: EngineSetting, device: Device) -> None:
    """See that the engine can run on the device.

    Raises:
        EmbeddingError: An ONNX engine was asked for on another device than the processor.
    """
    if setting in ("onnx", "onnx-int8") and device in ("cuda", "mps"):
        raise EmbeddingError(
            f"the engine {setting!r} runs on the processor only, not on {device!r}",
            hint="set CITEWELL_DEVICE=cpu, or CITEWELL_ENGINE=torch",
        )


@functools.cache
def detect_machine() -> Machine:
    """Look at the processor and for a GPU, without importing torch."""
    return Machine(has_bf16=_has_bf16(), has_accelerator=_has_accelerator())


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
