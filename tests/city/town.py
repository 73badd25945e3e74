"""The smallest pack there can be, for tests to spoil."""

from pathlib import Path

CITY = """\
slug: reed
name: Reed
region: Fen County
time_zone: Europe/Dublin
default_language: en
languages: [en, fr]
distance_units: metric
phone: "01 555 0100"
emergency_phone: "112"
bounds: {west: -8.2, south: 53.1, east: -8.0, north: 53.3}
centre:
  latitude: 53.2
  longitude: -8.1
holidays:
  country: IE
  add:
    - {month: 2, day: 29, name: Leap Day}
  remove: [Easter Monday]
outside_help: This is not in Reed.
groups:
  - {code: roads, name: Roads, icon: pothole}
"""

AGENCIES = """\
- code: works
  name: Public Works
  aliases: [PW]
- {code: parks, name: Parks, phone: "01 555 0101", website: "https://reed.example/parks"}
"""

NEIGHBOURHOODS = """\
- {slug: old-town, name: Old Town, latitude: 53.21, longitude: -8.11}
- {slug: quay, name: Quay, latitude: 53.19, longitude: -8.09}
"""

SERVICES = """\
- code: R-1
  name: Pothole
  names_elsewhere: [Road defect]
  group: roads
  agency: works
  description: A hole in the road.
  keywords: [crater, bump, broken road, flat tyre, gravel]
  promise: {days: 5, kind: business}
  popular: 1
  icon: pothole
  questions:
    - code: size
      datatype: singlevaluelist
      required: true
      label: How large is it?
      values:
        - {key: small, name: Small}
        - {key: large, name: Large}
- code: R-2
  name: Fallen tree
  group: roads
  agency: parks
  description: A tree lies on the road.
  keywords: [branch, limb, storm, trunk, blocked road]
  promise: {days: 3, kind: calendar, placeholder: true}
  icon: tree
  retired: true
  questions:
    - {code: wire, datatype: text, label: Does it touch a wire?}
"""

STOPS = """\
- code: danger
  title: Danger
  text: Call 112.
  phone: "112"
  keywords: [fire, gas smell]
  when:
    - {service: R-1, question: size, answer: large}
"""

OUTLINE = """\
{"type": "FeatureCollection", "features": [
  {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[
    [-8.2, 53.1],
    [-8.0, 53.1, 12],
    [-8.0, 53.3],
    [-8.2, 53.1]
  ]]}}
]}
"""

FILES = {
    "city.yaml": CITY,
    "agencies.yaml": AGENCIES,
    "neighbourhoods.yaml": NEIGHBOURHOODS,
    "services.yaml": SERVICES,
    "stops.yaml": STOPS,
    "outline.geojson": OUTLINE,
}


def write_town(folder: Path, **changed: str | bytes) -> Path:
    """Write the pack, with some files (`city_yaml` for city.yaml) holding something else."""
    for name, text in FILES.items():
        content = changed.get(name.replace(".", "_"), text)
        raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        (folder / name).write_bytes(raw)
    return folder
