"""R9: clocks that are wrong. (What old releases send, and what waited for 400 days, is in tests/cases.)"""

import argparse
from collections import Counter

from tests.faults.clocks import ServerInTime, faults, send_through_time
from tests.faults.disk import why_not
from tests.faults.figures import folder, stored, tell


def clocks_are_wrong(options: argparse.Namespace) -> list[str]:
    """R9: the server's clock, ten years ahead and behind, and any moment from phones."""
    if reason := why_not():
        print(f"R9 not tried: {reason}")
        return []
    with folder() as own:
        server = ServerInTime(own)
        server.flask("db", "upgrade")
        sent = send_through_time(server, phones=options.timeless, seed=options.seed)
        server.stop()
        years = Counter(year for (year,) in server.rows("SELECT strftime('%Y', received_at) FROM reports"))
        figures = {f"received in {year}": count for year, count in sorted(years.items())}
        tell(f"R9: {len(sent.sendings)} reports", figures | stored(server))
        return faults(server, sent)
