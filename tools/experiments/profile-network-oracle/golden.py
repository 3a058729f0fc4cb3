"""Golden values for the profile network, from pgmpy's variable elimination.

The network's file is read here anew, with nothing of ours: its weights become pgmpy's tables, and pgmpy answers the queries. Every
answer has its query beside it, so that the tests need no Python.

    python -m venv oracle && oracle/bin/pip install -r requirements.txt
    oracle/bin/python golden.py ../../../libs/benchmark/synthesis

reads data/profile-network.yaml of that folder and writes src/network/golden.json there.
"""

import itertools
import json
import random
import sys
from importlib.metadata import version
from pathlib import Path

import yaml
from pgmpy.factors.discrete import TabularCPD
from pgmpy.inference import VariableElimination
from pgmpy.models import DiscreteBayesianNetwork


def table(node, nodes):
    """Columns: choices of the parents' values, the last changing fastest, as pgmpy has them."""
    parents = node.get("parents", [])
    columns = []
    for chosen in itertools.product(*(nodes[p]["values"] for p in parents)):
        given = dict(zip(parents, chosen))
        weights = dict(node["weights"])
        for condition in node.get("when", []):
            wanted = {k: v for k, v in condition.items() if k != "times"}
            if all(given[k] in v for k, v in wanted.items()):
                for value, factor in condition["times"].items():
                    weights[value] *= factor
        total = sum(weights.values())
        columns.append([weights[v] / total for v in node["values"]])
    return [list(row) for row in zip(*columns)]


def main(folder):
    content = yaml.safe_load((folder / "data/profile-network.yaml").read_text())
    nodes = {node["name"]: node for node in content["nodes"]}
    edges = [(p, n) for n, node in nodes.items() for p in node.get("parents", [])]
    model = DiscreteBayesianNetwork(edges)
    for name, node in nodes.items():
        parents = node.get("parents", [])
        model.add_cpds(
            TabularCPD(
                name,
                len(node["values"]),
                table(node, nodes),
                evidence=parents or None,
                evidence_card=[len(nodes[p]["values"]) for p in parents] or None,
                state_names={n: nodes[n]["values"] for n in [name, *parents]},
            )
        )
    assert model.check_model()
    inference = VariableElimination(model)
    draw = random.Random(20250520)
    queries = []

    def ask(of, evidence):
        answer = inference.query(of, evidence=evidence, show_progress=False)
        chances = [
            float(answer.get_value(**dict(zip(of, chosen))))
            for chosen in itertools.product(*(nodes[n]["values"] for n in of))
        ]
        queries.append({"of": of, "given": evidence, "chances": chances})

    for name in nodes:
        ask([name], {})
    for size in (1, 2, 3, 5, 8):
        for _ in range(6):
            known = draw.sample(list(nodes), size)
            asked = draw.choice([n for n in nodes if n not in known])
            ask([asked], {n: draw.choice(nodes[n]["values"]) for n in known})
    for _ in range(6):
        pair = draw.sample(list(nodes), 2)
        known = draw.sample([n for n in nodes if n not in pair], 2)
        ask(pair, {n: draw.choice(nodes[n]["values"]) for n in known})
    golden = {
        "made_by": {"pgmpy": version("pgmpy")},
        "network": content["version"],
        "queries": queries,
    }
    (folder / "src/network/golden.json").write_text(json.dumps(golden, indent=1) + "\n")


main(Path(sys.argv[1]))
