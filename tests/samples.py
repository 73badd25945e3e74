"""What to report in a city, taken from its own pack: the same tests run in every city."""

from dataclasses import dataclass
from typing import Any

from flask import Flask

from app.city.catalogue import City, Question, Service


@dataclass(frozen=True)
class Sample:
    """Services of each kind, and places inside and outside, of one city."""

    city: City

    @property
    def ordinary(self) -> Service:
        """Public, with an exact place and a promise, and nothing that must be answered, if there is one."""
        return min(self._public, key=lambda service: sum(q.is_required for q in service.questions))

    @property
    def other(self) -> Service:
        """Another public one."""
        return next(service for service in self._public if service is not self.ordinary)

    @property
    def asking(self) -> Service:
        """One with an answer that must be given."""
        return next(s for s in self._public if s is not self.ordinary and any(q.is_required for q in s.questions))

    @property
    def private(self) -> Service:
        """One whose cases nobody else sees."""
        return next(service for service in self.city.open_services if service.is_private)

    @property
    def rounded(self) -> Service:
        """One whose cases show a rounded place."""
        return next(s for s in self.city.open_services if s.is_rounded and not s.is_private)

    @property
    def unrelated(self) -> Service:
        """A public one under which nobody would report what is ordinary."""
        kin = {self.ordinary.code, *self.ordinary.kin}
        return next(one for one in self._public if one.code not in kin and self.ordinary.code not in one.kin)

    @property
    def kindred(self) -> tuple[Service, Service]:
        """Two under which people may report the same problem."""
        pairs = ((one, self.city.service(code)) for one in self.city.services for code in one.kin)
        return next((one, other) for one, other in pairs if other is not None)

    @property
    def moment(self) -> tuple[Service, str]:
        """One that asks for a date and a time, and the code of that question."""
        asking = ((service, q) for service in self.city.open_services for q in service.questions)
        return next((service, q.code) for service, q in asking if q.datatype == "datetime")

    @property
    def _public(self) -> list[Service]:
        services = self.city.open_services
        return [
            s for s in services if not s.is_private and not s.is_rounded and s.promise and not s.promise.is_placeholder
        ]

    @property
    def here(self) -> tuple[float, float]:
        """A place in the city: latitude, longitude."""
        return self.city.centre.latitude, self.city.centre.longitude

    @property
    def near(self) -> str:
        """The same as a question to the API."""
        return f"near={self.here[0]},{self.here[1]}"

    @property
    def outside(self) -> dict[str, float]:
        """A place two kilometres east of the city's bounds."""
        return {"lat": self.here[0], "long": self.city.bounds.east + 0.025}

    def place(self, north: float = 0.0, east: float = 0.0, **more: Any) -> dict[str, Any]:
        """The city's centre, or a place so many degrees from it."""
        return {"lat": self.here[0] + north, "long": self.here[1] + east, "accuracy_m": 12.0, "source": "device"} | more

    def answers(self, service: Service) -> dict[str, Any]:
        """An answer to every question that must be answered."""
        return {question.code: answer(question) for question in service.questions if question.is_required}


def answer(question: Question) -> Any:
    """An answer that fits."""
    match question.datatype:
        case "singlevaluelist" | "multivaluelist":
            return question.values[0].key
        case "number":
            return "2"
        case "datetime":
            return "2026-11-18T08:30"
        case _:
            return "plain words"


def sample_of(app: Flask) -> Sample:
    """The sample of the city that an application serves."""
    return Sample(app.extensions["city"])
