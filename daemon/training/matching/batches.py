"""Turns texts into token ids and those into batches of similar length, so that little of the computing goes into padding."""

from functools import cache

import torch
from tokenizers import Tokenizer

WINDOW, CLS, SEP = 128, 101, 102


class Tokens:
    """Token ids of texts, without the marks around them; each text is tokenised once."""

    def __init__(self, path):
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.of = cache(lambda text: tokenizer.encode(text, add_special_tokens=False).ids)

    def pair(self, first, second):
        """[CLS] first [SEP] second [SEP], the longer one cut until both fit the window."""
        one, other = self.of(first), self.of(second)
        room = WINDOW - 3
        if len(one) + len(other) > room:
            short = min(len(one), len(other), room // 2)
            one, other = (one[: room - short], other[:short]) if len(one) > len(other) else (one[:short], other[: room - short])
        return [CLS, *one, SEP], [*other, SEP]

    def single(self, text):
        return [CLS, *self.of(text)[: WINDOW - 2], SEP], []


def collate(items):
    """Batches (first segment, second segment) into the three inputs of the trunk."""
    length = max(len(one) + len(other) for one, other in items)
    ids = torch.zeros(len(items), length, dtype=torch.long)
    mask, segments = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, (one, other) in enumerate(items):
        end = len(one) + len(other)
        ids[row, :end] = torch.tensor(one + other)
        mask[row, :end] = 1
        segments[row, len(one) : end] = 1
    return ids, mask, segments


def by_length(lengths, size, rng=None):
    """Index lists of `size` items of similar length; with `rng` in random order and from random neighbourhoods."""
    order = list(range(len(lengths)))
    if rng is None:
        order.sort(key=lengths.__getitem__)
        return [order[i : i + size] for i in range(0, len(order), size)]
    rng.shuffle(order)
    batches = []
    for start in range(0, len(order), 100 * size):
        part = sorted(order[start : start + 100 * size], key=lengths.__getitem__)
        batches += [part[i : i + size] for i in range(0, len(part), size)]
    rng.shuffle(batches)
    return batches


@torch.no_grad()
def run_sorted(model, items, size=64):
    """The model's output for each item, in the items' order."""
    model.eval()
    results = [None] * len(items)
    for batch in by_length([len(one) + len(other) for one, other in items], size):
        for index, value in zip(batch, model(*collate([items[i] for i in batch]))):
            results[index] = value.float()
    return torch.stack(results)
