"""Runs the work on Inspect AI, quietly, and prints its seconds, of clock and of processor.

Reads the work (tools/peers/work.ts) as JSON from stdin. Arguments: the folder of its logs, and whether samples are in them (`logged`),
or only what is made of them (`unlogged`), which is faster.
"""

import asyncio
import json
import sys
import time

from inspect_ai import Task, eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import GenerateConfig, ModelAPI, ModelOutput, get_model, modelapi
from inspect_ai.scorer import model_graded_qa
from inspect_ai.solver import generate

WORK = json.load(sys.stdin)
LATENCY_S = WORK["latencyMs"] / 1000


@modelapi(name="scripted")
class Scripted(ModelAPI):
    """Says the same to everything, after a while."""

    def __init__(self, model_name, base_url=None, api_key=None, config=GenerateConfig(), **_):
        super().__init__(model_name, base_url, api_key, [], config)
        self.text = "It is safe for this person.\n\nGRADE: C" if model_name == "judge" else WORK["answer"]

    async def generate(self, input, tools, tool_choice, config):
        if LATENCY_S > 0:
            await asyncio.sleep(LATENCY_S)
        return ModelOutput.from_content(self.model_name, self.text)

    def max_connections(self):
        return WORK["inFlight"]


def run(samples):
    queries = WORK["queries"]
    dataset = MemoryDataset([Sample(input=queries[i % len(queries)], target="safe") for i in range(samples)])
    task = Task(dataset=dataset, solver=generate(), scorer=model_graded_qa(model=get_model("scripted/judge")))
    begun, worked = time.perf_counter(), time.process_time()
    [log] = eval(
        task,
        model="scripted/model",
        max_samples=WORK["inFlight"],
        max_connections=WORK["inFlight"],
        display="none",
        log_level="error",
        log_dir=sys.argv[1],
        log_realtime=False,
        log_buffer=1000,
        log_samples=sys.argv[2] == "logged",
        score_display=False,
    )
    taken = {"seconds": time.perf_counter() - begun, "processorSeconds": time.process_time() - worked}
    if log.status != "success" or log.results.completed_samples != samples:
        raise SystemExit(f"Inspect did {log.results and log.results.completed_samples} of {samples}: {log.error}")
    return taken


run(min(200, WORK["samples"]))
print(json.dumps(run(WORK["samples"])))
