"""A planner for Rookery, as a process of its own: python server.py [--port 7700]."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

import grpc

sys.path.insert(0, str(Path(__file__).resolve().parent / "generated"))

from rookery.planner.v1 import capabilities_pb2 as capabilities  # noqa: E402
from rookery.planner.v1 import parameter_pb2 as parameter  # noqa: E402
from rookery.planner.v1 import planner_backend_service_pb2 as contract  # noqa: E402
from rookery.planner.v1 import planner_backend_service_pb2_grpc as service  # noqa: E402

from thompson import RANKING, Thompson  # noqa: E402

PROTOCOL_VERSION = 1

DESCRIPTION = contract.DescribeResponse(
    protocol_version=PROTOCOL_VERSION,
    name="thompson",
    description="Thompson sampling with one belief per attribute; the example of a planner in Python",
    parameters=[
        parameter.ParameterSpec(
            name="spread",
            description="how unsure a belief without data is, in score points; more tries out more",
            number=parameter.NumberRange(min=0, max=10, default_value=1),
        ),
        parameter.ParameterSpec(
            name="use_ranking",
            description="whether to begin with a ranking by a model",
            flag=parameter.Flag(default_value=True),
        ),
    ],
    # It evaluates good subsets again to average the noise, so it cannot promise distinct ones.
    capabilities=capabilities.PlannerCapabilities(max_attributes=64, max_depth=64, distinct_subsets=False),
)


class Refused(Exception):
    """A start that cannot be planned; the text goes to the user."""


def parameters_of(text):
    """The parameters with defaults filled in."""
    try:
        given = json.loads(text) if text else {}
    except ValueError:
        raise Refused("parameters_json: is not JSON") from None
    values = {"spread": 1.0, "use_ranking": True}
    if not isinstance(given, dict) or not given.keys() <= values.keys():
        raise Refused(f"parameters_json: known are {', '.join(values)}")
    values.update(given)
    spread = values["spread"]
    if isinstance(spread, bool) or not isinstance(spread, (int, float)) or not 0 <= spread <= 10:
        raise Refused("parameters_json.spread: must be a number in 0..10")
    if not isinstance(values["use_ranking"], bool):
        raise Refused("parameters_json.use_ranking: must be true or false")
    return values


def started(start):
    return Thompson(
        start.attributes,
        start.depth,
        start.budget,
        start.known,
        start.forbidden,
        start.seed,
        **parameters_of(start.parameters_json),
    )


def asked(search, most, known):
    """The answer to an `ask`."""
    found = search.ask(most)
    if not found:
        return {"none_left": contract.NoneLeft()}
    questions = [
        contract.SearchQuestion(id=number, rank=contract.Rank(state=known))
        if number == RANKING
        else contract.SearchQuestion(id=number, evaluate=contract.Evaluate(attributes=subset))
        for number, subset in found
    ]
    return {"questions": contract.SearchQuestions(questions=questions)}


def told(search, results):
    for result in results:
        outcome = result.WhichOneof("outcome")
        if outcome == "reward":
            search.rewarded(result.id, result.reward)
        elif outcome == "weights":
            search.ranked(result.weights.values)
        else:
            search.failed(result.id)


def path_of(search):
    steps = [contract.BestPathStep(attribute=a, value=value, visits=n) for a, value, n in search.best_path()]
    return {"path": contract.BestPath(steps=steps)}


class Backend(service.PlannerBackendServiceServicer):
    async def Describe(self, request, context):
        return DESCRIPTION

    async def Search(self, requests, context):
        """One search; all its state is in these local variables."""
        search, known = None, []
        async for request in requests:
            event = request.WhichOneof("event")
            if event == "start":
                if request.start.protocol_version != PROTOCOL_VERSION:
                    words = f"protocol_version: only {PROTOCOL_VERSION} is spoken here"
                    await context.abort(grpc.StatusCode.FAILED_PRECONDITION, words)
                try:
                    search, known = started(request.start), request.start.known
                except Refused as refused:
                    await context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(refused))
                answer = {"started": contract.SearchStarted()}
            elif search is None:
                await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "event: the first message must be start")
            elif event == "ask":
                answer = asked(search, request.ask.max, known)
            elif event == "tell":
                told(search, request.tell.results)
                continue
            elif event == "best_path":
                answer = path_of(search)
            else:
                await context.abort(grpc.StatusCode.UNIMPLEMENTED, "event: of a kind that is not known")
            yield contract.SearchResponse(in_reply_to=request.sequence, **answer)


async def serve(port):
    # The platform pings every 30 seconds, also on a connection without calls; gRPC's default takes that for abuse.
    pings = [("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000), ("grpc.keepalive_permit_without_calls", 1)]
    server = grpc.aio.server(options=pings)
    service.add_PlannerBackendServiceServicer_to_server(Backend(), server)
    port = server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    print(f"listening on 127.0.0.1:{port}", flush=True)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await server.stop(grace=1)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=7700, help="0: any free port")
    asyncio.run(serve(arguments.parse_args().port))
