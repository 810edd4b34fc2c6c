"""Makes cases by rule: `contradict` changes what a question asks, `reword` only how it asks.

Every rule is a function (text, rng) -> new text, or None where it does not apply. `python -m matching.test_rules` checks them.
"""

import re
from functools import cache

from . import lexicon, words


def contradict(text, rng):
    """The text with one change that asks for another answer, or None."""
    return first_that_applies(dict(CONTRADICTIONS), text, rng)


def reword(text, rng, times=None):
    """The text with one to three changes that ask for the same answer, or None."""
    changed, unused = text, dict(REWORDINGS)
    for _ in range(times or rng.choice((1, 1, 1, 2, 2, 3))):
        changed = first_that_applies(unused, changed, rng) or changed
    return changed if changed != text else None


def first_that_applies(unused, text, rng):
    """Tries rules by weight and takes those it tried out of `unused`."""
    while unused:
        rule = rng.choices(list(unused), unused.values())[0]
        del unused[rule]
        changed = rule(text, rng)
        if changed and changed != text:
            return changed
    return None


# Replacing words


def replacer(table):
    """A rule that replaces one word (or phrase) of the text that `table` knows by one of its alternatives."""
    longest = max(phrase.count(" ") for phrase in table) + 1

    def rule(text, rng):
        tokens = list(re.finditer(r"[\w#+.'/-]*[\w#+]", text))
        spots = [
            (tokens[i].start(), tokens[i + size - 1].end())
            for size in range(1, longest + 1)
            for i in range(len(tokens) - size + 1)
            if text[tokens[i].start() : tokens[i + size - 1].end()].lower() in table
        ]
        if not spots:
            return None
        start, end = rng.choice(spots)
        old = text[start:end]
        return text[:start] + like(old, rng.choice(table[old.lower()])) + text[end:]

    return rule


def like(old, new):
    """`new` in the case of `old`."""
    if old.islower():
        return new.lower()
    return new[0].upper() + new[1:] if old[0].isupper() else new


def table_of(pairs, both_ways=True):
    table = {}
    for one, other in pairs:
        table.setdefault(one.lower(), []).append(other)
        if both_ways:
            table.setdefault(other.lower(), []).append(one)
    return table


def group_table():
    table = {}
    for group in words.GROUPS:
        for word in group:
            if word != "R":
                table.setdefault(word.lower(), []).extend(other for other in group if other != word)
    return table


replace_by_opposite = replacer(table_of(words.OPPOSITES))
replace_by_neighbour = replacer(group_table())
replace_by_synonym = replacer(table_of(words.SYNONYMS, both_ways=False))
abbreviate = replacer(table_of(words.ABBREVIATIONS))
respell = replacer(table_of(words.SPELLINGS))
contract = replacer(table_of(words.CONTRACTIONS))


def replace_by_lexicon(kind):
    @cache
    def loaded():
        return replacer({word: entry[kind] for word, entry in lexicon.load().items() if entry[kind]})

    return lambda text, rng: loaded()(text, rng)


replace_by_antonym = replace_by_lexicon("antonyms")
replace_by_sister = replace_by_lexicon("sisters")
replace_by_wordnet_synonym = replace_by_lexicon("synonyms")


# Changes that ask for another answer


def negate(text, rng):
    """Turns what is asked for around; not a mere "isn't it", which asks the same."""
    return substitute_one(text, rng, (
        (r"\b(how (?:do|can|should|could) (?:i|you|we|one)) (?!not\b|avoid\b|prevent\b|stop\b)", r"\1 avoid having to "),
        (r"\b(how to) (?!not\b|avoid\b)", r"\1 not "),
        (r"\b(can|may|should|must|could) (i|we|you|one) (?!not\b)", r"\1 \2 not "),
        (r"\b(is it \w+) to (?!not\b)", r"\1 not to "),
        (r"\bwithout\b", "with"),
        (r"\bwith\b", "without"),
        (r"\b(that|which|who) (is|are|can|has|have|does|do|should)\b(?! not)", r"\1 \2 not"),
        (r"\b(works|supports|needs|requires|includes|contains|allows|accepts)\b", lambda m: "does not " + m[0][:-1]),
        (r"\b(doesn't|does not|don't|do not|can't|cannot|won't|isn't|is not)\b", lambda m: POSITIVE[m[0].lower()]),
        (r"\b(if|when) (i|you|we|they) (?!do\b|don't\b|can\b|am\b|are\b|have\b|want\b)(\w+)\b", r"\1 \2 don't \3"),
    ))


