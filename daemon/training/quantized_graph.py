"""Builds the ONNX graph of all-MiniLM-L6-v2's trunk, written out by hand, because the point is where it quantises.

Needs numpy and onnx only. Weights are int8 per output channel, 7 bits of range (the 16-bit sums of AVX2 without VNNI
overflow at 8). Activations are quantised anew for each token. The usual dynamic quantisation takes one range for the
whole batch, so that a result depends on what else was computed at the same moment (cosine of a text with itself down
to 0.984); here it depends on the text alone. Only standard ONNX operators are used.
"""

import json
import struct

import numpy as np
from onnx import TensorProto, helper, numpy_helper

LAYERS, HEADS, WIDTH = 6, 12, 384
WEIGHT_RANGE = 63


def read_safetensors(path):
    with open(path, "rb") as file:
        header_bytes = struct.unpack("<Q", file.read(8))[0]
        header, body = json.loads(file.read(header_bytes)), file.read()
    types = {"F32": np.float32, "I64": np.int64}
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], types[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
    }


class Graph:
    """Collects nodes and constants; `op` returns the name of its output."""

    def __init__(self, weights):
        self.weights, self.nodes, self.constants = weights, [], {}

    def op(self, kind, *inputs, output=None, **attributes):
        output = output or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name=output, **attributes))
        return output

    def constant(self, name, value, dtype=None):
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(np.asarray(value, dtype)), name)
        return name

    def number(self, value):
        return self.constant(f"number_{value}", value, np.float32)

    def shape(self, *sizes):
        return self.constant("shape_" + "_".join(map(str, sizes)), sizes, np.int64)

    def layer_norm(self, x, name):
        scale, bias = (self.constant(f"{name}.{part}", self.weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.op("LayerNormalization", x, scale, bias, axis=-1, epsilon=1e-12)

    def quantize_tokens(self, x):
        """Rows (tokens) of x as uint8 around 128, and their scales as a column."""
        peak = self.op("ReduceMax", self.op("Abs", x), axes=[-1], keepdims=0)
        scale = self.op("Mul", peak, self.number(1 / 127))
        zeros = self.op("Add", self.op("Mul", scale, self.number(0)), self.number(128))
        zero_points = self.op("Cast", zeros, to=TensorProto.UINT8)
        return self.op("QuantizeLinear", x, scale, zero_points, axis=0), self.op("Unsqueeze", scale, self.shape(1))

    def linear(self, quantized, name, divisor=1.0):
        tokens, token_scales = quantized
        weight, bias = (self.weights[f"{name}.{part}"] / np.float32(divisor) for part in ("weight", "bias"))
        scales = (np.abs(weight).max(1) / WEIGHT_RANGE).astype(np.float32)
        matrix = self.constant(f"{name}.int8", np.rint(weight / scales[:, None]).astype(np.int8).T)
        sums = self.op("MatMulInteger", tokens, matrix, self.constant("zero_point", 128, np.uint8))
        floats = self.op("Mul", self.op("Cast", sums, to=TensorProto.FLOAT), token_scales)
        return self.op("Add", self.op("Mul", floats, self.constant(f"{name}.scales", scales)), self.constant(f"{name}.bias", bias))


def add_trunk(graph, output=None):
    """The trunk's nodes; returns its last hidden state, one row a token of a batch."""
    hidden = embed_tokens(graph)
    mask = self_attention_mask(graph)
    shape = graph.op("Shape", "input_ids")
    heads = graph.op("Concat", shape, graph.shape(HEADS, WIDTH // HEADS), axis=0)
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        attended = attend(graph, hidden, f"{name}.attention.self", mask, heads)
        projected = graph.linear(graph.quantize_tokens(attended), f"{name}.attention.output.dense")
        hidden = graph.layer_norm(graph.op("Add", projected, hidden), f"{name}.attention.output.LayerNorm")
        inner = gelu(graph, graph.linear(graph.quantize_tokens(hidden), f"{name}.intermediate.dense"))
        outer = graph.linear(graph.quantize_tokens(inner), f"{name}.output.dense")
        hidden = graph.layer_norm(graph.op("Add", outer, hidden), f"{name}.output.LayerNorm")
    return graph.op("Reshape", hidden, graph.op("Concat", shape, graph.shape(WIDTH), axis=0), output=output)


def finish(graph, name, output, output_shape):
    """The whole model: the usual three inputs of BERT and one output."""
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in ("input_ids", "attention_mask", "token_type_ids")]
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, output_shape)]
    whole = helper.make_graph(graph.nodes, name, inputs, outputs, list(graph.constants.values()))
    return helper.make_model(whole, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="askonce")


def embed_tokens(graph):
    """Word (int8 per row), position and segment embeddings as one row a token."""
    table = graph.weights["embeddings.word_embeddings.weight"]
    scales = (np.maximum(np.abs(table).max(1, keepdims=True), 1e-9) / 127).astype(np.float32)
    rows = graph.op("Gather", graph.constant("words.int8", np.rint(table / scales).astype(np.int8)), "input_ids")
    row_scales = graph.op("Gather", graph.constant("words.scales", scales), "input_ids")
    words = graph.op("Mul", graph.op("Cast", rows, to=TensorProto.FLOAT), row_scales)
    positions = graph.constant("positions", graph.weights["embeddings.position_embeddings.weight"])
    length = graph.op("Shape", "input_ids", start=1)
    placed = graph.op("Add", words, graph.op("Slice", positions, graph.shape(0), length, graph.shape(0)))
    segments = graph.constant("segments", graph.weights["embeddings.token_type_embeddings.weight"])
    summed = graph.op("Add", placed, graph.op("Gather", segments, "token_type_ids"))
    return graph.layer_norm(graph.op("Reshape", summed, graph.shape(-1, WIDTH)), "embeddings.LayerNorm")


def self_attention_mask(graph):
    kept = graph.op("Unsqueeze", graph.op("Cast", "attention_mask", to=TensorProto.FLOAT), graph.shape(1, 2))
    return graph.op("Mul", graph.op("Sub", graph.number(1), kept), graph.number(-1e9))


def attend(graph, hidden, name, mask, heads):
    quantized = graph.quantize_tokens(hidden)

    def project(part, order, divisor=1.0):
        return graph.op("Transpose", graph.op("Reshape", graph.linear(quantized, f"{name}.{part}", divisor), heads), perm=order)

    scores = graph.op("MatMul", project("query", [0, 2, 1, 3], np.sqrt(WIDTH // HEADS)), project("key", [0, 2, 3, 1]))
    shares = graph.op("Softmax", graph.op("Add", scores, mask), axis=-1)
    mixed = graph.op("MatMul", shares, project("value", [0, 2, 1, 3]))
    return graph.op("Reshape", graph.op("Transpose", mixed, perm=[0, 2, 1, 3]), graph.shape(-1, WIDTH))


def gelu(graph, x):
    error = graph.op("Add", graph.op("Erf", graph.op("Div", x, graph.number(np.sqrt(2)))), graph.number(1))
    return graph.op("Mul", graph.op("Mul", x, error), graph.number(0.5))
