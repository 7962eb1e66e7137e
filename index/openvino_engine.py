"""Encoding with OpenVINO: on processors with bfloat16 one and a half times as fast as torch.

OpenVINO is an extra, imported when an engine is made. Knows a graph file, not where it comes from.
"""

import logging
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.engines import FloatArray, detect_machine
from index.errors import EmbeddingError
from index.graph_engine import INPUTS, GraphEngine
from index.model_folder import ModelFolder
from index.stretches import TokenIds

log = logging.getLogger(f"citewell.{__name__}")

# Two threads that give OpenVINO its first array at once wait for each other for ever, all others with
# them: one holds the interpreter while it waits for what the other sets up.
_first_array = threading.Lock()


class OpenVinoEngine(GraphEngine):
    """The graph of a model in memory, run in bfloat16 where the processor has it.

    Raises:
        EmbeddingError: OpenVINO is not installed, or cannot load the graph.
    """

    batch_tokens = 2_048  # of 512 to 4,096 as fast as any, and small enough for all cores

    def __init__(self, graph: Path, model: ModelFolder) -> None:
        # It reports its import to its maker, unless its package that does so cannot be imported.
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # the import system's own way
        try:
            import openvino
        except ImportError as exc:
            raise EmbeddingError(
                f"OpenVINO cannot be loaded: {exc}",
                hint="pip install 'citewell[openvino]', or set CITEWELL_ENGINE=auto",
            ) from exc
        with _first_array:
            openvino.Tensor(np.zeros(1, dtype=np.int64))
        precision = "bf16" if detect_machine().has_bf16 else "f32"
        try:
            # Each core runs batches of its own: where all share one, they wait for each other in
            # busy loops whenever something else runs too, as cutting and storing do.
            self._compiled = openvino.Core().compile_model(
                str(graph),
                "CPU",
                {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "THROUGHPUT"},
            )
            self.parallel_runs = self._compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
        except RuntimeError as exc:
            raise EmbeddingError(
                f"OpenVINO cannot load the ONNX graph {str(graph)!r}: {exc}",
                hint="set CITEWELL_ENGINE=onnx",
            ) from exc
        names = [node.any_name for node in self._compiled.inputs]
        super().__init__(model, inputs=[name for name in INPUTS if name in names])
        log.debug("loaded %s in OpenVINO", graph)

    def _infer(self, outputs: Sequence[str], features: dict[str, TokenIds]) -> Sequence[FloatArray]:
        try:
            found = self._compiled.create_infer_request().infer(features)
        except RuntimeError as exc:
            raise EmbeddingError(
                f"OpenVINO cannot run the model: {exc}", hint="set CITEWELL_ENGINE=onnx"
            ) from exc
        return [found[self._compiled.output(name)] for name in outputs]
