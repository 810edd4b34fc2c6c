"""Figures of a verifier and an embedder on what no model was trained on, beside the original model's cosine.

python -m matching.evaluate MODEL_FOLDER --verifier V.safetensors [--embedder E.safetensors] [--worst 20] (from daemon/training)
"""

import argparse
import random
from pathlib import Path

import numpy as np
import torch

from . import data, metrics
from .batches import Tokens, run_sorted
from .model import Embedder, load_trunk
from .train_verifier import load_verifier

# Serves at this cut and above, to say how the near misses fare at one strict cut.
STRICT = 0.9


def main():
    options = read_options()
    torch.set_num_threads(options.threads)
    tokens = Tokens(options.model / "tokenizer.json")
    embedders = {"cosine": load_embedder(options.model / "model.safetensors")}
    if options.embedder:
        embedders["tuned cosine"] = load_embedder(options.embedder)
    verifiers = {path.stem: load_verifier(path).to(torch.bfloat16) for path in options.verifier}

    combination = None
    for name, pairs in judged_sets(options.part, embedders["cosine"], tokens).items():
        labels = np.array([pair.label for pair in pairs])
        print(f"{name}: {len(pairs)} pairs, {labels.sum()} of them the same")
        scores = {score: cosines(embedder, tokens, pairs) for score, embedder in embedders.items()}
        for path, verifier in verifiers.items():
            scores[path] = logits(verifier, tokens, pairs)
            if options.both_orders:
                scores[path + ", both orders"] = (scores[path] + logits(verifier, tokens, [pair._replace(first=pair.second, second=pair.first) for pair in pairs])) / 2
        if verifiers:
            features = np.stack([scores["tuned cosine" if options.embedder else "cosine"], scores[next(iter(verifiers))]], 1)
            combination = combination or fit_combination(embedders, verifiers, tokens, options)
            scores["combination"] = combination(features)
        for score, values in scores.items():
            print_figures(score, values, labels, strict=score in verifiers)
        if options.worst and verifiers:
            print_worst(pairs, scores[next(iter(verifiers))], options.worst)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--verifier", type=Path, nargs="*", default=[])
    parser.add_argument("--embedder", type=Path)
    parser.add_argument("--part", choices=("test", "development"), default="test")
    parser.add_argument("--both-orders", action="store_true")
    parser.add_argument("--worst", type=int, default=0, help="print that many of the worst errors of each set")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def judged_sets(part, embedder, tokens):
    """Quora and CheckList, families of unseen topics, and intents: one request in many words, and the nearest other intents."""
    families = data.families(part)
    sets = {
        "Quora, unseen clusters": data.sample(data.quora(part), 5000),
        "families, unseen topics": data.sample(data.family_pairs(families), 8000),
        "families, base against each": data.base_pairs(families),
    }
    if part == "test":
        sets["CheckList, unseen tests"] = data.sample(data.checklist("test"), 4000)
        for name in ("banking77", "clinc150"):
            sets[f"{name}, random pairs"] = intent_pairs(name)
            sets[f"{name}, nearest neighbours"] = neighbour_pairs(name, embedder, tokens)
    return sets


def intent_pairs(name, count=1500):
    rng = random.Random(0)
    intents = data.intents(name, rng)
    names = sorted(intents)
    same = [data.Pair(*rng.sample(intents[rng.choice(names)], 2), 1) for _ in range(count)]
    different = []
    for _ in range(count):
        one, other = rng.sample(names, 2)
        different.append(data.Pair(rng.choice(intents[one]), rng.choice(intents[other]), 0))
    return same + different


def neighbour_pairs(name, embedder, tokens, count=1500):
    """Texts with their nearest neighbour by the original cosine: the candidates that a cache would see."""
    intents = data.intents(name, random.Random(0))
    labelled = [(text, intent) for intent, texts in intents.items() for text in texts]
    vectors = run_sorted(embedder, [tokens.single(text) for text, _ in labelled])
    chosen = random.Random(1).sample(range(len(labelled)), count)
    similarities = vectors[chosen] @ vectors.T
    similarities[torch.arange(count), chosen] = -1
    nearest = similarities.argmax(1).tolist()
    return [data.Pair(labelled[i][0], labelled[j][0], int(labelled[i][1] == labelled[j][1])) for i, j in zip(chosen, nearest)]


def cosines(embedder, tokens, pairs):
    texts = sorted({text for pair in pairs for text in pair[:2]})
    vectors = dict(zip(texts, run_sorted(embedder, [tokens.single(text) for text in texts])))
    return np.array([float(vectors[pair.first] @ vectors[pair.second]) for pair in pairs])


def logits(verifier, tokens, pairs):
    return run_sorted(verifier, [tokens.pair(pair.first, pair.second) for pair in pairs]).numpy()


def load_embedder(path):
    return Embedder(load_trunk(path)).to(torch.bfloat16)


def fit_combination(embedders, verifiers, tokens, options):
    """Logistic regression of (cosine, verifier) on the development families and Quora clusters, by Newton's method."""
    pairs = data.sample(data.family_pairs(data.families("development")), 2000) + data.sample(data.quora("development"), 1000)
    embedder, verifier = list(embedders.values())[-1], next(iter(verifiers.values()))
    features = np.stack([cosines(embedder, tokens, pairs), logits(verifier, tokens, pairs), np.ones(len(pairs))], 1)
    labels = np.array([pair.label for pair in pairs])
    weights = np.zeros(3)
    for _ in range(20):
        expected = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (labels - expected) - 1e-3 * weights
        curve = (features * (expected * (1 - expected))[:, None]).T @ features + 1e-3 * np.eye(3)
        weights += np.linalg.solve(curve, slope)
    print(f"combination: {weights[0]:.2f} cosine + {weights[1]:.2f} logit {weights[2]:+.2f}")
    return lambda rows: rows @ weights[:2] + weights[2]


def print_figures(score, values, labels, strict):
    area, *recalls = metrics.summary(values, labels)
    line = f"  {score:28} AUC {area:.4f}  recall at 5/2/1 % wrong " + " ".join(f"{recall:.3f}" for recall in recalls)
    if strict:
        served = 1 / (1 + np.exp(-values)) >= STRICT
        line += f"  at p >= {STRICT}: {served[labels == 1].mean():.3f} of the same, {served[labels == 0].mean():.3f} of the others"
    print(line, flush=True)


def print_worst(pairs, values, count):
    order = np.argsort(values)
    for label, title, found in ((0, "served wrongly", order[::-1]), (1, "missed", order)):
        for index in [i for i in found if pairs[i].label == label][:count]:
            print(f"    {title} {values[index]:+.1f}: {pairs[index].first} | {pairs[index].second}")


if __name__ == "__main__":
    main()
