"""Who asks, as far as an address tells."""

from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

# The smallest network that one subscriber is given (RFC 6177); a shorter one would let anybody
# be as many clients as they like.
_SUBSCRIBER = 64


def client_of(request: Request) -> str:
    """The client that a request is counted for: an address, or a network of IPv6.

    Behind a proxy that the settings trust the server puts the address of X-Forwarded-For here.
    """
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host  # of a socket in a folder, or what a proxy writes for one
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, _SUBSCRIBER), strict=False))
    return str(address)
