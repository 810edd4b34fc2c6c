"""Figures of a score over labelled pairs."""

import numpy as np

# Share of true pairs among the candidates that the product's budget is stated for.
PREVALENCE = 0.37


def area_under_curve(scores, labels):
    """ROC-AUC by ranks, ties halved."""
    scores, labels = np.asarray(scores, float), np.asarray(labels)
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    positive = labels == 1
    count = positive.sum()
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * (len(labels) - count)))


def rates(scores, labels):
    """Cuts in falling order, with the share of true pairs and of false ones at or over each."""
    scores, labels = np.asarray(scores, float), np.asarray(labels)
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.diff(scores[order]) != 0, True)
    true = np.cumsum(labels[order] == 1)[last] / (labels == 1).sum()
    false = np.cumsum(labels[order] == 0)[last] / (labels == 0).sum()
    return scores[order][last], true, false


def recall_within(scores, labels, budget):
    """Largest share of true pairs served while at most `budget` of the served are wrong, at the stated prevalence; and its cut."""
    cuts, true, false = rates(scores, labels)
    served = PREVALENCE * true + (1 - PREVALENCE) * false
    allowed = (1 - PREVALENCE) * false <= budget * served
    if not allowed.any():
        return 0.0, float("inf")
    best = np.flatnonzero(allowed)[-1]
    return float(true[best]), float(cuts[best])


def summary(scores, labels):
    return [area_under_curve(scores, labels), *(recall_within(scores, labels, budget)[0] for budget in (0.05, 0.02, 0.01))]
