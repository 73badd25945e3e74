"""Whatever befalls a pack's bytes, it loads or its mistakes are named: nothing else happens."""

from pathlib import Path
from random import Random

import pytest

from app.city.errors import Mistake, PackError
from app.city.loader import load_city
from tests.city.town import FILES, write_town

SCRAPS = (
    b"\t", b"\x00", b"- ", b": ", b"[", b"]", b"{", b"}", b'"', b"'", b"&a ", b"*a", b"\n", b"  ", b"!!map ", b"|",
    b">", b"%YAML 1.1\n", b"---\n", b"...\n", b"? ", b"<<: ", b"\xff", b"\xe2\x80\xae", b"1e999", b"-", b"#", b",",
    b"null", b"~", b"? [a]: b\n", b"9" * 400, b"1_0", b"nan", b"true",
)  # fmt: skip


def spoil(raw: bytes, rng: Random) -> bytes:
    at, other = rng.randrange(len(raw) + 1), rng.randrange(len(raw) + 1)
    match rng.randrange(3):
        case 0:
            return raw[:at] + rng.choice(SCRAPS) + raw[at:]
        case 1:
            return raw[:at] + raw[at + rng.randint(1, 30) :]
    return raw[:at] + raw[other : other + 40] + raw[at:]


def mistakes_of(folder: Path) -> tuple[Mistake, ...]:
    try:
        load_city(folder)
    except PackError as error:
        return error.mistakes or (Mistake("", 0, ""),)
    return ()


@pytest.mark.parametrize("seed", range(4))
def test_a_spoiled_pack_is_loaded_or_refused(tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    for _ in range(60):
        file = rng.choice(list(FILES))
        raw = FILES[file].encode()
        for _ in range(rng.randint(1, 4)):
            raw = spoil(raw, rng)
        found = mistakes_of(write_town(tmp_path, **{file.replace(".", "_"): raw}))
        assert all(mistake.file and mistake.line and mistake.text for mistake in found), raw
