"""Ed25519, verification only, in whole numbers and SHA-512 alone (RFC 8032).

Slow (milliseconds) and not in constant time, which is no harm where everything is public. Signing
is done by `cryptography`; this is for those who have nothing but Python.
"""

from __future__ import annotations

import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, P - 2, P) % P
_I = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * _D * a[3] * b[3] % P
    h = 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return i * j % P, k * m % P, j * k % P, i * m % P


def _double(a: Point) -> Point:
    x, y, z, _ = a
    xx, yy = x * x % P, y * y % P
    h = xx + yy
    e, g = h - (x + y) * (x + y), xx - yy
    f = 2 * z * z + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def _point(data: bytes) -> Point | None:
    """Decode a point (RFC 8032 section 5.1.3); None for what is none or has another spelling."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (_D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * _I % P
        if (v * x * x - u) % P:
            return None
    if x == 0 and sign:
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def is_point(data: bytes) -> bool:
    """Say whether 32 bytes can be the public key of somebody: a point, and not of small order."""
    point = _point(data)
    return len(data) == 32 and point is not None and not _is_small(point)


def _is_small(a: Point) -> bool:
    """Say whether eight times the point is nothing: it is of the part that signs for anybody."""
    x, y, z, _ = _double(_double(_double(a)))
    return x == 0 and (y - z) % P == 0


_BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether an Ed25519 signature (64 bytes) by a public key (32 bytes) is of a message.

    Without the cofactor, as OpenSSL does. Refused are a number that is not below the order of
    the group, second spellings of a point, and points of small order.
    """
    if len(public) != 32 or len(signature) != 64 or _BASE is None:
        return False
    s = int.from_bytes(signature[32:], "little")
    a, r = _point(public), _point(signature[:32])
    if s >= L or a is None or r is None or _is_small(a) or _is_small(r):
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(digest, "little") % L
    minus = (P - a[0], a[1], 1, P - a[3])
    steps = (None, _BASE, minus, _add(_BASE, minus))
    q: Point = (0, 1, 1, 0)
    for bit in range(252, -1, -1):
        q = _double(q)
        step = steps[(s >> bit & 1) | (k >> bit & 1) << 1]
        if step is not None:
            q = _add(q, step)
    return (q[0] - r[0] * q[2]) % P == 0 and (q[1] - r[1] * q[2]) % P == 0