POSITIVE = {"doesn't": "does", "does not": "does", "don't": "do", "do not": "do", "can't": "can", "cannot": "can", "won't": "will", "isn't": "is", "is not": "is"}


def swap_sides(text, rng):
    """"from A to B" becomes "from B to A", and so on; A and B are one or two words."""
    side = r"((?:(?:the|a|an|my|our|your|their|his|her)\s)?[\w'#+.-]*[\w#+])"
    short = r"([\w'#+.-]*[\w#+])"
    return substitute_one(text, rng, (
        (rf"\bfrom {side} (to|into) {side}(?=\W|$)", r"from \3 \2 \1"),
        (rf"\b(convert|migrate|change|switch|turn|transform|translate|upgrade|exchange) {side} (to|into) {side}(?=\W|$)", r"\1 \4 \3 \2"),
        (rf"\b{side} (instead of|before|after|rather than|depends? on|inside|on top of|owes?) {side}(?=\W|$)", r"\3 \2 \1"),
        (rf"\b(replace|substitute) {side} (with|by|for) {side}(?=\W|$)", r"\1 \4 \3 \2"),
        (rf"\b(is|are|was|were) {short} (\w+er|(?:more|less) \w+) than {short}(?=\W|$)", r"\1 \4 \3 than \2"),
        (rf"\b(add|send|give|lend|assign|transfer|pass) {side} (to) {side}(?=\W|$)", r"\1 \4 \3 \2"),
    ))


