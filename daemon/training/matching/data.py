"""Reads the questions and says which of them train, which choose (development) and which judge (test).

A split never cuts through what belongs together: families are split by file, Quora by paraphrase cluster, CheckList by
test. The intent and support sets train nothing; they are domains to report on.
"""

import gzip
import hashlib
import json
import os
import random
from pathlib import Path
from typing import NamedTuple

TRAINING = Path(__file__).resolve().parent.parent
FAMILIES = TRAINING / "data" / "families"
PUBLIC = Path(os.environ.get("ASKONCE_DATA_DIR", TRAINING.parent.parent.parent / "shared" / "data"))

TEST_FAMILIES = {"travel", "databases", "hr-people", "science-nature", "shop", "web"}
DEVELOPMENT_FAMILIES = {"telecom", "devops-cloud", "product-operations"}

# Templates that only judge: they hold both labels of symmetry, tense, order, antonym, and of what precedes a question.
TEST_TEMPLATES = {
    "Order does matter for asymmetric relations",
    "Order does not matter for symmetric relations",
    "How can I become more X = How can I become less antonym(X)",
    "Is person X != Did person use to be X",
    "Is it {ok, dangerous, ...} to {smoke, rest, ...} after != before",
    "Who do X think - Who is the ... according to X",
    "A or B is not the same as A and B",
    "Preamble is relevant (different injuries)",
    "Irrelevant preamble with different examples.",
}


class Pair(NamedTuple):
    first: str
    second: str
    label: int


class Family(NamedTuple):
    file: str
    base: str
    same: list
    different: list


def read_rows(path):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def families(split):
    """The families of "train", "development" or "test"."""
    chosen = []
    for path in sorted(FAMILIES.glob("*.jsonl")):
        of = "test" if path.stem in TEST_FAMILIES else "development" if path.stem in DEVELOPMENT_FAMILIES else "train"
        if of == split:
            chosen += [Family(path.stem, row["base"], row["same"], row["different"]) for row in read_rows(path)]
    return chosen


def family_pairs(of):
    """Each question of the families against the base, and the rewordings against each other and against the near misses."""
    pairs = []
    for _, base, same, different in of:
        served = [base, *same]
        pairs += [Pair(a, b, 1) for i, a in enumerate(served) for b in served[i + 1 :]]
        pairs += [Pair(a, b, 0) for a in served for b in different]
    return pairs


def base_pairs(of):
    """The base against its rewordings and near misses: near misses were written to be nearer to it in words."""
    return [Pair(family.base, text, label) for family in of for label, texts in ((1, family.same), (0, family.different)) for text in texts]


def quora(split):
    """Pairs of Quora. Whoever judges ("test", 15 % of the clusters; "development", 5 %) shares no cluster with the training."""
    chosen = []
    for row in read_rows(PUBLIC / "pairs" / "qqp.jsonl.gz"):
        parts = {cluster_split(row["cluster_a"]), cluster_split(row["cluster_b"])}
        of = "test" if "test" in parts else "development" if "development" in parts else "train"
        if of == split:
            chosen.append(Pair(row["a"], row["b"], row["label"]))
    return chosen


def cluster_split(cluster):
    share = int(hashlib.sha256(cluster.encode()).hexdigest()[:8], 16) / 2**32
    return "test" if share < 0.15 else "development" if share < 0.2 else "train"


def checklist(split):
    """Pairs of CheckList's templates. Its authors label "Is Anthony punching Angela?" / "Is Angela punching Anthony?" as
    the same, against that test's own title; some copies are mended. Here the title decides. "Are apes smaller than dogs?" /
    "Are dogs smaller than apes?" count as the same among comparisons: they train nothing."""
    pairs = []
    for row in read_rows(PUBLIC / "pairs" / "checklist.jsonl.gz"):
        if split == "train" and " than " in row["a"] and " than " in row["b"]:
            continue
        if (row["test"] in TEST_TEMPLATES) == (split == "test"):
            label = 0 if row["test"] == "Order does matter for asymmetric relations" else row["label"]
            pairs.append(Pair(row["a"], row["b"], label))
    return pairs


def intents(name, rng):
    """Texts of an intent set, each once, by intent."""
    texts = {}
    for row in read_rows(PUBLIC / "intents" / f"{name}.jsonl.gz"):
        if row["intent"] != "oos":
            texts.setdefault(row["intent"], set()).add(row["text"])
    return {intent: rng.sample(sorted(of), len(of)) for intent, of in sorted(texts.items())}


def sample(pairs, count, seed=0):
    return pairs if len(pairs) <= count else random.Random(seed).sample(pairs, count)
