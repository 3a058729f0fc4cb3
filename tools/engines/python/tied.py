"""Runs a program until its own standard input ends, and kills it then: it never outlives the process that started it.

    python tied.py PROGRAM ARGUMENTS...
"""

import os
import subprocess
import sys
import threading


def main() -> None:
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)

    def end() -> None:
        sys.stdin.buffer.read()
        child.kill()

    threading.Thread(target=end, daemon=True).start()
    code = child.wait()
    # Not by the interpreter's own end, which would wait for the thread that reads.
    os._exit(code if code >= 0 else 128 - code)


main()
