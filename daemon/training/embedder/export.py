"""Builds onnx/model_quantized.onnx from the fp32 weights: python daemon/training/embedder/export.py model.safetensors OUT.onnx

Takes the original weights or those of matching/train_embedder.py. `quantized_graph.py` says how it quantises and why.
"""

import sys
from pathlib import Path

import onnx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from quantized_graph import WIDTH, Graph, add_trunk, finish, read_safetensors  # noqa: E402


def main(source, target):
    graph = Graph(read_safetensors(source))
    add_trunk(graph, output="last_hidden_state")
    onnx.save(finish(graph, "all-MiniLM-L6-v2", "last_hidden_state", ["batch", "length", WIDTH]), target)


if __name__ == "__main__":
    main(*sys.argv[1:])
