"""Generates the Python side of Rookery's contract from proto/: python generate_stubs.py [FOLDER]."""

import sys
from pathlib import Path

from grpc_tools import protoc

HERE = Path(__file__).resolve().parent
PROTO = HERE.parents[2] / "proto"
FILES = [f"rookery/planner/v1/{name}.proto" for name in ("capabilities", "parameter", "planner_backend_service")]

target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "generated"
target.mkdir(parents=True, exist_ok=True)
arguments = ["protoc", f"-I{PROTO}", f"--python_out={target}", f"--pyi_out={target}", f"--grpc_python_out={target}"]
sys.exit(protoc.main([*arguments, *FILES]))
