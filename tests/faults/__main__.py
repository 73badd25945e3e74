"""`make faults`: the promises at full size, one after the other, with figures for docs/reliability.md.

`make faults FAULTS="--only R1 --submissions 20000 --kills 500"` is R1 as promised; the default is a twentieth of it.
"""

import argparse
import logging
from collections.abc import Callable

from tests.faults.campaigns.clocks import clocks_are_wrong
from tests.faults.campaigns.contents import contents_change
from tests.faults.campaigns.disks import disks_fail
from tests.faults.campaigns.networks import networks_fail
from tests.faults.campaigns.phones import browser_dies, queue_is_poisoned, tabs_crowd
from tests.faults.campaigns.processes import answers_lost, killed, sent_at_once
from tests.faults.campaigns.pushes import services_fail, workers_die

Campaign = Callable[[argparse.Namespace], list[str]]


def main() -> int:
    """Run what was asked for; 1 if anything does not hold."""
    options = read_options()
    logging.disable(logging.INFO)
    found = [f"{name}: {fault}" for name in options.only or CAMPAIGNS for fault in CAMPAIGNS[name](options)]
    for fault in found:
        print(f"FAULT {fault}")
    print("All of it holds." if not found else f"{len(found)} faults.")
    return int(bool(found))


def read_options() -> argparse.Namespace:
    """Which of them, and how much of each."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", action="append", choices=sorted(CAMPAIGNS), help="may be given more than once")
    parser.add_argument("--submissions", type=int, default=1000, help="R1: reports sent while the server is killed")
    parser.add_argument("--kills", type=int, default=50, help="R1: kills of every process meanwhile")
    parser.add_argument("--clients", type=int, default=8, help="phones that send at the same time")
    parser.add_argument("--rounds", type=int, default=200, help="R2: reports sent many times at once")
    parser.add_argument("--times", type=int, default=50, help="R2: how many times each")
    parser.add_argument("--lost-answers", type=int, default=2000, help="R3: reports whose first answer is cut off")
    parser.add_argument("--deaths", type=int, default=50, help="R4: kills of the browser")
    parser.add_argument("--waiting", type=int, default=100, help="R5: reports that wait in one outbox")
    parser.add_argument("--tabs", type=int, default=6, help="R5: tabs that send them, beside the worker")
    parser.add_argument("--spells", type=int, default=1000, help="R6: reports sent through a disk's bad times")
    parser.add_argument("--edges", type=int, default=5, help="R7: phones on links at the edge of a network, each way")
    parser.add_argument("--strangers", type=int, default=20, help="R7: phones that meet every stranger three times")
    parser.add_argument("--spoiled", type=int, default=10_000, help="R8: bodies that change on their way")
    parser.add_argument("--timeless", type=int, default=100, help="R9: reports in each era of the server's clock")
    parser.add_argument("--followers", type=int, default=1000, help="R11: followers of one event")
    parser.add_argument("--worker-kills", type=int, default=20, help="R11: kills of the workers that tell them")
    parser.add_argument("--lines", type=int, default=100, help="R11: lines at which a worker is killed, once each")
    parser.add_argument("--changes", type=int, default=120, help="R12: cases that change while push services fail")
    parser.add_argument("--each", type=int, default=5, help="R12: followers of each case at each of seven services")
    parser.add_argument("--seed", type=int, default=311)
    return parser.parse_args()


CAMPAIGNS: dict[str, Campaign] = {
    "R1": killed,
    "R2": sent_at_once,
    "R3": answers_lost,
    "R4": browser_dies,
    "R5": tabs_crowd,
    "R6": disks_fail,
    "R7": networks_fail,
    "R8": contents_change,
    "R9": clocks_are_wrong,
    "R10": queue_is_poisoned,
    "R11": workers_die,
    "R12": services_fail,
}

if __name__ == "__main__":
    raise SystemExit(main())
