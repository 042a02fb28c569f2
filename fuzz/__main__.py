"""`python -m fuzz`: fuzzes the targets for a while, and shows the outcome."""

import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from fuzz.every import CORPUS, SHEETS, TARGETS, seeds_of
from fuzz.summary import show, sum_up
from fuzz.targets import fresh_desk
from rollbook.server.logs import set_up_logs

WORK = Path("build/fuzz")
PATIENCE_SECONDS = 20
MOST_MEGABYTES = 1024
LONGEST_INPUT = 2**17  # a list of more than a thousand
GRACE_SECONDS = 120
WIDTH = 120
MERGE = ("-set_cover_merge=1", "-use_counters=0")  # every branch once: a run finds out how often
NO_ATHERIS = (
    "Fuzzing needs atheris, which there is for Linux and Python 3.11 to 3.13 only. Install the developer's packages"
    " there (`make test` does); elsewhere the seed corpus is still replayed, by `make test` and by --replay."
)
app = typer.Typer(add_completion=False)


@app.command()
def fuzz(
    *,
    seconds: Annotated[int, typer.Option(min=1, help="How long each target is fuzzed; they run side by side.")] = 120,
    target: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(TARGETS)}; all without it.")] = None,
    replay: Annotated[Path | None, typer.Option(exists=True, help="Run this input alone, and show its answer.")] = None,
    minimise: Annotated[bool, typer.Option(help="Renew the seed corpus: the fewest that reach as much.")] = False,
) -> None:
    """Fuzz every face and the readers of sheets, guided by coverage; write inputs that break an invariant to files.

    Exits with 1 if one was found. New inputs stay in build/fuzz for the next run.
    """
    names = target or [*TARGETS]
    if unknown := {*names} - {*TARGETS}:
        raise typer.BadParameter(f"{', '.join(unknown)}: there is {' and '.join(TARGETS)}.", param_hint="--target")
    if replay is not None:
        replay_input(names, replay)
        return
    if importlib.util.find_spec("atheris") is None:
        typer.echo(NO_ATHERIS, err=True)
        raise typer.Exit(2)
    if minimise:
        for name in {*names} - {*SHEETS}:  # those begin with the sample sheets
            minimise_corpus(name)
        return
    run(names, seconds)


def run(names: list[str], seconds: int) -> None:
    """Fuzz targets in parallel; show a progress bar, and a table at the end."""
    workers = {name: start(name, seconds) for name in names}
    try:
        for _ in track(range(seconds), f"Fuzzing {' and '.join(names)}"):
            if all(worker.poll() is not None for worker in workers.values()):
                break
            time.sleep(1)
        for worker in workers.values():
            worker.wait(GRACE_SECONDS)
    except (KeyboardInterrupt, subprocess.TimeoutExpired):
        for worker in workers.values():
            worker.kill()
    results = [sum_up(name, WORK / name, worker.wait()) for name, worker in workers.items()]
    console = Console()
    console.width = max(console.width, WIDTH)
    show(results, console)
    if any(result.is_broken for result in results):
        raise typer.Exit(1)


def start(name: str, seconds: int) -> subprocess.Popen[bytes]:
    """Start the process that fuzzes a target."""
    work = WORK / name
    for directory in (work / "seeds", work / "corpus", work / "found"):
        directory.mkdir(parents=True, exist_ok=True)
    for seed in seeds_of(name):
        shutil.copy(seed, work / "seeds")
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={PATIENCE_SECONDS}",
        f"-rss_limit_mb={MOST_MEGABYTES}",
        f"-max_len={LONGEST_INPUT}",
        "-len_control=0",  # long inputs from the first: a list that is cut off is no package
        f"-artifact_prefix={work / 'found'}/",
    ]
    command = [
        sys.executable,
        "-m",
        "fuzz.worker",
        name,
        str(work),
        *options,
        str(work / "corpus"),
        str(work / "seeds"),
    ]
    with (work / "log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log)


def replay_input(names: list[str], path: Path) -> None:
    """Run one input through targets, in this process and without atheris."""
    set_up_logs("warning")
    with tempfile.TemporaryDirectory() as directory, fresh_desk(Path(directory)) as desk:
        for name in names:
            TARGETS[name](desk, path.read_bytes())
            typer.echo(f"{name}: {path} breaks nothing.")


def minimise_corpus(name: str) -> None:
    """Replace a seed corpus with the fewest inputs that cover everything that is covered so far."""
    work = WORK / name
    with tempfile.TemporaryDirectory() as fewest:
        sources = [str(CORPUS / name), *(str(path) for path in [work / "corpus"] if path.exists())]
        command = [sys.executable, "-m", "fuzz.worker", name, str(work), *MERGE, fewest, *sources]
        subprocess.run(command, check=True)
        for seed in (CORPUS / name).iterdir():
            seed.unlink()
        for found in Path(fewest).iterdir():
            (CORPUS / name / found.name[:12]).write_bytes(found.read_bytes())


if __name__ == "__main__":
    app()
