"""Checks the rules on examples: python -m matching.test_rules (from daemon/training)."""

import random

from . import frames, rules

EXAMPLES = (
    (rules.replace_by_opposite, "how do I enable the proxy", {"how do I disable the proxy"}),
    (rules.swap_sides, "migrate from Oracle to Postgres", {"migrate from Postgres to Oracle"}),
    (rules.swap_sides, "convert miles to km", {"convert km to miles"}),
    (rules.swap_sides, "is Rust faster than Go?", {"is Go faster than Rust?"}),
    (rules.negate, "can I open it with Excel", {"can I open it without Excel", "can I not open it with Excel"}),
    (rules.swap_order, "difference between TCP and UDP", {"difference between UDP and TCP"}),
    (rules.turn_comparison, "is Rust faster than Go?", {"is Go slower than Rust?"}),
    (rules.deny_complement, "Is it legal here?", {"Is it not illegal here?"}),
    (rules.deny_complement, "is the file not visible", {"is the file invisible"}),
    (rules.respell, "what is your favourite one", {"what is your favorite one"}),
    (rules.contract, "what is a monad", {"what's a monad"}),
    (rules.use_keywords, "how do I reset the router to factory settings?", {"how reset router to factory settings"}),
)


def main():
    for rule, text, allowed in EXAMPLES:
        for seed in range(20):
            found = rule(text, random.Random(seed))
            assert found in allowed, f"{rule}: {text!r} became {found!r}"
    for seed in range(200):
        rng = random.Random(seed)
        assert rules.change_number("at most 3 of 10", rng) != "at most 3 of 10"
        assert frames.frame(rng).label in (0, 1)
        assert rules.replace_by_neighbour("in Python", rng) != "in Python"
        assert rules.contradict("nothing", rng) is None or rules.contradict("nothing", rng) != "nothing"
    print(f"{len(EXAMPLES)} passed, 0 failed")


if __name__ == "__main__":
    main()
