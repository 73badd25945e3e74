"""Ways to make a server talk to where it must not: what a subscription may be made to say, and what a name may be made
to lead to. Each is tried (test_push_probes.py).
"""

OK = "fcm.googleapis.com"

# Whole addresses, as a subscription's endpoint. PORT stands for a port of this machine where somebody listens.
SCHEMES = (
    f"http://{OK}/x", f"HTTPS://{OK}/x", f"ftp://{OK}/x", f"ws://{OK}/x", f"wss://{OK}/x", "file:///etc/passwd",
    "gopher://127.0.0.1:PORT/_GET", "javascript:fetch('/')", "data:text/plain,x", "unix:///var/run/docker.sock",
    f"//{OK}/x", f"/{OK}/x", f"https:/{OK}/x", f"https:{OK}/x", f"https:///{OK}/x", f"https:\\\\{OK}\\x", "https://",
    "", "x", f" https://{OK}/x", f"https://{OK}/x ", f"https://{OK}/x\n", f"\thttps://{OK}/x", f"ht\ntps://{OK}/x",
    f"blob:https://{OK}/x", f"view-source:https://{OK}/x", f"https+unix://{OK}/x", f"http://127.0.0.1:PORT/\x00{OK}",
)  # fmt: skip
LITERALS = tuple(f"http://{host}:PORT/x" for host in (
    "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.255.255.254", "0177.0.0.1", "0x7f.0.0.1", "0x7f.1",
    "0x7f000001", "0X7F000001", "2130706433", "017700000001", "127.000.000.001", "0", "0.0.0.0", "00.00.00.00",
    "localhost", "LOCALHOST", "localhost.", "a.localhost", "localhost.localdomain", "ip6-localhost", "127.0.0.1%00",
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::1%lo]",
    "[::1%25lo]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::80ff:fffe]", "[::1", "::1", "[127.0.0.1]",
))  # fmt: skip
INSIDE = tuple(f"https://{host}/x" for host in (
    "127.0.0.1", "localhost", "[::1]", "[::ffff:10.0.0.1]", "[0:0:0:0:0:ffff:a9fe:a9fe]", "[fe80::1]",
    "[fe80::1%25eth0]", "[fe80::1%eth0]", "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[v1.x]",
    "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.100.100.200",
    "100.64.0.1", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "2852039166", "0xA9FEA9FE", "0251.0376.0251.0376", "169.254.43518", "8.8.8.8", "[2606:4700:4700::1111]",
    "db", "redis:6379", "metadata", "metadata.google.internal", "kubernetes.default.svc", "host.docker.internal",
    "router.local", "intranet", "localtest.me", "127.0.0.1.nip.io", "127-0-0-1.sslip.io",
))  # fmt: skip
USERS = (
    f"https://{OK}@127.0.0.1:PORT/x", f"https://user:password@{OK}/x", f"https://@{OK}/x", f"https://:@{OK}/x",
    f"https://{OK}:443@127.0.0.1:PORT/x", f"https://127.0.0.1:PORT#@{OK}/x", f"https://127.0.0.1:PORT?@{OK}/x",
    f"https://127.0.0.1:PORT\\@{OK}/x", f"https://{OK}\\@127.0.0.1:PORT/x", f"https://{OK}%40127.0.0.1:PORT/x",
    f"https://{OK};@127.0.0.1:PORT/x", f"https://a@b@{OK}/x", f"https://{OK} @127.0.0.1:PORT/x",
    f"https://{OK}\t@127.0.0.1:PORT/x", f"https://{OK}\uff20127.0.0.1:PORT/x", f"https://{OK}\u2044@127.0.0.1:PORT/x",
)  # fmt: skip
PORTS = tuple(f"https://{OK}:{port}/x" for port in (
    "80", "8080", "22", "444", "0", "65536", "99999", "4430", "0443", "+443", "-443", "443:80", "", " 443", "443 ",
    "\u0664\u0664\u0663", "\uff14\uff14\uff13", "0x1bb", "4e2", "443\n",
))  # fmt: skip
ALIKE = tuple(f"https://{host}/x" for host in (
    f"{OK}.", f"{OK}..", f".{OK}", f"{OK}.evil.example", f"evil{OK}", f"x.{OK}", "googleapis.com",
    "storage.googleapis.com", "fcm-googleapis.com", "fcm_googleapis.com", f"{OK}%00.evil.example",
    f"{OK}%2eevil.example", "fcm%2egoogleapis.com", f"{OK}%20", f"{OK}\t.evil.example", f"{OK}\u0000.evil.example",
    f"{OK}\r\nHost:%20evil",
    "notify.windows.com.evil.example", "evilnotify.windows.com", "notify.windows.com", ".notify.windows.com",
    "a..notify.windows.com", "*.notify.windows.com", "a.notify.windows.com.", "a_b.notify.windows.com",
    "push.apple.com", "evilpush.apple.com", "apple.com", "web.push.apple.com.", "push.services.mozilla.com",
    "127.0.0.1\u3002notify.windows.com", "FCM.googleapis.com",
    # One letter that is another, looks like another, is not seen, or becomes another when it is normalised.
    "fcm\u3002googleapis\u3002com", "fcm.\u0262oogleapis.com", "f\u0441m.googleapis.com", "\u24d5cm.googleapis.com",
    "fcm.google\u00adapis.com", "fcm.google\u200bapis.com", "\u202efcm.googleapis.com", "fcm.googleapi\u017f.com",
    "xn--fm-6ua.googleapis.com", "\uff11\uff12\uff17.\uff10.\uff10.\uff11", "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",
    "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3", f"{OK}\uff0f.evil.example", f"{OK}\u2105.evil.example",
    f"{OK}\uff1a80", f"evil.example\uff03.{OK}",
))  # fmt: skip
PATHS = (
    f"https://{OK}", f"https://{OK}?x", f"https://{OK}#x", f"https://{OK}/x#y", f"https://{OK}\\x",
    f"https://{OK}/a b", f"https://{OK}/\x00", f"https://{OK}/\r\nX-Evil: 1", f"https://{OK}/é", f"https://{OK}/<x>",
    f"https://{OK}/" + "x" * 2000, f"https://{OK}/" + "x" * 60_000, f"https://{OK}/\ud800",
)  # fmt: skip
ENDPOINTS = SCHEMES + LITERALS + INSIDE + USERS + PORTS + ALIKE + PATHS

# What the name of a real service may be made to lead to, by whoever has a hand on the resolver.
ADDRESSES = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255",
    "127.0.0.1", "127.0.0.2", "127.255.255.255", "169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255",
    "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "168.63.129.16", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "::ffff:0:0", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::80ff:fffe", "2001:db8::1", "2001:10::1",
    "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:808:808::1", "3fff::1", "3ffe::1", "5f00::1", "fc00::1", "fd00::1",
    "fd00:ec2::254", "fd12:3456:789a::1", "fe80::1", "fe80::1%eth0", "fe80::1%1", "2606:4700::1111%eth0", "fec0::1",
    "ff00::1", "ff02::1", "ff05::2", "", "localhost", "127.1", "0x7f.0.0.1", "2130706433", "not an address",
)  # fmt: skip
PUBLIC = (
    "8.8.8.8",
    "142.250.74.74",
    "2606:4700:4700::1111",
    "2a00:1450:4001:82a::200a",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
)
