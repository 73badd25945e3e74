"""How the own drawing looks: one constant stylesheet, in both colour schemes, and the policy that admits only it.

Some browsers hold a picture to the policy in its own answer, so the stylesheet stays the same for every tile and is
named there by its digest. What depends on the zoom stands in attributes.
"""

import base64
import hashlib

# The colours of static/css/tokens.css, a little quieter: the map is the ground, the cases stand on it.
STYLE = (
    "path,use{fill:none;stroke-linejoin:round;stroke-linecap:round}"
    ".out{fill:#e9e1d4}.in{fill:#f6f1e8}.grid{stroke:#e4dacb}.edge{stroke:#857b6e;stroke-dasharray:48 32}"
    ".area{stroke:#b9a98f;stroke-dasharray:12 32}.case{stroke:#d9cdbb}.k0{stroke:#ecd196}.k1,.k2,.k3{stroke:#fffdfa}"
    ".k4{stroke:#a99d88;stroke-dasharray:40 24}.k5{stroke:#c9bba6;stroke-dasharray:16 24}"
    ".thin{stroke:#e0d5c4}.main{stroke:#cfc0a9}"
    "text{font:88px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;fill:#566065;stroke:#f6f1e8;"
    "stroke-width:24px;stroke-linejoin:round;paint-order:stroke;text-anchor:middle;dominant-baseline:central}"
    ".name{font-weight:600;letter-spacing:6px;fill:#6d5f4c}"
    "@media (prefers-color-scheme:dark){.out{fill:#0d1214}.in{fill:#171f23}.grid{stroke:#253036}.edge{stroke:#7c888d}"
    ".area{stroke:#46535a}.case{stroke:#0f1518}.k0{stroke:#6b5c37}.k1,.k2{stroke:#3d4a50}.k3{stroke:#2f3a3f}"
    ".k4{stroke:#56636a}.k5{stroke:#3a464b}.thin{stroke:#222c31}.main{stroke:#38454b}"
    "text{fill:#adb6b8;stroke:#171f23}.name{fill:#b9ac97}}"
)
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
)
