"""Pairs built whole, where text at hand holds too few: who does what to whom, comparisons, states, what links two things.

`frame` draws one. Each kind has its own ways to say the same, and near them what asks for another answer.
"""

from . import words
from .data import Pair


def frame(rng):
    """A pair of one of the kinds below, with its label."""
    return rng.choice(KINDS)(rng)


def relation(rng):
    one, other = rng.sample(words.NAMES, 2)
    symmetric = rng.random() < 0.5
    tie = rng.choice(words.SYMMETRIC if symmetric else words.ASYMMETRIC)
    ask = rng.choice(("Is {} {} {}?", "was {} {} {}", "Why is {} {} {}?", "since when is {} {} {}?"))
    return Pair(ask.format(one, tie, other), ask.format(other, tie, one), int(symmetric))


def comparison(rng):
    one, other = rng.sample(rng.choice(words.GROUPS), 2)
    plain, up, down = rng.choice(words.COMPARATIVES)
    first = rng.choice((f"Is {one} {up} than {other}?", f"is {one} {up} than {other}"))
    same = (f"Is {other} {down} than {one}?", f"is it true that {one} is {up} than {other}", f"is {other} not as {plain} as {one}?")
    different = (f"Is {other} {up} than {one}?", f"Is {one} {down} than {other}?", f"is {one} as {plain} as {other}", f"why is {one} {up} than {other}?")
    label = rng.randint(0, 1)
    return Pair(first, rng.choice(same if label else different), label)


def passive(rng):
    verb, past, participle = rng.choice(words.TRANSITIVES)
    one, other = rng.sample(words.NAMES + ["the company", "the bank", "the school", "the museum", "the mayor", "the team", "the author", "the state"], 2)
    first = f"Did {one} {verb} {other}?"
    label = rng.randint(0, 1)
    same = (f"Was {other} {participle} by {one}?", f"Is it {one} who {past} {other}?", f"Was it {other} that {one} {past}?")
    different = (f"Was {one} {participle} by {other}?", f"Did {other} {verb} {one}?", f"Is it {other} who {past} {one}?", f"Will {one} {verb} {other}?", f"Why did {one} {verb} {other}?")
    return Pair(first, rng.choice(same if label else different), label)


def direction(rng):
    one, other = rng.sample(rng.choice([group for group in words.GROUPS if len(group) > 3]), 2)
    ask, back, forth = rng.choice((
        ("how do I convert {0} to {1}", "how do I convert {1} to {0}", "what turns {0} into {1}?"),
        ("moving from {0} to {1}", "moving from {1} to {0}", "I leave {0} and go to {1}"),
        ("how do I replace {0} with {1}?", "how do I replace {1} with {0}?", "how do I use {1} in place of {0}?"),
        ("should I learn {0} before {1}?", "should I learn {1} before {0}?", "should I learn {1} after {0}?"),
        ("why would one pick {0} over {1}", "why would one pick {1} over {0}", "what speaks for {0} rather than {1}?"),
        ("what does {0} have that {1} lacks?", "what does {1} have that {0} lacks?", "what is missing in {1} that {0} has?"),
    ))
    label = rng.randint(0, 1)
    return Pair(ask.format(one, other), (forth if label else back).format(one, other), label)


def state(rng):
    plain, opposite = rng.choice(words.COMPLEMENTS)
    who = rng.choice(words.NAMES + ["the file", "this plan", "the offer", "the service", "the result", "the method"])
    label = rng.randint(0, 1)
    same = (f"Is {who} not {opposite}?", f"would you call {who} {plain}?", f"is {who} in fact {plain}?")
    different = (f"Is {who} {opposite}?", f"Is {who} not {plain}?", f"Was {who} ever {plain}?", f"Is {who} becoming {plain}?", f"Did {who} use to be {opposite}?")
    return Pair(f"Is {who} {plain}?", rng.choice(same if label else different), label)


def degree(rng):
    plain, opposite = rng.choice([pair for pair in words.COMPLEMENTS if pair[1][:2] in ("un", "in", "im", "ir", "il", "di")])
    ask = rng.choice(("How do I get more {}?", "what makes people more {}", "ways to be more {}", "How does one become a more {} person?"))
    label = rng.randint(0, 1)
    same = ask.replace("more {}", "less " + opposite)
    different = rng.choice((ask.replace("more {}", "less " + plain), ask.replace("more {}", "more " + opposite)))
    return Pair(ask.format(plain), same if label else different, label)


def choice(rng):
    one, other, third = rng.sample(rng.choice([group for group in words.GROUPS if len(group) > 4]), 3)
    first = rng.choice(("Which is better, {0} or {1}?", "{0} vs {1}", "what is the difference between {0} and {1}?", "should I take {0} or {1}?")).format(one, other)
    label = rng.randint(0, 1)
    return Pair(first, first.replace(one, "\0").replace(other, one).replace("\0", other) if label else first.replace(other, third), label)


