"""`python -m tests.faults.photos`: 1,000 photos as phones write them and 5,000 spoiled ones; what gets through?"""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from app.photos.cleaner import CleanerDown, ForkingCleaner, Unclean
from tests.photos import bare, pictures

WHOLE, SPOILED = 1_000, 5_000


def main() -> int:
    """Print what became of them; 1 when a picture carries anything beside its pixels."""
    chance = random.Random(311)
    originals = [make() for make in pictures.TELLING.values()]
    ends: Counter[str] = Counter()
    cleaner = ForkingCleaner()
    with TemporaryDirectory() as folder:
        for content in cases(chance, originals):
            ends.update(outcome(cleaner, content, Path(folder)))
    cleaner.close()
    for end, count in sorted(ends.items()):
        print(f"{count:>8}  {end}")
    return int(any(end.startswith("FAULT") for end in ends))


def cases(chance: random.Random, originals: list[bytes]) -> Iterator[bytes]:
    """Whole photos first, then spoiled ones."""
    for _ in range(WHOLE):
        kind = chance.choice(["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
        yield pictures.turned(chance.randint(1, 8), kind, quality=chance.randint(20, 95))
    for _ in range(SPOILED):
        yield spoiled(chance, chance.choice(originals))


def spoiled(chance: random.Random, content: bytes) -> bytes:
    """Cut off, or with some bytes changed, left out or swapped."""
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(damaged))
        match chance.randrange(4):
            case 0:
                damaged[at] ^= 1 << chance.randrange(8)
            case 1:
                damaged[at : at + chance.randint(1, 40)] = chance.randbytes(chance.randint(0, 40))
            case 2:
                damaged[at:at] = damaged[at // 2 : at // 2 + 60]
            case _:
                del damaged[max(at, 40) :]
    return bytes(damaged)


def outcome(cleaner: ForkingCleaner, content: bytes, folder: Path) -> list[str]:
    """What became of one, and every fault of its pictures."""
    (folder / "photo").write_bytes(content)
    try:
        cleaner.clean(folder / "photo", folder)
    except Unclean as refusal:
        return [f"withheld: {refusal.reason}"]
    except CleanerDown:
        return ["FAULT the process failed"]
    served = [path.read_bytes() for path in folder.glob("*0.*")]
    faults = [f"FAULT {fault}" for picture in served for fault in bare.faults(picture)]
    leaks = ["FAULT canary" for picture in served if pictures.CANARY.encode() in picture]
    return ["clean", *faults, *leaks]


if __name__ == "__main__":
    sys.exit(main())
