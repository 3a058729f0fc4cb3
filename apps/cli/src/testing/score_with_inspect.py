"""Takes files of scored samples as data sets and as precomputed scores of Inspect AI, runs its evaluation of each, and says what came of them."""

import json
import sys

# What the package shows of its progress is not part of the answer.
answer = sys.stdout
sys.stdout = sys.stderr

from inspect_ai import Task, eval
from inspect_ai.dataset import json_dataset
from inspect_ai.scorer import mean, precomputed_scores
from inspect_ai.solver import solver


@solver
def nothing_asked():
    async def solve(state, generate):
        return state

    return solve


KEYS = ["score", "risk_sensitivity", "emotional_empathy", "user_alignment"]


def evaluated(file, logs):
    task = Task(
        dataset=json_dataset(file),
        solver=nothing_asked(),
        scorer=precomputed_scores(file, on_missing="error", metrics={key: [mean()] for key in KEYS}),
    )
    [log] = eval(task, model="mockllm/model", log_dir=logs, display="none")
    if log.status != "success":
        raise SystemExit(str(log.error))
    scores = [next(iter(sample.scores.values())) for sample in log.samples]
    return {
        "ids": [sample.id for sample in log.samples],
        "inputs": [sample.input for sample in log.samples],
        "models": sorted({sample.metadata["model"] for sample in log.samples}),
        "values": [score.value for score in scores],
        "answers": [score.answer for score in scores],
        "metrics": {score.name: score.metrics["mean"].value for score in log.results.scores},
    }


logs, *files = sys.argv[1:]
json.dump([evaluated(file, logs) for file in files], answer)
