"""The report page's form as browsers without scripts send it."""

from functools import cache

from app.city.loader import load_city
from app.config import PACKS
from tests.faults.sender import Answer, Sending, ask
from tests.samples import Sample

BOUNDARY = "cut"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


@cache
def answered() -> dict[str, str]:
    """An ordinary service of the city, with every question answered."""
    sample = Sample(load_city(PACKS / "philadelphia"))
    answers = {f"answer.{code}": answer for code, answer in sample.answers(sample.ordinary).items()}
    return {"service": sample.ordinary.code, "unplaceable": "1"} | answers


def fields_of(one: Sending) -> list[tuple[str, str]]:
    """The fields of a page, each of which could be the last that came."""
    fields = {"id": str(one.id), "secret": one.secret, "do": "send", "schema": "1", "language": "en"}
    return list((fields | answered() | {"description": one.words, "contact_name": "", "contact_email": ""}).items())


def multipart_of(one: Sending) -> bytes:
    """The body of a form with its photo, if it has one."""
    start = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="'
    parts = [f'{start}{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields_of(one)]
    if one.photo:
        parts.append(f'{start}photos"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'.encode())
        parts.append(one.photo + b"\r\n")
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def send_form(port: int, one: Sending) -> Answer:
    """Send it once."""
    return ask(port, "POST", "/en/report", {"Content-Type": MULTIPART}, multipart_of(one))
