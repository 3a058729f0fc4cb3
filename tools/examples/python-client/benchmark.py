"""Imports scenarios, runs a model on them, watches the run and prints its report: python benchmark.py FILE.jsonl."""

import argparse
import sys
import time
import uuid
from pathlib import Path

import grpc

sys.path.insert(0, str(Path(__file__).resolve().parent / "generated"))

from rookery.benchmark.v1 import run_pb2, run_service_pb2, scenario_service_pb2  # noqa: E402
from rookery.benchmark.v1.run_service_pb2_grpc import RunServiceStub  # noqa: E402
from rookery.benchmark.v1.scenario_service_pb2_grpc import ScenarioServiceStub  # noqa: E402
from rookery.benchmark.v1.scenario_filter_pb2 import ScenarioFilter  # noqa: E402
from rookery.common.v1.job_pb2 import JobState  # noqa: E402

AT_WORK = (JobState.JOB_STATE_PENDING, JobState.JOB_STATE_RUNNING)
LOST = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.INTERNAL, grpc.StatusCode.CANCELLED)
LONGEST_PAUSE = 20


def import_rows(channel, metadata, data_set, lines):
    """Imports lines of JSON into a data set; returns the summary. To repeat it adds nothing."""

    def messages():
        header = scenario_service_pb2.ImportHeader(request_id=str(uuid.uuid4()), data_set=data_set)
        yield scenario_service_pb2.ImportScenariosRequest(header=header)
        for number, line in enumerate(lines, start=1):
            row = scenario_service_pb2.Row(number=number, json=line)
            yield scenario_service_pb2.ImportScenariosRequest(rows=scenario_service_pb2.RowBatch(rows=[row]))

    return ScenarioServiceStub(channel).ImportScenarios(messages(), metadata=metadata)


def create_run(channel, metadata, data_set, model, judge):
    """Starts a run. The same request id never starts it twice, so this call may be repeated."""
    spec = run_pb2.RunSpec(
        filter=ScenarioFilter(data_set=data_set),
        models=[model],
        judge_model=judge,
        statuses=[run_pb2.STATUS_VANILLA, run_pb2.STATUS_AGENT],
        seed=1,
    )
    request = run_service_pb2.CreateRunRequest(request_id=str(uuid.uuid4()), spec=spec)
    return RunServiceStub(channel).CreateRun(request, metadata=metadata).run


def watch(channel, metadata, name, show):
    """Follows a run to its end, through lost streams: the run goes on without us."""
    pause = 1
    while True:
        try:
            request = run_service_pb2.WatchRunRequest(name=name)
            for response in RunServiceStub(channel).WatchRun(request, metadata=metadata):
                pause = 1
                show(response.run)
                if response.run.state not in AT_WORK:
                    return response.run
        except grpc.RpcError as error:
            if error.code() not in LOST:
                raise
        time.sleep(pause)
        pause = min(LONGEST_PAUSE, 2 * pause)


def report(channel, metadata, name):
    """One line for each model and status."""
    request = run_service_pb2.GetReportRequest(name=name)
    found = RunServiceStub(channel).GetReport(request, metadata=metadata).report
    yield found.title
    for row in found.rows:
        failed = sum(count.samples for count in row.failed_by_reason)
        status = run_pb2.Status.Name(row.status)
        yield f"{row.model} {status}: {row.mean.value:.2f} of 5, {row.scored} scored, {failed} failed"


def main():
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--address", default="127.0.0.1:7600")
    parser.add_argument("--api-key", default="")
    parser.add_argument("--data-set", default="example")
    parser.add_argument("--model", default="sim/gpt-4o")
    parser.add_argument("--judge", default="sim/gpt-4o")
    arguments = parser.parse_args()
    metadata = [("x-api-key", arguments.api_key)] if arguments.api_key else []
    data_set = f"dataSets/{arguments.data_set}"
    lines = [line for line in arguments.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    with grpc.insecure_channel(arguments.address) as channel:
        try:
            summary = import_rows(channel, metadata, data_set, lines)
            print(f"{summary.accepted} new, {summary.duplicates} there already, {summary.rejected} rejected")
            run = create_run(channel, metadata, data_set, arguments.model, arguments.judge)
            ended = watch(channel, metadata, run.name, lambda now: print(f"{now.samples_done}/{now.samples_total}"))
            print(JobState.Name(ended.state), ended.state_reason)
            print("\n".join(report(channel, metadata, run.name)))
        except grpc.RpcError as error:
            sys.exit(f"{error.code().name}: {error.details()}")
    sys.exit(0 if ended.state == JobState.JOB_STATE_SUCCEEDED else 5)


if __name__ == "__main__":
    main()
