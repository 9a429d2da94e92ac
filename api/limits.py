"""How often the public may ask: a token bucket for each client, and one for all of them together.

In memory only, one set a process. An address is never kept, here neither: buckets go by a keyed digest of it whose key is
made at start-up and lost with the process.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from gridmap.errors import TooManyQuestions

_IPV6_NETWORK = 64  # bits; whoever has one address of a network of that size has all of them


@dataclass(frozen=True, slots=True)
class Rate:
    """burst: at most so many at once; per_s: how many more a second."""

    burst: float
    per_s: float


CLIENT = Rate(burst=20, per_s=1 / 6)
EVERYBODY = Rate(burst=60, per_s=2)
TILES_OF_CLIENT = Rate(burst=400, per_s=10)
TILES_OF_ALL = Rate(burst=2000, per_s=100)
CLIENTS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """left: tokens at the time at_s."""

    left: float
    at_s: float

    def at(self, now_s: float, rate: Rate) -> Bucket:
        """The same, filled up to now."""
        return Bucket(min(rate.burst, self.left + max(now_s - self.at_s, 0) * rate.per_s), now_s)

    def taken(self) -> Bucket:
        """With one token less."""
        return Bucket(self.left - 1, self.at_s)

    def wait_s(self, rate: Rate) -> float:
        """Seconds until there is a token; 0 when there is one."""
        return max(0.0, (1 - self.left) / rate.per_s)


@dataclass(slots=True)
class Limits:
    """The buckets of one process. Of more clients than are kept, the one that asked longest ago is forgotten; the bucket of all stands."""

    client: Rate = CLIENT
    everybody: Rate = EVERYBODY
    kept: int = CLIENTS_KEPT
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _clients: OrderedDict[bytes, Bucket] = field(default_factory=OrderedDict)
    _all: Bucket | None = None

    def take(self, address: str, *, now_s: float) -> None:
        """One question of that address. Raises TooManyQuestions, and then takes nothing. now_s: of a clock that never goes back."""
        digest = hashlib.blake2b(network_of(address).encode(), key=self._key, digest_size=16).digest()
        mine = self._clients.get(digest, Bucket(self.client.burst, now_s)).at(now_s, self.client)
        ours = (self._all or Bucket(self.everybody.burst, now_s)).at(now_s, self.everybody)
        wait_s = max(mine.wait_s(self.client), ours.wait_s(self.everybody))
        if wait_s > 0:
            raise TooManyQuestions("Too many questions at once; ask again a little later.", retry_after_s=wait_s)
        self._all = ours.taken()
        self._clients[digest] = mine.taken()
        self._clients.move_to_end(digest)
        if len(self._clients) > self.kept:
            self._clients.popitem(last=False)


def network_of(address: str) -> str:
    """An IPv4 address as it is, of an IPv6 one its network of 64 bits; what is no address as it is."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _IPV6_NETWORK), strict=False))
