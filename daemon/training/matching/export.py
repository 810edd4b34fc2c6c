"""Builds the verifier's folder: python -m matching.export VERIFIER.safetensors MODEL_FOLDER OUT_FOLDER (from daemon/training)

MODEL_FOLDER is that of all-MiniLM-L6-v2, whose tokenizer and shape stay. The graph is the quantised trunk and a head of
32-bit arithmetic on weights stored as int8; its output `logits` has one number a pair. A result depends on its pair alone.
`askonce.json` names the model by its weights, so that no calibration made for others fits it.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto

from quantized_graph import Graph, add_trunk, finish, read_safetensors

from .batches import WINDOW


def main(source, model, target):
    model, target = Path(model), Path(target)
    (target / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(build_verifier(read_safetensors(source)), target / "onnx" / "model_quantized.onnx")
    shutil.copyfile(model / "tokenizer.json", target / "tokenizer.json")
    change_json(model / "tokenizer_config.json", target / "tokenizer_config.json", {"model_max_length": WINDOW})
    change_json(model / "config.json", target / "config.json", {"architectures": ["BertForSequenceClassification"], "num_labels": 1})
    describe(target)


def describe(folder):
    """What AskOnce reads of a model folder (daemon/inference/model-files.ts)."""
    weights = "onnx/model_quantized.onnx"
    checksums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (weights, "tokenizer.json", "tokenizer_config.json", "config.json")}
    described = {"id": f"askonce-verifier/{checksums[weights][:12]}", "windowTokens": WINDOW, "isBatchInvariant": True, "weights": weights, "checksums": checksums}
    (folder / "askonce.json").write_text(json.dumps(described, indent=2) + "\n")


def change_json(source, target, changes):
    target.write_text(json.dumps({**json.loads(source.read_text()), **changes}, indent=2) + "\n")


def build_verifier(weights):
    """The trunk's part of the weights loses its prefix, as the graph builder knows it."""
    graph = Graph({name.removeprefix("trunk."): value for name, value in weights.items()})
    hidden = add_trunk(graph)
    kept, segments = (graph.op("Cast", name, to=TensorProto.FLOAT) for name in ("attention_mask", "token_type_ids"))
    first = mean(graph, hidden, graph.op("Sub", kept, segments))
    second = mean(graph, hidden, segments)
    start = graph.op("Squeeze", graph.op("Gather", hidden, graph.shape(0), axis=1), graph.shape(1))
    difference = graph.op("Abs", graph.op("Sub", first, second))
    pooled = graph.op("Concat", start, difference, graph.op("Mul", first, second), graph.op("Add", first, second), axis=-1)
    inner = graph.op("Tanh", stored_linear(graph, pooled, "head.dense"))
    stored_linear(graph, inner, "head.out", output="logits")
    return finish(graph, "askonce-verifier", "logits", ["batch", 1])


def mean(graph, hidden, kept):
    """Mean over the tokens whose `kept` is 1."""
    kept = graph.op("Unsqueeze", kept, graph.shape(2))
    summed = graph.op("ReduceSum", graph.op("Mul", hidden, kept), graph.shape(1), keepdims=0)
    count = graph.op("ReduceSum", kept, graph.shape(1), keepdims=0)
    return graph.op("Div", summed, graph.op("Max", count, graph.number(1)))


def stored_linear(graph, x, name, output=None):
    """A layer whose weights are int8 in the file only."""
    weight, bias = graph.weights[f"{name}.weight"], graph.weights[f"{name}.bias"]
    scales = (np.abs(weight).max(1) / 127).astype(np.float32)
    matrix = graph.constant(f"{name}.int8", np.rint(weight / scales[:, None]).astype(np.int8).T)
    floats = graph.op("DequantizeLinear", matrix, graph.constant(f"{name}.scales", scales), axis=1)
    return graph.op("Add", graph.op("MatMul", x, floats), graph.constant(f"{name}.bias", bias), output=output)


if __name__ == "__main__":
    main(*sys.argv[1:])