def change_number(text, rng):
    spots = list(re.finditer(r"(?<![\w.])\d+(?:[.,]\d+)*(?=\D|$)", text))
    spelled = list(re.finditer(r"\b(?:%s)\b" % "|".join(NUMBERS), text, re.I))
    if not spots and not spelled:
        return None
    spot = rng.choice(spots + spelled)
    if spot[0].lower() in NUMBERS:
        return text[: spot.start()] + like(spot[0], rng.choice([n for n in NUMBERS if n != spot[0].lower()])) + text[spot.end() :]
    old = spot[0]
    part = rng.choice(list(re.finditer(r"\d+", old)))
    value = int(part[0])
    choices = [value + 1, value + 2, max(value - 1, 0), value * 2, value * 10, value + rng.randint(3, 20), max(value // 2, 1)]
    if 1900 < value < 2100:
        choices = [value + d for d in (-10, -2, -1, 1, 2, 10)]
    new = str(rng.choice([c for c in choices if c != value]))
    return text[: spot.start()] + old[: part.start()] + new + old[part.end() :] + text[spot.end() :]


NUMBERS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred".split()


def change_question(text, rng):
    """Asks for another attribute with the same words."""
    return substitute_one(text, rng, (
        (r"\bhow (do|can|should|does|did) (i|you|we|one|it|they|the|a|an)\b", lambda m: f"{rng.choice(('why', 'when', 'where', 'how often'))} {m[1]} {m[2]}"),
        (r"\bhow (much|long|often|many|far|old|big|fast)\b", lambda m: "how " + rng.choice([w for w in ("much", "long", "often", "far") if w != m[1].lower()])),
        (r"\bwhen (is|was|are|were|did|do|does|can|should|will)\b", lambda m: rng.choice(("why ", "where ", "how ")) + m[1]),
        (r"\bwhere (is|was|are|were|did|do|does|can|should|will)\b", lambda m: rng.choice(("why ", "when ")) + m[1]),
        (r"\bwhy (is|was|are|were|did|do|does|can|should|will)\b", lambda m: rng.choice(("how ", "when ", "since when ")) + m[1]),
        (r"\bwho (invented|discovered|wrote|founded|built|designed|painted|created)\b", lambda m: rng.choice(("when was it that someone ", "why was it that someone ")) + m[1]),
        (r"\b(can|may|am i allowed to|is it possible to) (i|we|you)?\b", lambda m: f"{rng.choice(('why', 'when', 'how', 'since when', 'where'))} {m[0]}"),
        (r"\bwhat (is|are) (the|a|an)\b", lambda m: rng.choice((f"how old {m[1]} {m[2]}", f"who made {m[2]}", f"what replaced {m[2]}", f"what {m[1]} another word for {m[2]}"))),
    ))


def change_tense(text, rng):
    """Only changes that matter: what was, is, and will be."""
    return substitute_one(text, rng, (
        (r"(?:^|(?<=who |why ))(is|are) (?!it\b|there\b)(\w+)", lambda m: {"is": "was", "are": "were"}[m[1].lower()] + " " + m[2]),
        (r"(?:^|(?<=who |why ))(was|were) (?!it\b|there\b)(\w+)", lambda m: {"was": "is", "were": "are"}[m[1].lower()] + " " + m[2]),
        (r"^(does|do) (?!i\b|you\b|we\b|not\b|it\b)(\w+)", r"did \2"),
        (r"\b(is) (\w+) (a|an|the)\b", rng.choice((r"\1 \2 becoming \3", r"\1 \2 no longer \3"))),
        (r"\bwill (\w+)", r"did \1"),
        (r"\b(is|are) being\b", r"\1 no longer being"),
    ))


def change_scope(text, rng):
    return substitute_one(text, rng, (
        (r"\bevery\b", rng.choice(("one", "only the first"))),
        (r"\ball( the)?\b", rng.choice(("only some of the", "one of the", "none of the"))),
        (r"\b(a|an|one) (?=\w+\b(?! of))", rng.choice(("every ", "no ", "more than one "))),
        (r"\bonly\b", rng.choice(("not only", "also"))),
        (r"\bmy\b", rng.choice(("someone else's", "my neighbour's", "my employer's"))),
        (r"\b(can|may|should|do) (i|we)\b", lambda m: f"{m[1]} {rng.choice(('children', 'strangers', 'my colleagues', 'visitors', 'other people'))}"),
    ))


def add_condition(text, rng):
    """A more special question whose answer differs."""
    extra = rng.choice((
        "without paying for it", "on a phone", "for a child under 12", "without an internet connection", "if I live abroad", "without losing any data",
        "in the year 1950", "at night", "on a public holiday", "for the second time", "without telling anyone", "for someone who is blind", "after it has already failed once",
        "for a company rather than a person", "using only the keyboard", "without admin rights", "when the deadline has passed", "for 500 people at once", "in less than a minute",
    ))
    return re.sub(r"\s*[?.!]*\s*$", f" {extra}", text) + ("?" if text.rstrip().endswith("?") else "") if len(text) < 90 else None


# Changes that ask for the same answer


def case(text, rng):
    bare = re.sub(r"[?!.,;:]+(?=\s|$)", "", text)
    return rng.choice((text.lower(), bare, bare.lower(), text[0].upper() + text[1:], text.rstrip("?.! ") + "?"))


def mistype(text, rng):
    """One or two slips in longer lower-case words; numbers and names stay."""
    for _ in range(rng.choice((1, 1, 2))):
        spots = [spot for spot in re.finditer(r"\b[a-z]{5,}\b", text)]
        if not spots:
            return None
        spot = rng.choice(spots)
        word, at = spot[0], rng.randint(1, len(spot[0]) - 2)
        slip = rng.choice((word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]))
        text = text[: spot.start()] + slip + text[spot.end() :]
    return text


def wrap(text, rng):
    """Politeness and filler before or after."""
    inner = text if re.match(r"[A-Z][a-z]*[A-Z]|I\b|[A-Z]{2}", text) else text[0].lower() + text[1:]
    return rng.choice((
        f"Hi, {inner}", f"hello! {inner}", f"Hey there, {inner}", f"Quick question: {inner}", f"Sorry if this is a silly question, but {inner}", f"{text} Thanks!",
        f"{text} thx", f"{text} Any help is appreciated.", f"Can you tell me: {inner}", f"I was wondering, {inner}", f"pls help, {inner}", f"{text} Thanks in advance",
        f"Good morning, {inner}", f"A question I have had for a while: {inner}", f"Could you explain: {inner}", f"Does anybody know? {text}", f"I'd like to know: {inner}",
        f"{text} I couldn't find it anywhere.", f"{text} Please keep it short.", f"so basically {inner}", f"need some help: {inner}", f"One more thing: {inner}", f"just curious, {inner}",
        f"My friend asked me this and I had no idea: {inner}", f"{text} I'm new to this.", f"Dear team, {inner} Kind regards",
    ))


def reframe(text, rng):
    """Another way to begin the same question."""
    how = ("how do I", "how can I", "how to", "how does one", "what is the way to", "what's the best way to", "what steps do I take to", "Is there a way to", "tell me how to", "I want to", "I need to", "way to", "show me how to")
    can = ("can I", "may I", "is it possible to", "is it possible for me to", "am I able to", "could I")
    what = ("what is", "what's", "tell me what is", "please explain what is", "could you tell me what is", "do you know what is")
    for starts, pattern in ((how, r"^(how do i|how can i|how to|how do you|how does one|how should i|what is the way to|is there a way to|how do we)\b"), (can, r"^(can i|is it possible to|am i able to|could i)\b"), (what, r"^(what is|what's)\b")):
        if re.match(pattern, text, re.I):
            new = rng.choice(starts)
            rest = re.sub(pattern, "", text, flags=re.I)
            if new in ("I want to", "I need to", "tell me how to", "way to", "show me how to"):
                rest = rest.rstrip("? ") + rng.choice((".", "", ", how?"))
            return new[0].upper() + new[1:] + rest if text[0].isupper() else new.lower().replace(" i", " I" if rng.random() < 0.5 else " i") + rest
    if re.match(r"^why (do|does|did)\b", text, re.I):
        return re.sub(r"^why\b", rng.choice(("for what reason", "what is the reason that")), text, flags=re.I)
    return None


def use_keywords(text, rng):
    """Keywords alone, in their order; what carries meaning (not, to, from, before, ...) stays."""
    kept = [w for w in re.findall(r"[\w#+.'/-]*[\w#+]", text) if w.lower() not in EMPTY_WORDS]
    return " ".join(kept).lower() if 3 <= len(kept) <= 12 else None


EMPTY_WORDS = set("a an the i me my we our you your is are am do does be been it its of please would could there this that hi hello thanks so just really actually one some kind".split())


def swap_order(text, rng):
    """Order that does not matter: between A and B, A vs B, A or B."""
    side = r"((?:(?:the|a|an)\s)?[\w'#+.-]*[\w#+])"
    return substitute_one(text, rng, (
        (rf"\b(between) {side} and {side}(?=\W|$)", r"\1 \3 and \2"),
        (rf"\b{side} (vs\.?|versus) {side}(?=\W|$)", r"\3 \2 \1"),
        (rf"\b(both|either|choose|compare) {side} (and|or|with) {side}(?=\W|$)", r"\1 \4 \3 \2"),
        (rf"(?<=[,:] ){side} or {side}(?=\?|$)", r"\2 or \1"),
    ))


def turn_comparison(text, rng):
    """"is A taller than B" becomes "is B shorter than A"."""
    side = r"((?:(?:the|a|an|my)\s)?[\w'#+.-]*[\w#+])"
    for _, up, down in words_shuffled(words.COMPARATIVES, rng):
        for one, other in ((up, down), (down, up)):
            changed = re.sub(rf"\b(is|are|was|were) {side} {one} than {side}(?=\W|$)", rf"\1 \3 {other} than \2", text, flags=re.I)
            if changed != text:
                return changed
    return None


def deny_complement(text, rng):
    """"is it legal" becomes "is it not illegal"; a "not" already there goes away."""
    for one, other in words_shuffled(words.COMPLEMENTS, rng):
        for old, new in ((one, other), (other, one)):
            if re.search(rf"\bnot {old}\b", text, re.I):
                return re.sub(rf"\bnot {old}\b", new, text, flags=re.I)
            if re.search(rf"\b{old}\b", text, re.I) and not re.search(rf"\b(an?|more|less|very|most|the|n't) {old}\b|\b{old} (to|than)\b", text, re.I):
                return re.sub(rf"\b{old}\b", f"not {new}", text, count=1, flags=re.I)
    return None


def words_shuffled(pairs, rng):
    return rng.sample(pairs, len(pairs))


def substitute_one(text, rng, substitutions):
    for pattern, new in words_shuffled(substitutions, rng):
        changed = re.sub(pattern, new, text, count=1, flags=re.I)
        if changed != text:
            return changed
    return None


CONTRADICTIONS = {
    replace_by_opposite: 5, replace_by_neighbour: 6, replace_by_antonym: 2, replace_by_sister: 2, negate: 3, swap_sides: 6, change_number: 6,
    change_question: 3, change_tense: 1.5, change_scope: 1.5, add_condition: 1,
}
REWORDINGS = {
    case: 2, mistype: 2, wrap: 3, reframe: 4, replace_by_synonym: 4, abbreviate: 3, respell: 3, contract: 2, replace_by_wordnet_synonym: 1,
    use_keywords: 1.5, swap_order: 6, turn_comparison: 6, deny_complement: 4,
}
