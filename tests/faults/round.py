"""One round of a fault: load before, during and after, then what must hold. And what the round cost, for the report."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from rollbook.records.tables import group_variants, subscription_enrollments
from tests.consistency import check_consistency, check_database
from tests.faults.faults import TRIED_AGAIN, Fault
from tests.faults.load import BLOCKS, CALLERS, CREDITS, OWN_BLOCKS, Load, Sent, pair_of
from tests.faults.scene import Scene, Stage, open_scene
from tests.postgres import PostgreSQL
from tests.raw import processes_of
from tests.served import Served

SOME = 2 * CALLERS
ROUNDS_A_SCENE = 5
"""After so many a new scene is set: there are not sessions enough for calls without end."""


@dataclass(frozen=True, slots=True)
class Round:
    """What came of a round's calls, and the seconds from the end of the cause to the end of the first good call."""

    calls: int
    acknowledged: int
    cut_off: int
    failed: int
    tried_again: int
    recovery: float


def run_rounds(fault: Fault, backend: str, rounds: int, directory: Path, postgresql: PostgreSQL) -> Iterator[Round]:
    """Let the fault happen so many times. Raises NotHereError."""
    on_one_scene = 1 if fault.stage is Stage.OLD_SCHEMA else ROUNDS_A_SCENE
    for first in range(0, rounds, on_one_scene):
        place = directory / f"scene-{first}"
        place.mkdir()
        with open_scene(fault.stage, backend, place, postgresql) as scene:
            for _ in range(min(on_one_scene, rounds - first)):
                yield run_round(fault, scene)
            check_database(scene.server.database)


def run_round(fault: Fault, scene: Scene) -> Round:
    """Let the fault happen once among calls; check that nothing is lost or half there, and that all is well again."""
    was_up, processes, tried_again = scene.is_up, scene.is_up and processes_of(scene.server), times_tried_again(scene)
    with Load(scene.server, scene.numbers) as scene.own_load:
        if was_up:
            scene.load.wait_for(SOME, is_acknowledged)
        begun = time.monotonic()
        fault.bring(scene)
        ended = time.monotonic()
        scene.load.wait_for(SOME, is_acknowledged, since=ended)
    scene.server.database.engine.dispose()  # the test's own connections may be lost too
    calls = scene.load.calls
    if was_up:
        assert any(call.sent_at < ended and call.over_at > begun for call in calls), "the fault met no call"
    if not fault.replaces:
        assert processes_of(scene.server) == processes, "the server did not live through it"
    round_ = Round(
        calls=len(calls),
        acknowledged=sum(call.succeeded for call in calls),
        cut_off=sum(call.was_cut_off for call in calls),
        failed=sum(call.failed for call in calls),
        tried_again=times_tried_again(scene) - tried_again,
        recovery=min(call.over_at for call in calls if call.succeeded and call.sent_at >= scene.cause_removed_at)
        - scene.cause_removed_at,
    )
    check_price(fault, calls, round_)
    check_record(fault, scene.server, calls)
    return round_


def is_acknowledged(call: Sent) -> bool:
    """Whether the call was answered with success."""
    return call.succeeded


def times_tried_again(scene: Scene) -> int:
    """How often the server has said that it does a call again."""
    return scene.server.log.count(TRIED_AGAIN) if scene.is_up else 0


def check_price(fault: Fault, calls: list[Sent], round_: Round) -> None:
    """Check that callers saw nothing else than the fault may cost, and that a fault of the database was felt at all."""
    others = [call.answer.text for call in calls if call.answer and not (call.succeeded or call.failed)]
    assert not others, f"an answer that nobody expects: {others[0]}"
    assert fault.cuts or not round_.cut_off, f"{round_.cut_off} connections ended without an answer"
    assert fault.fails or not round_.failed, f"{round_.failed} calls failed"
    if fault.fails or fault.stage is Stage.WIRE:
        assert round_.failed + round_.tried_again, "the server did not feel it"


def check_record(fault: Fault, server: Served, calls: list[Sent]) -> None:
    """Check that what was acknowledged is on record as it was answered, and the rest whole or not at all."""
    recorded = {name: count for name, count in check_consistency(server.database).items() if name.startswith("call-")}
    for call in calls:
        if call.succeeded and call.answer is not None:
            assert recorded.get(call.name) == len(call.answer.recorded), f"{call.name} is not on record as answered"
    unanswered = [call.name for call in calls if not call.succeeded and recorded.get(call.name)]
    # A commit that was on its way when the connection was lost may have arrived; nobody could tell the caller.
    assert len(unanswered) <= CALLERS * fault.in_doubt, f"on record though not acknowledged: {unanswered}"
    check_whole(server, recorded)


def check_whole(server: Served, recorded: Mapping[str, int]) -> None:
    """Check that each call on record has all its blocks, a pair's shared ones once, and each its credit."""
    pairs = defaultdict(list)
    for name, blocks in recorded.items():
        number = int(name.removeprefix("call-"))
        if number % 2:
            assert blocks == BLOCKS, f"{name} is half there: {blocks} blocks"
        else:
            pairs[pair_of(number)].append(blocks)
    shared = BLOCKS - OWN_BLOCKS
    halves = {pair: blocks for pair, blocks in pairs.items() if sum(blocks) != OWN_BLOCKS * len(blocks) + shared}
    assert not halves, f"half there, by session: {halves}"
    with server.database.reading() as connection:
        left = connection.execute(sa.select(group_variants.c.credits)).scalar_one()
        taken = connection.execute(sa.select(sa.func.count()).select_from(subscription_enrollments)).scalar_one()
    assert left + taken == CREDITS, f"{taken} took a credit, but {CREDITS - left} are gone"
