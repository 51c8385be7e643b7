"""Checks a published log with the standard library of Python 3.9 or later, and nothing else.

    python3 verify.py FOLDER VKEY [OLDER-CHECKPOINT]

Ends with status 0 and a line "ok: ...", or with status 1 and a line that says what is wrong. The standard library has
no Ed25519, so the verification of RFC 8032 section 5.1.7 is written out below; it is slow, and once is enough.
"""

import base64
import hashlib
import struct
import sys
from pathlib import Path

WIDTH = 256


class Wrong(Exception):
    """What is wrong, in words."""


def check(condition, words):
    if not condition:
        raise Wrong(words)


# Ed25519, RFC 8032 section 5.1: points are (X, Y, Z, T) on the curve over the field of P.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def same_point(one, other):
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    check(y < P, "a point of the signature is not on the curve")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * pow(2, (P - 1) // 4, P) % P
    check((x * x - square) % P == 0 and (x != 0 or sign == 0), "a point of the signature is not on the curve")
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point_of(bytes([0x58] + [0x66] * 31))


def verify_ed25519(public_key, message, signature):
    check(len(signature) == 64, "the signature has not 64 bytes")
    r, s = point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    check(s < ORDER, "the signature is not in its one form")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    check(same_point(times(s, BASE), add(r, times(h, point_of(public_key)))), "the signature is wrong")


# Signed notes and checkpoints, c2sp.org/signed-note and c2sp.org/tlog-checkpoint.
def strict_base64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong(f"this is not base64: {text[:40]!r}")
    check(base64.b64encode(data).decode() == text, f"this base64 is not in its one form: {text[:40]!r}")
    return data


def read_key(vkey):
    check(vkey.count("+") >= 2, "the key is not <name>+<key ID>+<base64>")
    name, key_id, material = vkey.split("+", 2)
    data = strict_base64(material)
    check(len(data) == 33 and data[0] == 1, "the key is not an Ed25519 key of a log")
    expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    check(expected.hex() == key_id, "the key ID does not belong to the key")
    return name, expected, data[1:]


def read_checkpoint(path, key):
    return parse_checkpoint(path.read_bytes(), path, key)


def parse_checkpoint(data, path, key):
    name, key_id, public_key = key
    try:
        note = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Wrong(f"{path.name} is not UTF-8")
    check(not any(c < " " and c != "\n" for c in note), f"{path.name} has a control character")
    check("\n\n" in note and note.endswith("\n"), f"{path.name} is not a signed note")
    split = note.rindex("\n\n")
    text, signed = note[: split + 1], False
    for line in note[split + 2 : -1].split("\n"):
        parts = line.split(" ")
        check(len(parts) == 3 and parts[0] == "\u2014", f"{path.name} has a line that is no signature")
        data = strict_base64(parts[2])
        if parts[1] == name and data[:4] == key_id:
            verify_ed25519(public_key, text.encode(), data[4:])
            signed = True
    check(signed, f"{path.name} is not signed by {name}")
    lines = text.split("\n")
    check(len(lines) >= 4 and lines[0] == name, f"{path.name} is not a checkpoint of {name}")
    check(lines[1].isascii() and lines[1].isdigit() and str(int(lines[1])) == lines[1], "the size is not a size")
    root = strict_base64(lines[2])
    check(len(root) == 32, "the root is not a hash")
    return int(lines[1]), root


# The tree, RFC 9162 section 2.1.
def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split_point(n):
    return 1 << (n - 1).bit_length() - 1


def levels_of(leaves):
    """All levels of a tree; a node without a right neighbour goes up as it is."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        levels.append(above + below[len(above) * 2 :])
    return levels


def root_of(leaves):
    return levels_of(leaves)[-1][0]


# Tiles and entry bundles, c2sp.org/tlog-tiles.
def tile_name(level, index, width):
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/{'/'.join(groups)}" + ("" if width == WIDTH else f".p/{width}")


def widths(count):
    """The tiles that hold `count` hashes: (index, width) of each."""
    return [(first // WIDTH, min(WIDTH, count - first)) for first in range(0, count, WIDTH)]


def read_file(folder, name):
    try:
        return (folder / name).read_bytes()
    except OSError:
        raise Wrong(f"{name} is missing")


def read_entries(folder, size):
    entries = []
    for index, width in widths(size):
        name = tile_name("entries", index, width)
        data, at = read_file(folder, name), 0
        for _ in range(width):
            check(at + 2 <= len(data), f"{name} ends inside entry {len(entries)}")
            (length,) = struct.unpack_from(">H", data, at)
            check(at + 2 + length <= len(data), f"{name} ends inside entry {len(entries)}")
            entries.append(data[at + 2 : at + 2 + length])
            at += 2 + length
        check(at == len(data), f"{name} has bytes behind its last entry")
    return entries


def read_tile(folder, level, index, size):
    width = min(WIDTH, size // WIDTH**level - index * WIDTH)
    name = tile_name(level, index, width)
    data = read_file(folder, name)
    check(len(data) == 32 * width, f"{name} has {len(data)} bytes instead of {32 * width}")
    return [data[at : at + 32] for at in range(0, len(data), 32)]


def check_tiles(folder, leaves):
    hashes, level = leaves, 0
    while hashes:
        for index, width in widths(len(hashes)):
            expected = hashes[index * WIDTH : index * WIDTH + width]
            check(
                read_tile(folder, level, index, len(leaves)) == expected,
                f"{tile_name(level, index, width)} is not made of these entries",
            )
        full = len(hashes) // WIDTH
        hashes = [root_of(hashes[at * WIDTH : (at + 1) * WIDTH]) for at in range(full)]
        level += 1


def range_hash(folder, start, end, size):
    """The hash of the leaves start ... end - 1, from the tiles."""
    count = end - start
    if count & (count - 1):
        middle = start + split_point(count)
        return node_hash(range_hash(folder, start, middle, size), range_hash(folder, middle, end, size))
    level, inside = divmod(count.bit_length() - 1, 8)
    first = start // WIDTH**level
    tile = read_tile(folder, level, first // WIDTH, size)
    return root_of(tile[first % WIDTH : first % WIDTH + (1 << inside)])


# Proofs: made from the tiles, checked as RFC 9162 sections 2.1.3.2 and 2.1.4.2 say.
def inclusion_proof(folder, index, size):
    proof, start, end = [], 0, size
    while end - start > 1:
        middle = start + split_point(end - start)
        if index < middle:
            proof.insert(0, range_hash(folder, middle, end, size))
            end = middle
        else:
            proof.insert(0, range_hash(folder, start, middle, size))
            start = middle
    return proof


def check_inclusion(proof, index, size, leaf, root):
    fn, sn, r = index, size - 1, leaf
    for sibling in proof:
        check(sn > 0, f"the proof of entry {index} is too long")
        if fn & 1 or fn == sn:
            r = node_hash(sibling, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, sibling)
        fn, sn = fn >> 1, sn >> 1
    check(sn == 0 and r == root, f"the proof of entry {index} does not lead to the signed root")


def consistency_proof(folder, old, size):
    proof, start, end = [], 0, size
    while end != old:
        middle = start + split_point(end - start)
        if old <= middle:
            proof.insert(0, range_hash(folder, middle, end, size))
            end = middle
        else:
            proof.insert(0, range_hash(folder, start, middle, size))
            start = middle
    return proof if start == 0 else [range_hash(folder, start, end, size)] + proof


def check_consistency(proof, old, old_root, size, root):
    words = f"this log does not begin with the {old} entries of the older checkpoint"
    if old == size:
        return check(not proof and old_root == root, words)
    path = ([old_root] if old & (old - 1) == 0 else []) + proof
    check(path, words)
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        check(sn > 0, words)
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    check(sn == 0 and fr == old_root and sr == root, words)


# Receipts, c2sp.org/tlog-proof: each one in the folder is checked.
def check_receipts(folder, key, leaves):
    receipts = sorted(folder.glob("receipts/*.tlog-proof"))
    for path in receipts:
        head, _, checkpoint = path.read_bytes().partition(b"\n\n")
        lines = head.decode("ascii", "replace").split("\n")
        check(lines.pop(0) == "c2sp.org/tlog-proof@v1", f"{path.name} is not a receipt")
        if lines and lines[0].startswith("extra "):
            lines.pop(0)
        check(lines and lines[0].startswith("index ") and lines[0][6:].isdigit(), f"{path.name} has no index")
        index, proof = int(lines[0][6:]), [strict_base64(line) for line in lines[1:]]
        size, root = parse_checkpoint(checkpoint, path, key)
        check(index < size and index < len(leaves), f"{path.name} is of an entry that is not in the log")
        check_inclusion(proof, index, size, leaves[index], root)
    return len(receipts)


def main(folder, vkey, older=None):
    folder, key = Path(folder), read_key(vkey)
    size, root = read_checkpoint(folder / "checkpoint", key)
    check(size > 0, "the log is empty: there is nothing to check")
    entries = read_entries(folder, size)
    leaves = [leaf_hash(entry) for entry in entries]
    check_tiles(folder, leaves)
    check(root_of(leaves) == root, "these entries have another root than the signed one")
    for index in sorted({*range(0, size, 97), size - 1}):
        check_inclusion(inclusion_proof(folder, index, size), index, size, leaves[index], root)
    receipts = check_receipts(folder, key, leaves)
    told = f"{size} entries, signed by {key[0]}" + (f", with {receipts} receipts" if receipts else "")
    if older is not None:
        old, old_root = read_checkpoint(Path(older), key)
        check(0 < old <= size, f"the older checkpoint has {old} entries, and this log {size}")
        check_consistency(consistency_proof(folder, old, size), old, old_root, size, root)
        told += f", and it begins with the {old} entries of the older checkpoint"
    return told


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: python3 verify.py FOLDER VKEY [OLDER-CHECKPOINT]")
    try:
        print("ok:", main(*sys.argv[1:]))
    except (Wrong, OSError) as error:
        print("wrong:", error)
        sys.exit(1)
