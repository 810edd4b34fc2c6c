"""Pairs for the calibration that differ by a word or a manner: python -m matching.edits OUT.jsonl (from daemon/training)

Questions of the development families, reworded by rule (one answer serves both) and contradicted by rule (it does not):
far rewordings alone would leave open how sure near ones are.
"""

import json
import random
import sys

from . import data, rules


def main(target):
    rng = random.Random(11)
    with open(target, "w", encoding="utf-8") as lines:
        for family in data.families("development"):
            for text in (family.base, *family.same[:2]):
                for changed, label in edits(text, rng):
                    lines.write(json.dumps({"a": changed, "b": text, "label": label, "group": family.base}) + "\n")


def edits(text, rng):
    for _ in range(2):
        changed = rules.reword(text, rng)
        if changed:
            yield changed, 1
    for _ in range(2):
        changed = rules.contradict(text, rng)
        if changed:
            yield rules.reword(changed, rng, 1) or changed if rng.random() < 0.4 else changed, 0


if __name__ == "__main__":
    main(*sys.argv[1:])
