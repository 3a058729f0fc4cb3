"""Generates the Python side of Rookery's contract from proto/: python generate_stubs.py [FOLDER]."""

import sys
from pathlib import Path

import grpc_tools
from grpc_tools import protoc

HERE = Path(__file__).resolve().parent
PROTO = HERE.parents[2] / "proto"
# What protobuf itself brings along.
STANDARD = Path(grpc_tools.__file__).resolve().parent / "_proto"
FILES = sorted(str(file.relative_to(PROTO)) for file in PROTO.rglob("*.proto"))

target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "generated"
target.mkdir(parents=True, exist_ok=True)
folders = [f"-I{PROTO}", f"-I{STANDARD}"]
outputs = [f"--python_out={target}", f"--pyi_out={target}", f"--grpc_python_out={target}"]
sys.exit(protoc.main(["protoc", *folders, *outputs, *FILES]))
