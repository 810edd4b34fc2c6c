"""Trains the verifier: python -m matching.train_verifier MODEL_FOLDER OUT.safetensors (from daemon/training).

MODEL_FOLDER holds model.safetensors and tokenizer.json of all-MiniLM-L6-v2. With --teachers it learns from the mean of
other verifiers besides the labels.
"""

import argparse
import random
import time
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

from . import cases, data, metrics
from .batches import Tokens, by_length, collate, run_sorted
from .model import Trunk, Verifier, load_trunk
from .optimizer import MasterAdamW


def main():
    options = read_options()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    tokens = Tokens(options.model / "tokenizer.json")
    families = data.families("train")
    quora, templates = data.quora("train"), data.checklist("train")
    judged = development_sets()

    verifier = Verifier(load_trunk(options.model / "model.safetensors", options.dropout))
    if options.start:
        verifier.load_state_dict(load_file(options.start))
    verifier = verifier.to(torch.bfloat16)
    teachers = [load_verifier(path).to(torch.bfloat16).eval() for path in options.teachers]

    def draw_epoch():
        return cases.epoch(families, quora, templates, rng, options.quora, options.templates, ruled=options.ruled)

    made = draw_epoch()
    optimizer = MasterAdamW(verifier, options.rate, total_steps=options.epochs * len(made) // options.batch, average=options.average)
    print(f"{len(families)} families, {len(made)} cases an epoch, {optimizer.total_steps} steps", vars(options), flush=True)
    started = time.time()
    for epoch in range(options.epochs):
        made = made if epoch == 0 else draw_epoch()
        loss = train_epoch(verifier, teachers, optimizer, made, tokens, options, rng)
        print(f"epoch {epoch + 1}: loss {loss:.4f}, {time.time() - started:.0f} s", flush=True)
        last = epoch + 1 == options.epochs
        if last:
            optimizer.use_average(verifier)
        report(verifier, judged, tokens)
        save_verifier(verifier, options.out)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path, help="a trained verifier to go on from")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--quora", type=int, default=12000, help="Quora pairs an epoch")
    parser.add_argument("--templates", type=int, default=3000, help="CheckList pairs an epoch")
    parser.add_argument("--ruled", type=float, default=1.7, help="cases made by rule per family")
    parser.add_argument("--focus", type=float, default=0.0, help="exponent of the focal loss; 0 is plain cross-entropy")
    parser.add_argument("--strictness", type=float, default=1.0, help="weight of false pairs over true ones")
    parser.add_argument("--average", type=float, default=0.999, help="decay of the average of the weights")
    parser.add_argument("--teachers", type=Path, nargs="*", default=[])
    parser.add_argument("--trust", type=float, default=0.6, help="share of the teachers in the target")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def development_sets():
    families = data.families("development")
    return {
        "families": data.sample(data.family_pairs(families), 4000),
        "base": data.base_pairs(families),
        "quora": data.sample(data.quora("development"), 2500),
    }


def train_epoch(verifier, teachers, optimizer, made, tokens, options, rng):
    verifier.train()
    items = [tokens.pair(case.first, case.second) for case in made]
    total, batches = 0.0, by_length([len(one) + len(other) for one, other in items], options.batch, rng)
    for batch in batches:
        inputs = collate([items[i] for i in batch])
        target = torch.tensor([made[i].target for i in batch])
        weight = torch.tensor([made[i].weight for i in batch])
        weight = torch.where(target < 0.5, weight * options.strictness, weight)
        if teachers:
            with torch.no_grad():
                taught = torch.sigmoid(torch.stack([teacher(*inputs) for teacher in teachers]).mean(0))
            target = (1 - options.trust) * target + options.trust * taught
        logits = verifier(*inputs)
        losses = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
        if options.focus:
            losses = losses * (torch.sigmoid(logits) - target).abs().detach() ** options.focus
        loss = (losses * weight).mean()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(batches)


def report(verifier, judged, tokens):
    for name, pairs in judged.items():
        logits = run_sorted(verifier, [tokens.pair(pair.first, pair.second) for pair in pairs])
        figures = metrics.summary(logits.numpy(), [pair.label for pair in pairs])
        print(f"  {name:9} AUC {figures[0]:.4f}  recall at 5/2/1 % wrong " + " ".join(f"{figure:.3f}" for figure in figures[1:]), flush=True)


def save_verifier(verifier, path):
    save_file({name: value.float().contiguous() for name, value in verifier.state_dict().items()}, path)


def load_verifier(path):
    verifier = Verifier(Trunk())
    verifier.load_state_dict(load_file(path))
    return verifier


if __name__ == "__main__":
    main()
