"""Whether an embedder finds a question's partner among many, and whether it is still a good general one.

python -m matching.evaluate_embedder MODEL_FOLDER [EMBEDDER.safetensors ...] (from daemon/training); the original comes first.
"""

import random
import sys
from pathlib import Path

import torch

from . import data, metrics
from .batches import Tokens, run_sorted
from .model import Embedder, load_trunk


def main(model, *tuned):
    tokens = Tokens(Path(model) / "tokenizer.json")
    for path in (Path(model) / "model.safetensors", *tuned):
        print(path)
        report(Embedder(load_trunk(path)).to(torch.bfloat16), tokens, "test")


def report(embedder, tokens, part):
    families = data.families(part)
    stored = [text for family in families for text in (family.base, *family.different)]
    print_recall("families: a rewording finds its base among bases and near misses", embedder, tokens, [(text, family.base) for family in families for text in family.same], stored)
    quora = data.quora(part)
    partners = [(pair.first, pair.second) for pair in quora if pair.label][:2000]
    print_recall("Quora: a question finds its partner", embedder, tokens, partners, [text for pair in quora for text in pair[:2]])
    for name in ("banking77", "clinc150"):
        print_intents(name, embedder, tokens)


def print_recall(title, embedder, tokens, partners, stored):
    stored = sorted(set(stored))
    place = {text: at for at, text in enumerate(stored)}
    vectors = embed(embedder, tokens, stored)
    similarities = embed(embedder, tokens, [query for query, _ in partners]) @ vectors.T
    own = torch.tensor([place.get(query, -1) for query, _ in partners])
    similarities[own >= 0, own[own >= 0]] = -1
    wanted = similarities[torch.arange(len(partners)), [place[partner] for _, partner in partners]]
    ranks = (similarities > wanted[:, None]).sum(1)
    print(f"  {title}: at 1 / 5 / 20 of {len(stored)}: " + " / ".join(f"{(ranks < k).float().mean():.4f}" for k in (1, 5, 20)), flush=True)


def print_intents(name, embedder, tokens, pairs=20000):
    """Never trained on: is a text's nearest neighbour of its intent, and do pairs of an intent score over others?"""
    rng = random.Random(0)
    labelled = [(text, intent) for intent, texts in data.intents(name, rng).items() for text in texts[:60]]
    vectors = embed(embedder, tokens, [text for text, _ in labelled])
    similarities = vectors @ vectors.T
    similarities.fill_diagonal_(-1)
    nearest = similarities.argmax(1).tolist()
    right = sum(labelled[i][1] == labelled[j][1] for i, j in enumerate(nearest)) / len(labelled)
    same = {}
    for i, (_, intent) in enumerate(labelled):
        same.setdefault(intent, []).append(i)
    drawn = [rng.sample(rng.choice(list(same.values())), 2) for _ in range(pairs // 2)] + [rng.sample(range(len(labelled)), 2) for _ in range(pairs // 2)]
    area = metrics.area_under_curve([float(similarities[i, j]) for i, j in drawn], [int(labelled[i][1] == labelled[j][1]) for i, j in drawn])
    print(f"  {name}: nearest neighbour of the same intent {right:.4f}, AUC of pairs {area:.4f}", flush=True)


def embed(embedder, tokens, texts):
    return run_sorted(embedder, [tokens.single(text) for text in texts])


if __name__ == "__main__":
    main(*sys.argv[1:])
