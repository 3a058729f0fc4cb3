"""Reads a folder of logs with Inspect AI itself, as `inspect view` and its analysis do, and says what it found as JSON."""

import json
import sys

# What the package shows of its progress is not part of the answer.
answer = sys.stdout
sys.stdout = sys.stderr

from inspect_ai.log import list_eval_logs, read_eval_log, read_eval_log_sample_summaries

found = []
for info in list_eval_logs(sys.argv[1]):
    log = read_eval_log(info)
    summaries = read_eval_log_sample_summaries(info)
    frame = {}
    try:
        from inspect_ai.analysis import evals_df, samples_df

        rows = samples_df(info.name, strict=True)
        frame = {"rows": len(rows), "evals": len(evals_df(info.name, strict=True)), "columns": sorted(rows.columns)}
    except Exception as problem:  # its data frames are an extra of the package
        if "pandas" not in str(problem) and "pyarrow" not in str(problem):
            raise
    found.append(
        {
            "model": log.eval.model,
            "task": log.eval.task,
            "status": log.status,
            "samples": len(log.samples),
            "summaries": len(summaries),
            "metrics": {score.name: score.metrics["mean"].value for score in log.results.scores},
            "values": [sample.scores["personalised_safety"].value["score"] for sample in log.samples if sample.scores],
            "inputs": [sample.input for sample in log.samples],
            "completions": [sample.output.completion for sample in log.samples],
            "frame": frame,
        }
    )
json.dump(found, answer)
