"""One epoch of training pairs. Families dominate; each epoch draws other pairs of them and other cases made by rule."""

from typing import NamedTuple

from . import frames, rules


class Case(NamedTuple):
    first: str
    second: str
    target: float
    weight: float


# Questions of one topic, and of two: targets a little under those of near misses, so that the logit also ranks what is never served.
ONE_TOPIC, TWO_TOPICS = (0.985, 0.7), (0.997, 0.5)

# How sure each source is of its labels.
FAMILY, RULE, TEMPLATE, QUORA = (0.97, 1.0), (0.95, 0.6), (0.97, 0.5), (0.92, 0.9)


def case(first, second, label, source):
    sure, weight = source
    return Case(first, second, sure if label else 1 - sure, weight)


def epoch(families, quora, templates, rng, quora_count, template_count, frame_count=6000, ruled=2.0):
    """`ruled`: cases made by rule per family and per ten Quora pairs."""
    topics = {}
    for family in families:
        topics.setdefault(family.file, []).append(family)
    cases = [made for family in families for made in family_cases(family, families, topics, rng, ruled)]
    for pair in rng.sample(quora, min(quora_count, len(quora))):
        cases.append(case(*pair, QUORA))
        if rng.random() < 0.15:
            cases.append(case(pair.first, rng.choice(quora).second, 0, TWO_TOPICS))
        if rng.random() < ruled / 10:
            cases += ruled_cases(pair, rng)
    cases += [case(*pair, TEMPLATE) for pair in rng.sample(templates, min(template_count, len(templates)))]
    cases += [case(*frames.frame(rng), RULE) for _ in range(frame_count)]
    return [made if rng.random() < 0.5 else made._replace(first=made.second, second=made.first) for made in cases]


def family_cases(family, families, topics, rng, ruled):
    """Half of the rewordings' pairs; near misses against the base, against rewordings, and (seldom) among themselves; and
    questions of other families, of the same topic and of any."""
    served = [family.base, *family.same]
    pairs = rng.sample([(a, b, 1) for i, a in enumerate(served) for b in served[i + 1 :]], 5)
    pairs += [(family.base, other, 0) for other in rng.sample(family.different, 3)]
    pairs += [(rng.choice(family.same), other, 0) for other in rng.sample(family.different, 4)]
    if rng.random() < 0.3:
        pairs.append((*rng.sample(family.different, 2), 0))
    cases = [case(*pair, FAMILY) for pair in pairs]
    for _ in range(2):
        other = rng.choice(families)
        if other is not family:
            cases.append(case(rng.choice(served), rng.choice([other.base, *other.same]), 0, ONE_TOPIC if other.file == family.file else TWO_TOPICS))
    neighbour = rng.choice(topics[family.file])
    if neighbour is not family:
        cases.append(case(rng.choice(served), rng.choice([neighbour.base, *neighbour.same]), 0, ONE_TOPIC))
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
