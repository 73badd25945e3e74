"""Where the place of a report comes from and how sure it is, in words: circles are not for everybody."""

from app.cases.models import Report
from app.i18n import _
from app.i18n.formats import format_distance

# What phones round up to (cases/_report_texts.html): "to within" never says too little.
RUNGS_M = (15, 30, 60, 90, 150, 300, 500, 1000, 2000, 5000, 20000)


def place_words(report: Report) -> list[str]:
    """Whole sentences for whoever sent it; none where there is no point, the words then say it all."""
    if report.latitude is None:
        return []
    if report.accuracy_m is None:
        return [_("You put a pin on the map.")] if report.place_source == "pin" else []
    distance = _rounded_up(report.accuracy_m)
    if report.place_source == "device":
        return [_("Where this phone was, to within %(distance)s", distance=distance)]
    said = [_("We know the place to within %(distance)s.", distance=distance)]
    if report.place_source == "photo":
        return [_("Where the photo was taken"), *said]
    return [_("You put a pin on the map."), *said] if report.place_source == "pin" else said


def _rounded_up(accuracy_m: float) -> str:
    return format_distance(next((rung for rung in RUNGS_M if accuracy_m <= rung), accuracy_m))
