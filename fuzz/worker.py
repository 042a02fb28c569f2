"""The process that fuzzes one target: `python -m fuzz.worker TARGET DIRECTORY [option of libFuzzer] …`.

`python -m fuzz` starts it; it saves figures and the worst inputs in the directory.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["rollbook", "multipart", "xlrd"], enable_loader_override=False):
    from fuzz.every import MUTATORS, TARGETS
    from fuzz.figures import Meter
    from fuzz.targets import fresh_desk
    from rollbook.server.logs import set_up_logs

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # a disk would wait for each of its writes


def main() -> None:
    """Fuzz until libFuzzer ends the process."""
    _, name, directory, *options = sys.argv
    again = f"{sys.executable} -m fuzz.worker {name} {directory}"  # how libFuzzer starts this process when it merges
    set_up_logs("error")
    check, mutator, meter = TARGETS[name], MUTATORS[name], Meter(Path(directory))

    with TemporaryDirectory(prefix="rollbook-fuzz-", dir=MEMORY) as temporary, fresh_desk(Path(temporary)) as desk:

        def run(data: bytes) -> None:
            with meter.measure(data):
                check(desk, data)

        def mutate(data: bytes, max_size: int, seed: int) -> bytes:
            return mutator(data, max_size, seed, atheris.Mutate)

        atheris.Setup([again, *options], run, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
