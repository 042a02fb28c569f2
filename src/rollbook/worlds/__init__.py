"""A whole account as one YAML file: load and dump."""

from pathlib import Path

from rollbook.worlds.dump import NoAccountError, UnloadableError, dump
from rollbook.worlds.load import Count, Loaded, load, read_all, write_all
from rollbook.worlds.mistakes import Mistake, WorldMistakes

DEMO = Path(__file__).with_name("demo.yaml")
"""The sample world: Fina Shoes, the account that the vendor's pages take their examples from."""

__all__ = [
    "DEMO",
    "Count",
    "Loaded",
    "Mistake",
    "NoAccountError",
    "UnloadableError",
    "WorldMistakes",
    "dump",
    "load",
    "read_all",
    "write_all",
]
