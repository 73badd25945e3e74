"""A push service that takes everything and reads nothing: `python -m tests.bench.push_sink` prints its port, and serves
until its input ends.
"""

import asyncio
import re
import sys

LENGTH = re.compile(rb"\r\nContent-Length: *(\d+)", re.IGNORECASE)
TAKEN = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


class Sink(asyncio.Protocol):
    """One connection. A body is counted away, never looked at."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.kept = transport, b""

    def data_received(self, data: bytes) -> None:
        """201 for each request that is whole."""
        self.kept += data
        while (head := self.kept.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self.kept, 0, head)
            end = head + 4 + (int(length[1]) if length else 0)
            if len(self.kept) < end:
                return
            self.kept = self.kept[end:]
            self.transport.write(TAKEN)


async def main() -> None:
    """Until the input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
