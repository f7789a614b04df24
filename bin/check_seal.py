#!/usr/bin/env python3
"""Check an exported audit chain without the application: standard library only, nothing of gongjian imported.

    python3 check_seal.py EXPORT.jsonl [--against OLDER.jsonl]

Recomputes every record's leaf from its content, every block's Merkle root and seal, and the links between
blocks. With --against, also proves that an export made earlier is still contained unchanged.
Prints what is wrong and where; exit status 1 if anything is, 0 if nothing is.
"""

import argparse
import hashlib
import json
import sys

FORMAT = "gongjian-seal-1"


def sm3(content: bytes) -> bytes:
    """SM3 after GB/T 32905-2016, for Pythons whose OpenSSL does not offer it."""
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = content + b"\x80" + b"\x00" * ((55 - len(content)) % 64) + (len(content) * 8).to_bytes(8, "big")
    for start in range(0, len(padded), 64):
        state = _compress(state, padded[start : start + 64])
    return b"".join(word.to_bytes(4, "big") for word in state)


def _rotate(word: int, by: int) -> int:
    by %= 32
    return ((word << by) | (word >> (32 - by))) & 0xFFFFFFFF


def _expand(block: bytes) -> list[int]:
    words = [int.from_bytes(block[i : i + 4], "big") for i in range(0, 64, 4)]
    for j in range(16, 68):
        x = words[j - 16] ^ words[j - 9] ^ _rotate(words[j - 3], 15)
        words.append(x ^ _rotate(x, 15) ^ _rotate(x, 23) ^ _rotate(words[j - 13], 7) ^ words[j - 6])
    return words


def _compress(state: list[int], block: bytes) -> list[int]:
    words = _expand(block)
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        early = j < 16
        ss1 = _rotate((_rotate(a, 12) + e + _rotate(0x79CC4519 if early else 0x7A879D8A, j)) & 0xFFFFFFFF, 7)
        ss2 = ss1 ^ _rotate(a, 12)
        ff = a ^ b ^ c if early else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if early else (e & f) | (~e & g)
        tt1 = (ff + d + ss2 + (words[j] ^ words[j + 4])) & 0xFFFFFFFF
        tt2 = (gg + h + ss1 + words[j]) & 0xFFFFFFFF
        a, b, c, d = tt1, a, _rotate(b, 9), c
        e, f, g, h = tt2 ^ _rotate(tt2, 9) ^ _rotate(tt2, 17), e, _rotate(f, 19), g
    return [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True)]


def digest(content: bytes, algorithm: str) -> str:
    if algorithm == "sm3" and "sm3" not in hashlib.algorithms_available:
        return sm3(content).hex()
    if algorithm not in ("sm3", "sha256"):
        raise SystemExit(f"unknown algorithm {algorithm!r}: this export is not one this checker knows")
    return hashlib.new(algorithm, content).hexdigest()


def canonical(content) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def merkle_root(leaves: list[str], algorithm: str) -> str:
    if not leaves:
        return digest(b"", algorithm)
    level = [digest(b"\x00" + bytes.fromhex(leaf), algorithm) for leaf in leaves]
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [
            digest(b"\x01" + b"".join(map(bytes.fromhex, pair)), algorithm) if len(pair) == 2 else pair[0]
            for pair in pairs
        ]
    return level[0]


def read(path: str):
    """Yield (block, its records) from an export."""
    with open(path, encoding="utf-8") as file:
        header = json.loads(file.readline() or "{}")
        if header.get("format") != FORMAT:
            raise SystemExit(f"{path} is not an export of format {FORMAT}")
        block, records = None, []
        for line in file:
            entry = json.loads(line)
            if "block" in entry:
                if block is not None:
                    yield block, records
                block, records = entry["block"], []
            else:
                records.append(entry["record"])
        if block is not None:
            yield block, records


def check_block(block: dict, records: list[dict]):
    """Yield what is wrong inside one block."""
    number, algorithm = block["number"], block["algorithm"]
    sealed = {record["leaf"]: record["position"] for record in records}
    for place, record in enumerate(records):
        today = digest(canonical(record["content"]), algorithm) if record["content"] is not None else None
        if record["position"] != place:
            yield f"block {number}: record {record['id']} stands at {place}, says {record['position']}"
        if today is None:
            yield f"block {number}: record {record['id']} was removed"
        elif today != record["leaf"] and today in sealed:
            yield f"block {number}: record {record['id']} was reordered: its content was sealed at {sealed[today]}"
        elif today != record["leaf"]:
            yield f"block {number}: record {record['id']} was altered"
    if len(records) != block["count"]:
        yield f"block {number}: holds {len(records)} records, was sealed with {block['count']}"
    if merkle_root([record["leaf"] for record in records], algorithm) != block["root"]:
        yield f"block {number}: its root does not fit its records (one was removed, inserted or moved)"
    head = [number, block["previous"], algorithm, block["sealed_at"], block["count"], block["root"]]
    if digest(canonical(head), algorithm) != block["seal"]:
        yield f"block {number}: its seal does not fit what it holds"


def check(path: str):
    """Yield what is wrong; the last thing yielded is the summary as a tuple (blocks, records, last seal)."""
    blocks, records_seen, expected, previous = 0, 0, 1, "0" * 64
    for block, records in read(path):
        if block["number"] != expected:
            yield f"block {expected} is missing: block {block['number']} follows"
        elif block["previous"] != previous:
            yield f"block {block['number']}: names another seal for the block before it"
        yield from check_block(block, records)
        blocks, records_seen = blocks + 1, records_seen + len(records)
        expected, previous = block["number"] + 1, block["seal"]
    yield (blocks, records_seen, previous)


def check_against(path: str, older: str):
    today = {block["number"]: block["seal"] for block, _records in read(path)}
    for block, _records in read(older):
        if block["number"] not in today:
            yield f"block {block['number']} of the older export is missing"
        elif today[block["number"]] != block["seal"]:
            yield f"block {block['number']} has another seal than in the older export"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export")
    parser.add_argument("--against", help="an export made earlier")
    options = parser.parse_args()
    try:
        *wrong, summary = check(options.export)
        wrong += check_against(options.export, options.against) if options.against else []
    except OSError as error:
        raise SystemExit(f"{error.filename}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SystemExit(f"cannot be read as an export of format {FORMAT}: {error!r}") from error
    for line in wrong:
        print(line)
    blocks, records, last = summary
    print(f"{blocks} blocks, {records} records, last seal {last}: {'NOT whole' if wrong else 'whole'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
