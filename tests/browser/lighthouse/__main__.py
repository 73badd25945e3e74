"""`make lighthouse`: home, report and a case as Lighthouse sees them on a phone; the median of five runs each.

Measure on a quiet machine: the benchmark index says how quick it was just then.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright

from app.config import ROOT
from tests.browser.chromium import FLAGS, launched
from tests.browser.city_server import CityServer
from tests.browser.phone import open_phone
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident, case_with_photo

HERE = Path(__file__).parent
NPM = (sys.executable, str(ROOT / ".ci" / "node.py"), "--prefix", str(HERE))
RUNS = 5
TRIES = 3  # of one run
# docs/performance.md: what the median must reach, in hundredths.
BARS = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
FIGURES = {
    "largest-contentful-paint": "LCP ms",
    "total-blocking-time": "TBT ms",
    "cumulative-layout-shift": "CLS",
    "interactive": "TTI ms",
}


def main() -> int:
    """Print a line for each page and what it lost points for; 1 where a bar was missed."""
    install()
    with tempfile.TemporaryDirectory() as home:
        city = CityServer(Path(home))
        try:
            city.start()
            city.flask("demo", "seed", "--cases", "300")
            missed = [fault for page in pages(city) for fault in judged(city, page, Path(home))]
        finally:
            city.stop()
    print(*missed, sep="\n")
    return int(bool(missed))


def install() -> None:
    """Fetch Lighthouse when its lock is newer than what is there."""
    done, lock = HERE / "node_modules" / ".package-lock.json", HERE / "package-lock.json"
    if not done.is_file() or done.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run([*NPM, "ci", "--ignore-scripts", "--silent"], check=True)
        done.touch()


def pages(city: CityServer) -> Iterator[str]:
    """Their addresses; the case is one with a photo."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        number = case_with_photo(Resident(open_phone(playwright, browser, city.url)), street_photo(city.folder))
        browser.close()
    yield from ("/en/", "/en/report", f"/en/cases/{number}")


def judged(city: CityServer, page: str, home: Path) -> list[str]:
    """What is below its bar on this page."""
    results = [looked_at(city.url + page, home / "result.json") for _ in range(RUNS)]
    scores = {name: round(100 * median(r["categories"][name]["score"] for r in results)) for name in BARS}
    figures = {said: median(r["audits"][name]["numericValue"] for r in results) for name, said in FIGURES.items()}
    index = median(result["environment"]["benchmarkIndex"] for result in results)
    shown = " ".join(
        f"{said} {figure:.3g}" if said == "CLS" else f"{said} {figure:.0f}" for said, figure in figures.items()
    )
    version = results[0]["lighthouseVersion"]
    print(
        f"{page}: {' / '.join(map(str, scores.values()))}; {shown}; benchmark index {index:.0f} (Lighthouse {version})"
    )
    low = [name for name, score in scores.items() if score < BARS[name]]
    return [f"{page} {name}: {scores[name]} of {BARS[name]}; {' '.join(lost(results[-1], name))}" for name in low]


def looked_at(url: str, file: Path) -> dict[str, Any]:
    """One run of the mobile preset, in a browser of its own that has never been here."""
    flags = ["--headless=new", *FLAGS]
    words = [url, "--quiet", "--output=json", f"--output-path={file}", f"--chrome-flags={' '.join(flags)}"]
    words += [f"--only-categories={','.join(BARS)}", "--no-enable-error-reporting"]
    chromium = shutil.which("chromium")
    environ = os.environ | ({"CHROME_PATH": chromium} if chromium else {})
    command = [*NPM, "exec", "--", "lighthouse", *words]
    for _ in range(TRIES):
        done = subprocess.run(command, env=environ, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode == 0:
            result: dict[str, Any] = json.loads(file.read_text("utf-8"))
            return result
        # Now and then its recording misses the navigation (NO_NAVSTART): such a run measured nothing.
        reason = re.search(r"^Runtime error.*", done.stderr, re.MULTILINE)
        print(f"{url}: once more. {reason[0] if reason else done.stderr}")
    raise SystemExit(f"{url}: Lighthouse failed {TRIES} times")


def lost(result: dict[str, Any], category: str) -> Iterator[str]:
    """What cost points, by Lighthouse's names."""
    for reference in result["categories"][category]["auditRefs"]:
        audit = result["audits"][reference["id"]]
        if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
            yield f"{audit['id']} ({audit['score']})"


if __name__ == "__main__":
    raise SystemExit(main())
