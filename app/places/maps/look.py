"""How the own drawing looks: one constant stylesheet, in both colour schemes, and the policy that admits only it.

Some browsers hold a picture to the policy in its own answer, so the stylesheet stays the same for every tile and is
named there by its digest. What depends on the zoom stands in attributes.
"""

import base64
import hashlib

# The colours of static/css/tokens.css, a little quieter: the map is the ground, the cases stand on it.
STYLE = (
    ".out{fill:#e9e1d4}.in{fill:#f6f1e8}.grid{stroke:#e8dfd1}.edge{stroke:#857b6e}.area{stroke:#c9bba6}"
    ".case{stroke:#d6c9b6}.k0{stroke:#edcf8e}.k1{stroke:#fffdfa}.k2{stroke:#fffdfa}.k3{stroke:#fffdfa}"
    ".k4{stroke:#b3a791}.thin{stroke:#ddd1bf}.main{stroke:#c8b89f}"
    "text{fill:#566065;stroke:#f6f1e8}.name{fill:#6d5f4c}"
    "@media (prefers-color-scheme:dark){.out{fill:#0d1214}.in{fill:#171f23}.grid{stroke:#1f292e}"
    ".edge{stroke:#7c888d}.area{stroke:#3a464b}.case{stroke:#0f1518}.k0{stroke:#6e5f38}.k1{stroke:#3d4a50}"
    ".k2{stroke:#364248}.k3{stroke:#2e393e}.k4{stroke:#4a565b}.thin{stroke:#273136}.main{stroke:#3d4a50}"
    "text{fill:#adb6b8;stroke:#171f23}.name{fill:#b9ac97}}"
)
FONTS = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif"
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
)
