"""Encoding with onnxruntime: starts in a fraction of a second, without torch.

Knows a graph file, not where it comes from.
"""

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from index.engines import FloatArray
from index.errors import EmbeddingError
from index.graph_engine import INPUTS, GraphEngine
from index.model_folder import ModelFolder
from index.stretches import TokenIds

log = logging.getLogger(f"citewell.{__name__}")

# onnxruntime 1.32 reports its use to its maker, unless this is set before it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"


class OnnxEngine(GraphEngine):
    """The graph of a model in memory, run by onnxruntime in float32 or as its weights are.

    Raises:
        EmbeddingError: The file is not there, broken, or not such a graph.
    """

    # What a batch of 512 computes stays in the processor's cache: 25 texts of 175 tokens a second
    # on one core, against 15 in batches of 4,096.
    batch_tokens = 512

    def __init__(self, graph: Path, model: ModelFolder) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # errors; its warnings are for those who make graphs
        # Its threads would wait for each other in busy loops: 13 texts a second of processor
        # time on a busy machine, 20 without.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(graph), options, providers=["CPUExecutionProvider"]
            )
        except Exception as exc:  # onnxruntime's exceptions share no narrower base
            raise EmbeddingError(
                f"cannot load the ONNX graph {str(graph)!r}: {exc}", hint="delete that file"
            ) from exc
        inputs = [node.name for node in self._session.get_inputs()]
        if unknown := set(inputs) - set(INPUTS):
            raise EmbeddingError(
                f"the ONNX graph {str(graph)!r} wants {', '.join(sorted(unknown))}, "
                f"not only {', '.join(INPUTS)}",
                hint="set CITEWELL_ENGINE=torch",
            )
        super().__init__(model, inputs=inputs)
        log.debug("loaded %s", graph)

    def _infer(self, outputs: Sequence[str], features: dict[str, TokenIds]) -> Sequence[FloatArray]:
        found: list[FloatArray] = self._session.run(outputs, features)
        return found


def quantize(graph: Path, path: Path, *, reduce_range: bool = False) -> None:
    """Write a graph whose weights, and inputs as they come, are 8-bit integers.

    Args:
        graph: The exact one.
        path: Where to write.
        reduce_range: Whether weights take 7 bits, so that processors without VNNI, whose sums of
            8-bit products saturate, give the outputs of those with it.

    Raises:
        EmbeddingError: It has a part that cannot be quantized.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quant_utils, quantize_dynamic

    try:
        model = onnx.load(graph)
        # Without this mark it warns through the root logger, which it sets up for that.
        quant_utils.add_pre_process_metadata(model)
        quantize_dynamic(
            model,
            path,
            per_channel=True,
            weight_type=QuantType.QInt8,
            reduce_range=reduce_range,
        )
    except (OSError, ImportError, MemoryError):  # may go well another time
        raise
    except Exception as exc:  # it raises whatever went wrong in it
        raise EmbeddingError(
            f"cannot quantize the ONNX graph {str(graph)!r}: {exc}", hint="set CITEWELL_ENGINE=onnx"
        ) from exc


def change_weights(
    graph: Path, path: Path, former: Mapping[str, FloatArray], changed: Mapping[str, FloatArray]
) -> None:
    """Write a graph with other weights.

    Args:
        graph: A graph that torch exported. It names vectors as the model does, with a prefix; its
            matrices stand there transposed and without a name, so they are known by their values.
        path: Where to write.
        former: The weights it was exported with, by their names.
        changed: Those to be changed, by the same names.

    Raises:
        EmbeddingError: One of them is not in the graph.
    """
    import onnx
    from onnx import numpy_helper

    model = onnx.load(graph)
    left = dict(changed)
    for weight in model.graph.initializer:
        values = numpy_helper.to_array(weight)
        name = _name_of(weight.name, values, {key: former[key] for key in left})
        if name is not None:
            new = left.pop(name)
            new = np.ascontiguousarray(new.T if new.ndim > 1 else new)
            weight.CopyFrom(numpy_helper.from_array(new, weight.name))
    if left:
        raise EmbeddingError(
            f"the ONNX graph {str(graph)!r} lacks {min(left)!r} as the model has it",
            hint="delete that file",
        )
    onnx.save(model, path)


def _name_of(name: str, values: FloatArray, candidates: Mapping[str, FloatArray]) -> str | None:
    """Find the weight that a graph's value is; None if it is none of the candidates."""
    for key, weight in candidates.items():
        if values.ndim == 1 and name.endswith(f".{key}"):
            return key
        if values.ndim > 1 and np.array_equal(values, weight.T):
            return key
    return None
