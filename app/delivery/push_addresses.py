"""Where a push message may travel: to the public internet. Names are resolved here, once, and what was looked at is
what is connected to: a name that changes between the look and the sending leads nowhere else.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp.abc import AbstractResolver, ResolveResult

from app.followers.endpoints import is_loopback

Address = IPv4Address | IPv6Address
Lookup = Callable[[str, int], Awaitable[list[str]]]
GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address within
# Not where a push service is, whatever this Python's registries say: assigned to protocols (one cloud's metadata among
# them), tunnels that carry an IPv4 address of their choice (teredo, 6to4 and its relays), examples, a network that was
# given back, and the address at which another cloud serves its own machines.
NEVER = tuple(
    ip_network(written)
    for written in (
        "192.0.0.0/24",
        "2001::/23",
        "2002::/16",
        "192.88.99.0/24",
        "3fff::/20",
        "3ffe::/16",
        "168.63.129.16/32",
    )
)


class NotPublic(Exception):
    """A name leads to an address that is not of the public internet. It names neither."""


class PublicResolver(AbstractResolver):
    """Resolves for aiohttp, which connects to these very addresses. One that is not public refuses the whole name.

    `own_hosts` are the operator's (STOOP_PUSH_HOSTS); of them only loopback names may lead to this machine.
    """

    def __init__(self, own_hosts: frozenset[str] = frozenset(), lookup: Lookup | None = None) -> None:
        self._own_hosts = frozenset(host for host in own_hosts if is_loopback(host))
        self._lookup = lookup or look_up

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Every address of `host`. Raises NotPublic, or the OSError of a name that cannot be resolved."""
        if host in self._own_hosts:
            return [_result(host, port, "127.0.0.1")]
        written = await self._lookup(host, port)
        if not written or not all(is_public(one) for one in written):
            raise NotPublic("not public")
        return [_result(host, port, one) for one in written]

    async def close(self) -> None:
        """Nothing is kept."""


async def look_up(host: str, port: int) -> list[str]:
    """What the system's resolver says, each address once."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(dict.fromkeys(str(address[0]) for _family, _kind, _proto, _name, address in found))


def is_public(written: str) -> bool:
    """Whether this address is one of the public internet: none of a private network, of this machine, of this link
    (with or without a zone), of a group, of documentation, and none that carries such a one within.
    """
    try:
        address = ip_address(written)
    except ValueError:
        return False
    if address.version == 4:
        return _is_public_v4(address)
    if address.ipv4_mapped or address in NAT64:
        return _is_public_v4(IPv4Address(int(address) & 0xFFFF_FFFF))
    if address.scope_id or address not in GLOBAL_UNICAST:
        return False
    return _is_listed(address)


def _is_public_v4(address: IPv4Address) -> bool:
    return _is_listed(address) and not address.is_reserved


def _is_listed(address: Address) -> bool:
    return address.is_global and not address.is_multicast and not any(address in network for network in NEVER)


def _result(host: str, port: int, written: str) -> ResolveResult:
    family = socket.AF_INET6 if ":" in written else socket.AF_INET
    return ResolveResult(
        hostname=host, host=written, port=port, family=family, proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )  # fmt: skip