def time_order(rng):
    doing, other = rng.sample(("eating", "running", "sleeping", "studying", "paying", "signing", "painting the wall", "washing it", "driving", "installing the update", "a flight", "an exam", "the meeting", "moving in"), 2)
    ask = rng.choice(("Should I rest {} {}?", "what do I have to check {} {}", "Is it fine to drink coffee {} {}?", "who has to be told {} {}?"))
    label = rng.randint(0, 1)
    when, opposite, same = rng.choice((("before", "after", "prior to"), ("after", "before", "following"), ("during", "before", "in the course of")))
    return Pair(ask.format(when, doing), ask.format(same, doing) if label else rng.choice((ask.format(opposite, doing), ask.format(when, other))), label)


def linked(rng):
    """"A or B" asks which; "A and B" asks whether both."""
    one, other, third = rng.sample(rng.choice([group for group in words.GROUPS if len(group) > 4]), 3)
    ask = rng.choice(("does it run on {}?", "Do we support {}", "can I pay for {}?", "is there a course on {}?", "Has Anna used {}?", "do they offer {}", "Is it made for {}?"))
    either = (f"{one} or {other}", f"{other} or {one}", f"either {one} or {other}", f"one of {one} and {other}", f"{one} or {other} (one is enough)")
    both = (f"{one} and {other}", f"both {one} and {other}", f"{other} and {one}", f"{one} and {other} at the same time", f"{other} as well as {one}", f"{one} together with {other}")
    neither = (f"{one} without {other}", f"{one} but not {other}", f"neither {one} nor {other}", f"{one} or {third}", f"both {third} and {other}")
    kinds = [either, both]
    rng.shuffle(kinds)
    label = rng.randint(0, 1)
    first, second = rng.sample(kinds[0], 2) if label else (rng.choice(kinds[0]), rng.choice(kinds[1] if rng.random() < 0.7 else neither))
    return Pair(ask.format(first), ask.format(second), label)


def background(rng):
    """What is told before a question counts only if the question leans on it."""
    one, other = rng.sample(words.NAMES + ["my colleague", "our intern", "my aunt", "the new hire", "a customer"], 2)
    thing, another = rng.sample(rng.choice([group for group in words.GROUPS if len(group) > 3]), 2)
    told = rng.choice(("{} told me about {}.", "{} uses {} every day.", "I saw {} with {} last week.", "{} has been at {} for years.", "{} showed me {}."))
    asks_itself = rng.choice(("How do I export a list as CSV?", "Is it normal to take two weeks off?", "what does a VPN do?", f"Is {another} worth learning?", "How long is a contract valid?", "who may sign an invoice?"))
    leans = rng.choice(("How do I get the same?", "Is that allowed?", "Does it work offline?", "What does it cost?", "How old is this one?", "Is it normal to use that?"))
    if rng.random() < 0.5:
        return Pair(f"{told.format(one, thing)} {asks_itself}", f"{told.format(other, thing if rng.random() < 0.5 else another)} {asks_itself}", 1)
    return Pair(f"{told.format(one, thing)} {leans}", f"{told.format(one, another)} {leans}", 0)


def opinion(rng):
    """Whose opinion is asked for, in two orders of words."""
    who, others = rng.sample(("doctors", "critics", "users", "economists", "most teachers", "the staff", "experts", "the reviewers", "historians", "players"), 2)
    what = rng.choice(("the best laptop", "the safest city", "the worst film", "the easiest language", "the strongest team", "the cheapest plan", "the main risk", "the right dose"))
    first = rng.choice((f"What do {who} think is {what}?", f"Which is {what} in the eyes of {who}?", f"according to {who}, what is {what}?"))
    same = (f"What is {what} according to {who}?", f"{what} in the opinion of {who}", f"What do {who} consider {what}?")
    different = (f"What is {what} according to {others}?", f"What do {others} think is {what}?", f"Why do {who} care about {what}?")
    label = rng.randint(0, 1)
    return Pair(first, rng.choice(same if label else different), label)


def role(rng):
    """Who does it and to whom, in short questions."""
    one, other = rng.choice((
        ("What do {0} eat?", "What eats {0}?"), ("who pays {0}?", "whom do {0} pay?"), ("What are {0} afraid of?", "Who is afraid of {0}?"), ("What do {0} depend on?", "what depends on {0}?"),
        ("Who trains {0}?", "Whom do {0} train?"), ("what replaced {0}", "what did {0} replace"), ("Who reports to {0}?", "Whom do {0} report to?"), ("What do {0} cause?", "What causes {0}?"),
        ("Which tools call {0}?", "Which tools do {0} call?"), ("who follows {0}", "whom do {0} follow"), ("What do {0} come from?", "What comes from {0}?"),
    ))
    what = rng.choice(("auditors", "spiders", "managers", "plugins", "webhooks", "agents", "suppliers", "migrations", "sharks", "bees", "storms", "triggers", "workers", "landlords", "nurses", "caches"))
    again = {"What ": "Tell me what ", "what ": "do you know what ", "Who ": "Can you say who ", "who ": "I'd like to know who ", "Whom ": "Tell me whom ", "whom ": "say whom ", "Which ": "Tell me which "}
    first, second = one.format(what), other.format(what)
    if rng.random() < 0.5:
        start = next(start for start in again if first.startswith(start))
        return Pair(first, again[start] + first[len(start) :], 1)
    return Pair(first, second, 0)


KINDS = (relation, comparison, passive, direction, state, degree, choice, time_order, linked, background, opinion, role)
