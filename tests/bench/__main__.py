"""`make bench`: every figure against its floor, measured in this run. Prints; asserts nothing about time."""

import importlib
import os
import sys

PARTS = ("nearby", "map", "http", "photo", "push", "expanding")


def main(parts: list[str]) -> None:
    """Print the figures of the parts named, or of all."""
    print(f"load {os.getloadavg()[0]:.1f}\n{'':<48} {'ours':>12}   {'floor':>11}   ratio   bar")
    for part in parts or PARTS:
        for figure in importlib.import_module(f"tests.bench.{part}").figures():
            print(figure, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
