"""Lists the planners, then holds a conversation: python client.py "How can I sleep?"."""

import argparse
import sys
from pathlib import Path
from queue import SimpleQueue

import grpc

sys.path.insert(0, str(Path(__file__).resolve().parent / "generated"))

from rookery.planner.v1 import agent_service_pb2 as agent_contract  # noqa: E402
from rookery.planner.v1 import planner_service_pb2 as planner_contract  # noqa: E402
from rookery.planner.v1.agent_service_pb2_grpc import AgentServiceStub  # noqa: E402
from rookery.planner.v1.planner_service_pb2_grpc import PlannerServiceStub  # noqa: E402

SECONDS_FOR_A_LIST = 20


def list_planners(channel, metadata):
    """Names of all planners."""
    request = planner_contract.ListPlannersRequest()
    answer = PlannerServiceStub(channel).ListPlanners(request, metadata=metadata, timeout=SECONDS_FOR_A_LIST)
    return [planner.name for planner in answer.planners]


def converse(channel, metadata, query, model, ask, show):
    """Holds a conversation and returns the final answer. `ask` puts a question to the person, and `show` shows text.

    An empty reply declines: the person would rather not say.
    """
    said = SimpleQueue()
    said.put(agent_contract.ConverseRequest(start=agent_contract.ConverseStart(query=query, model=model)))
    for response in AgentServiceStub(channel).Converse(iter(said.get, None), metadata=metadata):
        kind = response.WhichOneof("event")
        if kind == "crisis":
            resources = [f"  {resource.name}: {resource.contact}\n" for resource in response.crisis.resources]
            show("".join([response.crisis.text, "\n", *resources]))
        elif kind == "question":
            try:
                text = ask(response.question.text).strip()
            except EOFError:  # Nobody replies any more: the agent answers with what it knows.
                said.put(None)
                continue
            reply = agent_contract.ConverseReply(question_number=response.question.number)
            if text:
                reply.text = text
            else:
                reply.declined = True
            said.put(agent_contract.ConverseRequest(reply=reply))
        elif kind == "answer_piece":
            show(response.answer_piece)
        elif kind == "answer":
            said.put(None)
            return response.answer
    raise RuntimeError("the stream ended without an answer")


def main():
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("query")
    parser.add_argument("--address", default="127.0.0.1:7600")
    parser.add_argument("--api-key", default="")
    parser.add_argument("--model", default="sim/gpt-4o")
    arguments = parser.parse_args()
    metadata = [("x-api-key", arguments.api_key)] if arguments.api_key else []
    with grpc.insecure_channel(arguments.address) as channel:
        try:
            print("planners:", ", ".join(list_planners(channel, metadata)))
            answer = converse(
                channel,
                metadata,
                arguments.query,
                arguments.model,
                ask=lambda text: input(f"{text}\n> "),
                show=lambda text: print(text, end="", flush=True),
            )
        except grpc.RpcError as error:
            sys.exit(f"{error.code().name}: {error.details()}")
    print(f"\n(asked for: {', '.join(answer.asked)}; simulated: {answer.simulated})")


if __name__ == "__main__":
    main()
