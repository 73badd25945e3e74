"""On a slow network every round trip is felt: a page names all its scripts itself."""

import re

import pytest

from tests.client import CheckingClient

IMPORTS = re.compile(r'\bimport\s*(?:[^"()]*?from\s*)?"(\./[^"]+|\.\./[^"]+)"')


def imported_by(client: CheckingClient, address: str) -> set[str]:
    """Everything that must be there before this script runs, by following it."""
    with client.get(address) as response:
        text = response.get_data(as_text=True)
    folder = address.rpartition("/")[0]
    found = {
        f"{folder}/{path}".replace("/./", "/").replace("/parts/../", "/").replace("js/js/", "js/")
        for path in IMPORTS.findall(text)
    }
    return found.union(*(imported_by(client, path) for path in found))


@pytest.mark.parametrize("page", ["", "report", "mine", "phone", "offline", "about"])
def test_a_page_names_every_script_that_it_needs(client: CheckingClient, page: str) -> None:
    html = client.get(f"/en/{page}").get_data(as_text=True)
    scripts = set(re.findall(r'<script type="module" src="([^"]+)"', html))
    early = set(re.findall(r'<link rel="modulepreload" href="([^"]+)"', html))
    assert scripts
    assert early == set().union(*(imported_by(client, script) for script in scripts)) - scripts
