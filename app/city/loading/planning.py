"""What a file would make of a kind of areas, and everything that is wrong with it; nothing is stored yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from app.city.catalogue import City
from app.city.errors import Mistake
from app.city.letters import fold
from app.city.loading import naming
from app.city.loading.drawing import Swapped, Unfit, areal, draw
from app.city.loading.naming import Known
from app.city.loading.reading import AreaFile, Feature, Unreadable, read_areas
from app.city.loading.simplifying import simplify_coverage, simplify_outwards
from app.city.models import Kind

MAX_OVERLAP = 0.01  # of the smaller of two neighbours; lines drawn twice differ by less


@dataclass(frozen=True, slots=True)
class NewArea:
    """An area to be stored."""

    slug: str
    name: str
    shape: BaseGeometry

    @property
    def corners(self) -> int:
        """How many positions it is made of."""
        return int(shapely.get_num_coordinates(self.shape))


@dataclass(frozen=True, slots=True)
class Wishes:
    """What whoever loads says of the files."""

    name_field: str = ""
    slug_field: str = ""
    tolerance_m: float = 0.0


@dataclass(slots=True)
class Plan:
    """The areas of one kind as a file has them; none where it has mistakes. Notices are for whoever loads it."""

    kind: Kind
    areas: list[NewArea] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    notices: list[Mistake] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Drawn:
    feature: Feature
    shape: BaseGeometry
    name: str = ""


def plan_areas(kind: Kind, path: Path, pack: City, earlier: Sequence[Known], wishes: Wishes) -> Plan:
    """The plan of a file; `earlier` are the areas of this kind that are loaded now."""
    plan = Plan(kind)
    try:
        file = read_areas(path)
    except Unreadable as error:
        plan.mistakes.append(Mistake(str(path), error.line, error.text))
        return plan
    planner = _Planner(plan, str(path), pack, wishes)
    plan.notices.extend(Mistake(str(path), 1, notice) for notice in file.notices)
    areas = planner.boundary(file) if kind is Kind.BOUNDARY else planner.named_areas(file, earlier)
    plan.areas = [] if plan.mistakes else areas
    return plan


class _Planner:
    def __init__(self, plan: Plan, file: str, pack: City, wishes: Wishes) -> None:
        self.plan, self.file, self.pack, self.wishes = plan, file, pack, wishes
        known = pack.neighbourhoods if plan.kind is Kind.NEIGHBOURHOODS else ()
        self.of_pack = naming.by_name(Known(area.slug, area.name) for area in known)

    def boundary(self, file: AreaFile) -> list[NewArea]:
        """All features as one: what is in any of them is in the city."""
        whole = areal(shapely.union_all([drawn.shape for drawn in self._drawn(file)]))
        centre = self.pack.centre
        if not self.plan.mistakes and not whole.covers(Point(centre.longitude, centre.latitude)):
            self.plan.mistakes.append(
                Mistake(self.file, 1, "the city's `centre` of city.yaml is outside this boundary")
            )
        if self.plan.mistakes:
            return []
        return [NewArea(self.pack.slug, self.pack.name, simplify_outwards(whole, self.wishes.tolerance_m))]

    def named_areas(self, file: AreaFile, earlier: Sequence[Known]) -> list[NewArea]:
        """Each feature as an area with a name and a slug of its own."""
        named = self._named(file.features, self._drawn(file))
        if self.plan.mistakes:
            return []
        slugs = self._slugs(named, earlier)
        if self.plan.kind is Kind.NEIGHBOURHOODS:
            self._tell_overlaps(named)
            self._tell_left_out(slugs)
        simple = simplify_coverage([one.shape for one in named], self.wishes.tolerance_m)
        return [NewArea(slug, one.name, shape) for slug, one, shape in zip(slugs, named, simple, strict=True)]

    def _drawn(self, file: AreaFile) -> list[_Drawn]:
        drawn, swapped = [], []
        for feature in file.features:
            try:
                drawing = draw(feature.geometry, self.pack.bounds)
            except Swapped as error:
                swapped.append((feature, str(error)))
                continue
            except Unfit as error:
                self._wrong(feature, str(error))
                continue
            drawn.append(_Drawn(feature, drawing.shape))
            if drawing.notice:
                self._tell(feature, drawing.notice)
        self._tell_swapped(swapped, len(file.features))
        return drawn

    def _tell_swapped(self, swapped: list[tuple[Feature, str]], count: int) -> None:
        """Once, where it is all of them: then it is one mistake."""
        if len(swapped) == count > 1:
            first, text = swapped[0]
            self.plan.mistakes.append(Mistake(self.file, first.line, f"in all {count} features {text}"))
            return
        for feature, text in swapped:
            self._wrong(feature, text)

    def _named(self, features: list[Feature], drawn: list[_Drawn]) -> list[_Drawn]:
        try:
            key = naming.find_name_field(features, self.wishes.name_field)
        except naming.Unnamed as error:
            self.plan.mistakes.append(Mistake(self.file, features[0].line, str(error)))
            return []
        named = [_Drawn(one.feature, one.shape, naming.as_name(one.feature.properties.get(key))) for one in drawn]
        first: dict[str, Feature] = {}
        for one in named:
            problem = naming.mistake_in(one.name)
            same = first.setdefault(fold(one.name), one.feature) if one.name else one.feature
            if same is not one.feature:
                problem = f"{one.name!r} is the name of feature {same.number}, too: make one MultiPolygon of them"
            if problem:
                self._wrong(one.feature, f"{problem} (property {key!r})")
        return named

    def _slugs(self, named: list[_Drawn], earlier: Sequence[Known]) -> list[str]:
        """By what the file says, the pack's name, the pack's place, an earlier load; or else a new one."""
        found: dict[int, str] = {}
        taken: dict[str, _Drawn] = {}
        for way in (self._by_field, self._by_name, self._by_place):
            free = [at for at in range(len(named)) if at not in found]
            for at in free:
                slug = way(named[at], taken)
                if slug and slug not in taken:
                    found[at], taken[slug] = slug, named[at]
        before = naming.by_name(earlier)
        for at, one in enumerate(named):
            if at not in found:
                known = before.get(fold(one.name))
                is_free = known is not None and known.slug not in taken
                found[at] = known.slug if known and is_free else naming.free_slug(one.name, taken)
                taken[found[at]] = one
        return [found[at] for at in range(len(named))]

    def _by_field(self, one: _Drawn, taken: dict[str, _Drawn]) -> str:
        if not self.wishes.slug_field:
            return ""
        value = naming.as_name(one.feature.properties.get(self.wishes.slug_field))
        slug = naming.slug_of(value) if value else ""
        if not slug or slug in taken:
            self._wrong(one.feature, f"its slug {slug!r} is missing or another's (property {self.wishes.slug_field!r})")
        return slug

    def _by_name(self, one: _Drawn, _taken: dict[str, _Drawn]) -> str:
        known = self.of_pack.get(fold(one.name))
        return known.slug if known else ""

    def _by_place(self, one: _Drawn, taken: dict[str, _Drawn]) -> str:
        if self.plan.kind is not Kind.NEIGHBOURHOODS:
            return ""
        known = naming.known_by_place(one.name, one.shape, self.pack.neighbourhoods)
        if known is None or known.slug in taken:
            return ""
        self._tell(one.feature, f"keeps the name {known.name!r} and the slug {known.slug!r} of the city pack")
        return known.slug

    def _tell_overlaps(self, named: list[_Drawn]) -> None:
        shapes = [one.shape for one in named]
        for first, second in shapely.STRtree(shapes).query(shapes, predicate="intersects").T:
            if first < second:
                self._tell_overlap(named[first], named[second])

    def _tell_overlap(self, first: _Drawn, second: _Drawn) -> None:
        share = first.shape.intersection(second.shape).area / min(first.shape.area, second.shape.area)
        if share > MAX_OVERLAP:
            text = (
                f"overlaps feature {first.feature.number} ({first.name}) by {share:.0%}: what both hold is of that one"
            )
            self._tell(second.feature, text)

    def _tell_left_out(self, slugs: list[str]) -> None:
        gone = [area.name for area in self.pack.neighbourhoods if area.slug not in slugs]
        if gone:
            listed = ", ".join(gone[:20]) + (f" and {len(gone) - 20} more" if len(gone) > 20 else "")
            self.plan.notices.append(
                Mistake(self.file, 1, f"no longer listed, the file has none of that name: {listed}")
            )

    def _wrong(self, feature: Feature, text: str) -> None:
        self.plan.mistakes.append(self._about(feature, text))

    def _tell(self, feature: Feature, text: str) -> None:
        self.plan.notices.append(self._about(feature, text))

    def _about(self, feature: Feature, text: str) -> Mistake:
        called = next((name for value in feature.properties.values() if (name := naming.as_name(value))), "")
        return Mistake(
            self.file, feature.line, f"feature {feature.number}{f' ({called[:60]})' if called else ''}: {text}"
        )
