"""The verifier in whole numbers against RFC 8032, published edge cases, and `cryptography`."""

from __future__ import annotations

import hashlib
import random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from nomina.ledger.ed25519 import L, P, is_point, signed

# RFC 8032 section 7.1: public key, message, signature.
PUBLISHED = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]

# "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko 2020), cases 0 to 9 of
# github.com/novifinancial/ed25519-speccheck: message, public key, signature. By its table, a
# verifier without the cofactor that refuses small orders accepts number 3 alone.
EDGES = [
    (
        "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
        "0000000000000000000000000000000000000000000000000000000000000000",
    ),
    (
        "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43"
        "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
    ),
    (
        "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
        "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
        "8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
    ),
    (
        "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
        "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
        "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f"
        "87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
    ),
    (
        "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
        "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
        "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512"
        "5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
    ),
    (
        "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
        "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
        "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7"
        "e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
    ),
    (
        "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
        "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
        "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e"
        "547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
    ),
    (
        "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
        "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
        "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa1942"
        "7e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
    ),
    (
        "fdaebc429f4a735932a160da1301080c13280eea8bc280d1b392c6b9e6ba3a5a",
        "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
        "454d370c8d9fc323a41450f8d513eafeb5b0697390c1e505a0d4ddc71f566607",
    ),
    (
        "84b698d39be126ff55fe45079e6c8bf64a0d7db6994560b4e96b7021eb39c1a1",
        "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
        "084d5b99c2a9463d9c8bd5026916996984eeec87ddf1d3be329006ace1b37b09",
    ),
]

SMALL = [  # the eight points of small order, then second spellings of some
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


def theirs(public: bytes, message: bytes, signature: bytes) -> bool:
    """What OpenSSL says, through `cryptography`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.mark.parametrize(("public", "message", "signature"), PUBLISHED)
def test_the_published_signatures_hold(public: str, message: str, signature: str) -> None:
    public_bytes = bytes.fromhex(public)
    assert signed(public_bytes, bytes.fromhex(message), bytes.fromhex(signature))
    assert not signed(public_bytes, bytes.fromhex(message) + b"x", bytes.fromhex(signature))


def test_the_published_edge_cases() -> None:
    found = [signed(*map(bytes.fromhex, (key, text, sign))) for text, key, sign in EDGES]
    assert found == [number == 3 for number in range(len(EDGES))]


@pytest.mark.parametrize("point", SMALL)
def test_a_point_of_small_order_signs_nothing(point: str) -> None:
    """With such a key and R, S = 0 is a signature of every eighth message or of all."""
    small = bytes.fromhex(point)
    assert not is_point(small)
    for other in SMALL:
        for message in (b"", b"one", b"two"):
            assert not signed(small, message, bytes.fromhex(other) + bytes(32))


def test_openssl_takes_one_of_them_so_that_the_refusal_is_ours() -> None:
    nothing = bytes.fromhex(SMALL[0])
    assert theirs(nothing, b"any message", nothing + bytes(32))


def test_second_spellings_of_a_point_are_refused() -> None:
    """y and y + p are one point; only 19 of them fit into 255 bits."""
    for y in range(19):
        for sign in (0, 1 << 255):
            assert not is_point((y + P | sign).to_bytes(32, "little"))


def scalar(seed: bytes) -> int:
    """The secret number of a seed (RFC 8032 section 5.1.5)."""
    digest = hashlib.sha512(seed).digest()
    return int.from_bytes(digest[:32], "little") & ~7 & (1 << 254) - 1 | 1 << 254


def test_a_signature_with_the_mirrored_point_is_refused() -> None:
    """Both points have one y; only x tells them apart, and only the owner can sign so."""
    seed, once = b"a" * 32, b"b" * 32
    public, point = (
        Ed25519PrivateKey.from_private_bytes(one).public_key().public_bytes_raw()
        for one in (seed, once)
    )
    mirrored = point[:31] + bytes([point[31] ^ 128])
    for first, good in ((point, True), (mirrored, False)):
        k = int.from_bytes(hashlib.sha512(first + public + b"text").digest(), "little")
        last = (scalar(once) + k * scalar(seed)) % L
        signature = first + last.to_bytes(32, "little")
        assert signed(public, b"text", signature) == theirs(public, b"text", signature) == good


def test_a_second_number_for_the_same_signature_is_refused() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"text")
    s = int.from_bytes(signature[32:], "little")
    assert signed(public, b"text", signature)
    for more in range(1, 15):
        again = signature[:32] + (s + more * L).to_bytes(32, "little")
        assert not signed(public, b"text", again)


@pytest.mark.parametrize(("keys", "signatures"), [(0, 0), (31, 64), (33, 64), (32, 63), (32, 65)])
def test_other_lengths_are_refused(keys: int, signatures: int) -> None:
    assert not signed(bytes(keys), b"", bytes(signatures))
    assert not is_point(bytes.fromhex(PUBLISHED[0][0]) + b"\0")


def compared(count: int, seed: int) -> tuple[int, int]:
    """Hold true and broken signatures against OpenSSL; give how many of each were accepted."""
    rng = random.Random(seed)
    good = bad = 0
    for _ in range(count):
        key = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
        message = rng.randbytes(rng.randrange(100))
        public, signature = key.public_key().public_bytes_raw(), key.sign(message)
        assert signed(public, message, signature)
        good += 1
        parts = [bytearray(part) for part in (public, message + b"\0", signature)]
        part = rng.choice(parts)
        part[rng.randrange(len(part))] ^= 1 << rng.randrange(8)
        broken = bytes(parts[0]), bytes(parts[1]), bytes(parts[2])
        assert signed(*broken) == theirs(*broken)
        bad += theirs(*broken)
        noise = rng.randbytes(32), message, rng.randbytes(63) + bytes([rng.randrange(16)])
        assert signed(*noise) == theirs(*noise)
    return good, bad


def test_openssl_agrees() -> None:
    assert compared(120, seed=1) == (120, 0)


@pytest.mark.deep
def test_openssl_agrees_on_thousands() -> None:
    assert compared(5000, seed=2) == (5000, 0)
