"""Holds the exported verifier against the trained one: python -m matching.check_export VERIFIER.safetensors FOLDER (from daemon/training)

Prints how far their probabilities are apart and the AUC of both, whether a pair's result depends on its batch, and the
time of a pair of ten words each.
"""

import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from . import data, metrics
from .batches import Tokens, collate, run_sorted
from .train_verifier import load_verifier

TEN_WORDS = ("how do I move my whole photo library to another disk", "what is the best way to put all pictures elsewhere")


def main(source, folder):
    tokens = Tokens(Path(folder) / "tokenizer.json")
    trained, exported = load_verifier(source), load_session(folder, 2)
    sets = {
        "families, unseen topics": data.sample(data.family_pairs(data.families("test")), 2000),
        "Quora, unseen clusters": data.sample(data.quora("test"), 1500),
    }
    for name, pairs in sets.items():
        items = [tokens.pair(pair.first, pair.second) for pair in pairs]
        labels = [pair.label for pair in pairs]
        expected = run_sorted(trained, items).numpy()
        found = run_sorted(exported, items).numpy()
        difference = np.abs(probability(expected) - probability(found))
        print(f"{name}: probabilities differ by {difference.mean():.4f} on average, {difference.max():.3f} at most; ", end="")
        print(f"AUC {metrics.area_under_curve(expected, labels):.4f} trained, {metrics.area_under_curve(found, labels):.4f} exported")
    alone = np.array([exported(*collate([item]))[0].item() for item in items[:64]])
    together = exported(*collate(items[:64])).numpy()
    print(f"a pair alone and among 64: logits differ by {np.abs(alone - together).max():.2g} at most")
    inputs = collate([tokens.pair(*TEN_WORDS)])
    for threads in (1, 2):
        print(f"{threads} threads: {median_ms(load_session(folder, threads), inputs):.1f} ms a pair of {inputs[0].shape[1]} tokens")


def load_session(folder, threads):
    """The exported model in the form of the trained one: called with three tensors."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(Path(folder) / "onnx" / "model_quantized.onnx"), options, ["CPUExecutionProvider"])
    return Exported(session)


class Exported:
    def __init__(self, session):
        self.session = session

    def eval(self):
        """The exported model has no other state."""

    def __call__(self, input_ids, attention_mask, token_type_ids):
        inputs = {"input_ids": input_ids.numpy(), "attention_mask": attention_mask.numpy(), "token_type_ids": token_type_ids.numpy()}
        return torch.from_numpy(self.session.run(["logits"], inputs)[0][:, 0])


def probability(logits):
    return 1 / (1 + np.exp(-logits))


def median_ms(run, inputs, times=200):
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run(*inputs)
        taken.append(time.perf_counter() - started)
    return 1000 * float(np.median(taken))


if __name__ == "__main__":
    main(*sys.argv[1:])
