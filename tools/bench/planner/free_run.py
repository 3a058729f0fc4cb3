"""The paper's search with free answers in straightforward Python: the baseline of the `planner` bench.

    python3 free_run.py SECONDS TABLES

Same algorithm and tables as planner-wasm/search (see planner-wasm/benches), written the way one would write it in
Python: objects, lists and dictionaries. Prints rollouts per second.
"""

import json
import math
import random
import struct
import sys
import time

ATTRIBUTES, DEPTH, ROLLOUTS, PROBLEMS = 10, 5, 300, 4
EXPLORATION, UNIFORM_SHARE, EPSILON, NOISE_WIDTH = 0.5, 0.05, 0.2, 1.5
SUBSETS = 1 << ATTRIBUTES


class Node:
    """A state of the tree: what was asked, in one order."""

    def __init__(self, state):
        self.state = state
        self.visits = 0
        self.total = 0.0
        self.prior = None
        self.edges = {}  # attribute -> [visits, total, child]


def distribution(state, weights):
    """Told weights as a distribution with full support."""
    start = state * ATTRIBUTES
    unasked = [a for a in range(ATTRIBUTES) if not state >> a & 1]
    total = sum(weights[start + a] for a in unasked)
    even = UNIFORM_SHARE / len(unasked)
    return {a: (1 - UNIFORM_SHARE) * weights[start + a] / total + even for a in unasked}


def select(node):
    """The unasked attribute with the highest Q + bonus."""
    descents = sum(edge[0] for edge in node.edges.values())
    untried = node.total / node.visits if node.visits else 0.0
    common = EXPLORATION * math.sqrt(max(descents, 1))
    best, best_score = None, -math.inf
    for attribute, share in node.prior.items():
        edge = node.edges.get(attribute)
        visits = edge[0] if edge else 0
        score = (edge[1] / visits if visits else untried) + common * share / (1 + visits)
        if score > best_score:
            best, best_score = attribute, score
    return best


def walk(node, state, depth):
    """Completes a path by an epsilon-greedy walk on the node's prior."""
    while depth < DEPTH:
        unasked = [a for a in node.prior if not state >> a & 1]
        if random.random() < EPSILON / (1 + math.exp(depth - DEPTH / 2)):
            attribute = random.choice(unasked)
        else:
            attribute = max(unasked, key=node.prior.get)
        state |= 1 << attribute
        depth += 1
    return state


def plan(values, weights):
    """One query: the tree after all rollouts."""
    root = Node(0)
    root.prior = distribution(0, weights)
    for _ in range(ROLLOUTS):
        node, path = root, []
        while True:
            attribute = select(node)
            edge = node.edges.setdefault(attribute, [0, 0.0, None])
            path.append((node, edge))
            state = node.state | 1 << attribute
            if len(path) == DEPTH:
                leaf = None
                break
            if edge[2] is None:
                leaf = edge[2] = Node(state)
                leaf.prior = distribution(state, weights)
                state = walk(leaf, state, len(path))
                break
            node = edge[2]
        score = min(max(values[state] + NOISE_WIDTH * (random.random() - 0.5), 1.0), 5.0)
        reward = (score - 1) / 4
        for node, edge in path:
            node.visits += 1
            node.total += reward
            edge[0] += 1
            edge[1] += reward
        if leaf is not None:
            leaf.visits += 1
            leaf.total += reward
    return root


def main():
    seconds = float(sys.argv[1])
    with open(sys.argv[2], "rb") as file:
        data = file.read()
    numbers = struct.unpack(f"<{len(data) // 8}d", data)
    values, weights = numbers[: PROBLEMS * SUBSETS], numbers[PROBLEMS * SUBSETS :]
    problems = [
        (values[p * SUBSETS : (p + 1) * SUBSETS], weights[p * SUBSETS * ATTRIBUTES : (p + 1) * SUBSETS * ATTRIBUTES])
        for p in range(PROBLEMS)
    ]
    best, query = 0.0, 0
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        # Time of this process alone: a stretch is long enough for other work on the machine to come in between.
        stretch = time.process_time()
        for _ in range(2):
            plan(*problems[query % PROBLEMS])
            query += 1
        best = max(best, 2 * ROLLOUTS / (time.process_time() - stretch))
    print(json.dumps({"rolloutsPerSecond": round(best)}))


main()
