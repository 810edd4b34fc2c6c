"""Trains the embedder: python -m matching.train_embedder MODEL_FOLDER OUT.safetensors (from daemon/training).

Questions that one answer serves come together, against the rest of the batch and against their own near misses, while
each vector is held near the one that the original model gives, so that it stays a general embedder.
"""

import argparse
import random
import time
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn import functional

from . import data, rules
from .batches import Tokens, by_length, collate
from .evaluate_embedder import report
from .model import Embedder, load_trunk
from .optimizer import MasterAdamW


def main():
    options = read_options()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    tokens = Tokens(options.model / "tokenizer.json")
    families = data.families("train")
    quora = [pair for pair in data.quora("train") if pair.label]
    original = Embedder(load_trunk(options.model / "model.safetensors")).to(torch.bfloat16).eval()
    embedder = Embedder(load_trunk(options.model / "model.safetensors", options.dropout)).to(torch.bfloat16)

    steps = (len(families) * 2 + min(len(quora), options.quora)) // options.batch
    optimizer = MasterAdamW(embedder, options.rate, total_steps=options.epochs * steps, average=0.99)
    started = time.time()
    for epoch in range(options.epochs):
        groups = [group for family in families for group in family_groups(family, options.misses, rng)]
        groups += [(pair.first, pair.second, []) for pair in rng.sample(quora, min(len(quora), options.quora))]
        rng.shuffle(groups)
        loss = [
            train_step(embedder, original, optimizer, groups[at : at + options.batch], tokens, options)
            for at in range(0, len(groups) - options.batch, options.batch)
        ]
        print(f"epoch {epoch + 1}: loss {sum(loss) / len(loss):.4f}, {time.time() - started:.0f} s", flush=True)
    optimizer.use_average(embedder)
    save_file({name: value.float().contiguous() for name, value in embedder.trunk.state_dict().items()}, options.out)
    report(embedder.to(torch.bfloat16), tokens, "development")


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=3e-5)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--quora", type=int, default=6000, help="Quora pairs an epoch")
    parser.add_argument("--misses", type=int, default=2, help="near misses of each family in a batch")
    parser.add_argument("--scale", type=float, default=20.0, help="inverse temperature")
    parser.add_argument("--hold", type=float, default=2.0, help="weight of staying near the original vectors")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def family_groups(family, misses, rng):
    """(anchor, partner, near misses) twice: two far rewordings, and one that a rule made of the other's text."""
    first, second, third = rng.sample([family.base, *family.same], 3)
    return (
        (first, second, rng.sample(family.different, misses)),
        (third, rules.reword(third, rng) or first, [miss for miss in [rules.contradict(third, rng)] if miss] + rng.sample(family.different, misses - 1)),
    )


def train_step(embedder, original, optimizer, groups, tokens, options):
    """Softmax over the partners and near misses of the whole batch; Quora's near clusters make it somewhat noisy."""
    texts = [group[0] for group in groups] + [group[1] for group in groups] + [miss for group in groups for miss in group[2]]
    items = [tokens.single(text) for text in texts]
    embedder.train()
    vectors = encode(embedder, items)
    with torch.no_grad():
        before = encode(original, items)
    count = len(groups)
    similarities = vectors[:count] @ vectors[count:].T * options.scale
    apart = functional.cross_entropy(similarities, torch.arange(count))
    held = (1 - (vectors * before).sum(-1)).mean()
    (apart + options.hold * held).backward()
    optimizer.step()
    return apart.item()


def encode(embedder, items):
    """Vectors in the items' order, computed in a few groups of like length."""
    parts = by_length([len(one) for one, _ in items], 64)
    vectors = torch.cat([embedder(*collate([items[i] for i in part])) for part in parts])
    order = torch.tensor([i for part in parts for i in part])
    return vectors[torch.argsort(order)]


if __name__ == "__main__":
    main()
