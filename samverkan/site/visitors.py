"""Where a request comes from, for whatever counts what one visitor does."""

import re
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX = 64  # bits that name a visitor: whoever has an address has the whole network of it
_NAT64 = IPv6Network("64:ff9b::/96")  # the last 32 bits are an IPv4 address (RFC 6052)
_BRACKETED = re.compile(r"\[(?P<address>[^\]]*)\](?::\d*)?")
_PORT = re.compile(r":\d*$")


def find_client_address(request: HttpRequest) -> str:
    """The name of whoever asks, past the proxies that are our own: an IPv4 address, or the first
    address of an IPv6 network.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    trusted: int = settings.TRUSTED_PROXIES
    forwarded = hops[-trusted] if trusted and len(hops) >= trusted else ""
    return name_visitor(forwarded) or name_visitor(direct) or direct


def name_visitor(text: str) -> str:
    """The visitor of an address as a proxy writes it; empty where it is none.

    Examples: `203.0.113.9:4711` and `::ffff:203.0.113.9` give `203.0.113.9`;
    `"[2001:db8::1%eth0]:443"` gives `2001:db8::`; `unknown` gives the empty text.
    """
    text = text.strip(' \t"')
    bracketed = _BRACKETED.fullmatch(text)
    for candidate in (bracketed["address"] if bracketed else text, _PORT.sub("", text)):
        with suppress(ValueError):
            return _name(ip_address(candidate))
    return ""


def _name(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    if address in _NAT64:
        return str(IPv4Address(int(address) & 0xFFFFFFFF))
    network = IPv6Network((int(address), IPV6_PREFIX), strict=False)  # without the zone
    return str(network.network_address)
