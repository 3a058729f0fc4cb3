"""Thompson sampling over attributes. Knows nothing of gRPC.

The model: each attribute adds something to the score, whatever else is known. What it adds is believed to be normal around
the mean of the evaluations that had it, the surer the more there were. Each evaluation draws one value per attribute from
these beliefs and takes the attributes with the highest draws, so that those which might be good are tried.
"""

import random
from dataclasses import dataclass

PRIOR_SCORE = 3.0  # the middle of 1..5
PRIOR_VISITS = 1.0  # a belief without data weighs as much as one evaluation
RANKING = 0  # id of the one ranking; evaluations are numbered from 1


@dataclass
class Belief:
    total: float = PRIOR_SCORE * PRIOR_VISITS
    visits: int = 0

    @property
    def mean(self) -> float:
        return self.total / (PRIOR_VISITS + self.visits)


class Thompson:
    """One search."""

    def __init__(self, attributes, depth, budget, known, forbidden, seed, spread, use_ranking):
        self._attributes = list(attributes)
        self._known = list(known)
        self._beliefs = {a: Belief() for a in attributes if a not in known and a not in forbidden}
        self._depth = min(depth, len(self._beliefs))
        self._left = budget if self._depth > 0 else 0
        self._random = random.Random(seed)  # the only source of randomness
        self._spread = spread
        self._wants_ranking = use_ranking and self._depth > 0
        self._subsets = {}  # open evaluations by id
        self._exact = {}  # sum and count of the rewards of each subset
        self._next_id = RANKING + 1

    def ask(self, most):
        """At most `most` pairs of id and subset; a subset of None stands for a ranking. Empty: nothing is left."""
        questions = []
        if self._wants_ranking:
            self._wants_ranking = False
            questions.append((RANKING, None))
        while len(questions) < most and self._left > 0:
            subset = self._draw()
            self._subsets[self._next_id] = subset
            questions.append((self._next_id, [*self._known, *subset]))
            self._next_id += 1
            self._left -= 1
        return questions

    def _draw(self):
        draws = {
            a: self._random.gauss(b.mean, self._spread / (PRIOR_VISITS + b.visits) ** 0.5)
            for a, b in self._beliefs.items()
        }
        size = self._random.randint(1, self._depth)
        return sorted(draws, key=draws.get, reverse=True)[:size]

    def rewarded(self, question, reward):
        subset = self._subsets.pop(question)
        for attribute in subset:
            belief = self._beliefs[attribute]
            belief.total += reward
            belief.visits += 1
        total, count = self._exact.get(frozenset(subset), (0.0, 0))
        self._exact[frozenset(subset)] = (total + reward, count + 1)

    def ranked(self, weights):
        """A ranking moves the beliefs by up to half a point: it is a hint, not an observation."""
        highest = max((w for a, w in zip(self._attributes, weights) if a in self._beliefs), default=0)
        if highest <= 0:
            return
        for attribute, weight in zip(self._attributes, weights):
            if attribute in self._beliefs:
                self._beliefs[attribute].total += PRIOR_VISITS * (weight / highest - 0.5)

    def failed(self, question):
        self._subsets.pop(question, None)

    def best_path(self):
        """Triples of attribute, value (None where exactly that subset was never evaluated) and visits."""
        order = sorted(self._beliefs, key=lambda a: self._beliefs[a].mean, reverse=True)[: self._depth]
        steps = []
        for place, attribute in enumerate(order):
            total, count = self._exact.get(frozenset(order[: place + 1]), (0.0, 0))
            steps.append((attribute, total / count if count else None, count))
        return steps
