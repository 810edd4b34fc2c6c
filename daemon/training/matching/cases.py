"""One epoch of training pairs. Families dominate; each epoch draws other pairs of them and other cases made by rule."""

from typing import NamedTuple

from . import rules


class Case(NamedTuple):
    first: str
    second: str
    target: float
    weight: float


# How sure each source is of its labels.
FAMILY, RULE, TEMPLATE, QUORA = (0.98, 1.0), (0.95, 0.6), (0.97, 0.5), (0.92, 0.9)


def case(first, second, label, source):
    sure, weight = source
    return Case(first, second, sure if label else 1 - sure, weight)


def epoch(families, quora, templates, rng, quora_count, template_count, frame_count=1500, ruled=2.0):
    """`ruled`: cases made by rule per family and per ten Quora pairs."""
    cases = [made for family in families for made in family_cases(family, families, rng, ruled)]
    for pair in rng.sample(quora, min(quora_count, len(quora))):
        cases.append(case(*pair, QUORA))
        if rng.random() < ruled / 10:
            cases += ruled_cases(pair, rng)
    cases += [case(*pair, TEMPLATE) for pair in rng.sample(templates, min(template_count, len(templates)))]
    cases += [case(*rules.frame(rng), RULE) for _ in range(frame_count)]
    return [made if rng.random() < 0.5 else made._replace(first=made.second, second=made.first) for made in cases]


def family_cases(family, families, rng, ruled):
    """Half of the rewordings' pairs, and near misses against the base, against rewordings, and (seldom) among themselves."""
    served = [family.base, *family.same]
    pairs = rng.sample([(a, b, 1) for i, a in enumerate(served) for b in served[i + 1 :]], 5)
    pairs += [(family.base, other, 0) for other in rng.sample(family.different, 3)]
    pairs += [(rng.choice(family.same), other, 0) for other in rng.sample(family.different, 4)]
    other = rng.choice(families)
    if rng.random() < 0.5:
        pairs.append((*rng.sample(family.different, 2), 0))
    elif other is not family:
        pairs.append((rng.choice(served), rng.choice([other.base, *other.same]), 0))
    cases = [case(*pair, FAMILY) for pair in pairs]
    for _ in range(int(ruled) + (rng.random() < ruled % 1)):
        text = rng.choice(served + family.different)
        cases += ruled_cases(rng.choice(pairs) if rng.random() < 0.5 else (text, text, 1), rng)
    return cases


def ruled_cases(pair, rng):
    """A pair with one side reworded keeps its label; a true pair with one side contradicted becomes a false one."""
    first, second, label = pair
    if label and rng.random() < 0.5:
        changed = rules.contradict(second, rng)
        label = 0
        if changed and rng.random() < 0.4:
            changed = rules.reword(changed, rng, 1)
    else:
        changed = rules.reword(second, rng)
    return [case(first, changed, label, RULE)] if changed and changed != first else []
