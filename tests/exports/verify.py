"""A second verifier of certified packages, in another language, written from decision 62 and interfaces.md alone.

Usage: verify.py [--key KEY] FILE.zip …   prints one line of JSON for each: {"ok": bool, "findings": [[code, path], …]}
Needs Python 3.11 and Debian's python3-cryptography. It shares no code with the first, and names faults by the same words.
"""

import base64
import binascii
import hashlib
import json
import re
import struct
import sys
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "giamsat export v1"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*(/[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*){0,4}")
HEX64 = re.compile(r"[0-9a-f]{64}")
BIG = 0xFFFFFFFF


def sha256(data):
    return hashlib.sha256(data).hexdigest()


# --- the archive ---


def local_header(name, size, crc):
    large = size >= BIG
    extra = struct.pack("<HHQQ", 1, 16, size, size) if large else b""
    shown = BIG if large else size
    return (
        struct.pack("<IHHHHHIIIHH", 0x04034B50, 45 if large else 20, 0x0800, 0, 0, 0x0021, crc, shown, shown, len(name), len(extra))
        + name
        + extra
    )


def directory(entries):
    """entries: (name, size, crc); the bytes behind the last file, and where each header begins."""
    at, central, offsets = 0, b"", []
    for name, size, crc in entries:
        large, far = size >= BIG, at >= BIG
        numbers = ([size, size] if large else []) + ([at] if far else [])
        extra = struct.pack(f"<HH{len(numbers)}Q", 1, 8 * len(numbers), *numbers) if numbers else b""
        needs, shown = (45 if large or far else 20), (BIG if large else size)
        central += (
            struct.pack(
                "<IHHHHHHIIIHHHHHII", 0x02014B50, needs, needs, 0x0800, 0, 0, 0x0021, crc, shown, shown, len(name), len(extra), 0, 0, 0, 0,
                BIG if far else at,
            )
            + name
            + extra
        )
        offsets.append(at)
        at += len(local_header(name, size, crc)) + size
    count, large = len(entries), len(entries) >= 0xFFFF or at >= BIG or len(central) >= BIG
    tail = central
    if large:
        tail += struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, len(central), at)
        tail += struct.pack("<IIQI", 0x07064B50, 0, at + len(central), 1)
    short = 0xFFFF if large else count
    tail += struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, short, short, BIG if large else len(central), BIG if large else at, 0)
    return tail, offsets, at


def open_archive(data, found):
    """The files as the directory lists them: (path, crc, bytes); None where it cannot be read."""
    if len(data) < 22 or data[-22:-18] != b"PK\x05\x06":
        found.add(("archive-truncated", None))
        return None
    end = len(data) - 22
    count, size, start = struct.unpack("<HII", data[end + 10 : end + 20])
    if start == BIG or count == 0xFFFF:
        end -= 76
        if end < 0 or data[end : end + 4] != b"PK\x06\x06":
            found.add(("archive-truncated", None))
            return None
        count, size, start = struct.unpack("<QQQ", data[end + 32 : end + 56])
    listed = []
    at = start
    try:
        if start + size != end or count > 20_002 or size > 16 << 20:
            raise ValueError
        while at < end:
            magic, method, crc, packed, plain, name_len, extra_len, comment_len, offset = struct.unpack(
                "<I6xH4xIIIHHH8xI", data[at : at + 46]
            )
            if magic != 0x02014B50 or at + 46 + name_len + extra_len + comment_len > end:
                raise ValueError
            name = data[at + 46 : at + 46 + name_len].decode("utf-8")
            extra = data[at + 46 + name_len : at + 46 + name_len + extra_len]
            numbers = list(struct.unpack(f"<{(len(extra) - 4) // 8}Q", extra[4 : 4 + (len(extra) - 4) // 8 * 8])) if extra[:2] == b"\1\0" else []
            take = lambda value: numbers.pop(0) if value == BIG and numbers else value
            plain, packed, offset = take(plain), take(packed), take(offset)
            listed.append((name, plain, crc, method, offset))
            at += 46 + name_len + extra_len + comment_len
        if len(listed) != count:
            raise ValueError
    except (ValueError, struct.error, UnicodeDecodeError):
        found.add(("archive-form", None))
        return None
    entries = [(name.encode(), size_, crc) for name, size_, crc, _, _ in listed]
    tail, offsets, behind = directory(entries)
    if behind > len(data) or data[behind:] != tail:
        found.add(("archive-form", None))
    files, seen = [], set()
    for (name, size_, crc, method, offset), (raw, _, _), right in zip(listed, entries, offsets):
        header = local_header(raw, size_, crc)
        if name in seen:
            found.add(("file-twice", name))
        seen.add(name)
        if method != 0:
            found.add(("file-compressed", name))
        if offset != right or offset + len(header) > start or data[offset : offset + len(header)] != header or offset + size_ > start:
            found.add(("archive-form", name))
        body = offset + len(header)
        readable = method == 0 and offset + size_ <= start
        files.append((name, crc, data[body : body + size_] if readable else b"", size_))
    return files


# --- notes and keys ---


def strict_base64(text):
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64.b64encode(raw).decode() == text else None


def parse_key(text):
    match = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)", text)
    raw = match and strict_base64(match[3])
    if not raw or len(raw) != 33 or raw[0] not in (1, 4):
        return None
    if hashlib.sha256(match[1].encode() + b"\n" + raw).digest()[:4].hex() != match[2]:
        return None
    return {"name": match[1], "id": match[2], "type": raw[0], "raw": raw[1:], "text": text}


def parse_note(text):
    end = text.rfind("\n\n")
    if end < 0 or not text.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f]", text):
        return None
    signatures = []
    for line in text[end + 2 : -1].split("\n"):
        match = re.fullmatch(r"\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)", line)
        raw = match and strict_base64(match[2])
        if not raw or len(raw) <= 4:
            return None
        signatures.append((match[1], raw[:4].hex(), raw[4:]))
    return text[: end + 1], signatures


def signed_by(note, key):
    """'right', 'wrong', or 'missing'."""
    verdict = "missing"
    for name, key_id, signature in note[1]:
        if name != key["name"] or key_id != key["id"]:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key["raw"]).verify(signature, note[0].encode())
            verdict = "right"
        except (InvalidSignature, ValueError):
            return "wrong"
    return verdict


def judge_keys(text):
    """The keys from the first on, or None."""
    try:
        notes = json.loads(text)
    except ValueError:
        return None
    if not isinstance(notes, list) or not notes or not all(isinstance(note, str) for note in notes):
        return None
    keys, before = [], None
    for number, raw in enumerate(notes):
        note = parse_note(raw)
        fields = note[0].split("\n") if note else []
        if len(fields) != 8 or fields[0] != "giamsat checkpoint key v1" or fields[7] != "":
            return None
        _, origin, stated, key_text, size, at, previous, _ = fields
        key = parse_key(key_text)
        if not key or key["type"] != 1 or key["name"] != origin or stated != str(number):
            return None
        if not re.fullmatch(r"0|[1-9]\d{0,15}", size) or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", at):
            return None
        if previous != (sha256(before[0].encode()) if before else "0" * 64):
            return None
        if keys and (origin != keys[-1]["origin"] or int(size) < keys[-1]["from"]):
            return None
        if signed_by(note, key) != "right":
            return None
        earlier = signed_by(note, keys[-1]) if keys else "right"
        if earlier == "wrong":
            return None
        keys.append({**key, "origin": origin, "from": int(size), "proved": earlier == "right"})
        before = note
    return keys


# --- the tree ---


def root_from(index, size, leaf, path):
    """RFC 9162 §2.1.3.2; None where the path has another length."""
    fn, sn, node = index, size - 1, leaf
    for beside in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            node = hashlib.sha256(b"\1" + beside + node).digest()
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = hashlib.sha256(b"\1" + node + beside).digest()
        fn, sn = fn >> 1, sn >> 1
    return node if sn == 0 else None


# --- lines ---


def read_line(text, stream):
    try:
        line = json.loads(text)
        if not isinstance(line, dict) or set(line) - {"position", "seq", "hash", "head", "payload", "salt", "path"}:
            return None
        for name in ("position", "seq"):
            if type(line[name]) is not int or line[name] < 0:
                return None
        if not HEX64.fullmatch(line["hash"]):
            return None
        if not all(HEX64.fullmatch(one) for one in line.get("path", [])) or len(line.get("path", [])) > 64:
            return None
        if ("payload" in line) != ("salt" in line) or ("payload" in line and "head" not in line):
            return None
        if "head" in line:
            head = json.loads(line["head"])
            if sha256(line["head"].encode()) != line["hash"] or head["v"] != 1:
                return None
            if (head["stream"], head["seq"], head["position"]) != (stream, line["seq"], line["position"]):
                return None
            line["parsed"] = head
            if "payload" in line:
                if not re.fullmatch(r"[0-9a-f]{32}", line["salt"]):
                    return None
                if sha256(bytes.fromhex(line["salt"]) + line["payload"].encode()) != head["payloadDigest"]:
                    return None
                line["told"] = json.loads(line["payload"])
        return line
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def judge_lines(file, data, seal, found):
    path, first, last = file["path"], file["first"], file["last"]
    try:
        text = data.decode("utf-8", errors="replace")
    except ValueError:
        text = ""
    rows = (text[:-1] if text.endswith("\n") else text).split("\n")
    lines, unread, highest = {}, 0, -1
    for row in rows:
        line = read_line(row, file["stream"])
        if line is None:
            unread += 1
            continue
        seq = line["seq"]
        if seq in lines:
            found.add(("line-twice", path))
        elif not first <= seq <= last:
            found.add(("line-added", path))
        elif seq < highest:
            found.add(("line-moved", path))
        lines.setdefault(seq, line)
        highest = max(highest, seq)
    gone = [seq for seq in range(first, last + 1) if seq not in lines]
    if gone and unread:
        found.add(("line-changed", path))
    if len(gone) > unread:
        found.add(("line-missing", path))
    if unread > len(gone):
        found.add(("line-added", path))
    ordered = [lines[seq] for seq in sorted(lines)]
    for before, line in zip([None, *ordered], ordered):
        head = line.get("parsed")
        if head is None:
            continue
        if line["seq"] == 0 and head["prevHash"] != "0" * 64:
            found.add(("line-changed", path))
        if before and before["seq"] == line["seq"] - 1:
            if head["prevHash"] != before["hash"] or before["position"] >= line["position"]:
                found.add(("line-changed", path))
    if seal:
        for line in ordered:
            if "parsed" not in line and line["seq"] != last:
                continue
            leaf = hashlib.sha256(b"\0" + bytes.fromhex(line["hash"])).digest()
            proof = [bytes.fromhex(one) for one in line.get("path", [])] if "path" in line else None
            if proof is None or line["position"] >= seal["size"] or root_from(line["position"], seal["size"], leaf, proof) != seal["root"]:
                found.add(("line-unsealed", path))
    return ordered


# --- the whole ---


TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FIELDS = {
    "file": {"kind", "path", "bytes", "crc32", "sha256"},
    "records": {"kind", "path", "bytes", "crc32", "sha256", "stream", "first", "last"},
    "media": {"kind", "path", "bytes", "crc32", "feed", "epoch", "parts"},
    "init": {"kind", "bytes", "sha256"},
    "index": {"kind", "bytes", "sha256"},
    "segment": {"kind", "bytes", "sha256", "number", "start", "durationMs"},
}


def need(condition):
    if not condition:
        raise ValueError


def whole(value):
    need(type(value) is int and 0 <= value < 2**53)


def moment(text):
    need(TIME.fullmatch(text))
    datetime.fromisoformat(text)


def readable_manifest(text):
    """None where it is no manifest of this form."""
    try:
        manifest = json.loads(text)
        need(set(manifest) == {"format", "hearing", "madeBy", "madeAt", "from", "to", "files"})
        need(manifest["format"] == FORMAT and UUID.fullmatch(manifest["hearing"]) and isinstance(manifest["files"], list))
        need({"login", "name", "organisation", "export"} <= set(manifest["madeBy"]) <= {"login", "name", "organisation", "export", "authorisation"})
        need(UUID.fullmatch(manifest["madeBy"]["export"]))
        for name in ("madeAt", "from", "to"):
            moment(manifest[name])
        for file in manifest["files"]:
            need(file["kind"] in ("file", "records", "media") and set(file) == FIELDS[file["kind"]])
            need(NAME.fullmatch(file["path"]) and len(file["path"]) <= 120 and re.fullmatch(r"[0-9a-f]{8}", file["crc32"]))
            whole(file["bytes"])
            if file["kind"] != "media":
                need(HEX64.fullmatch(file["sha256"]))
            if file["kind"] == "records":
                whole(file["first"])
                whole(file["last"])
                need(isinstance(file["stream"], str))
            for part in file.get("parts", []):
                need(part["kind"] in ("init", "index", "segment") and set(part) == FIELDS[part["kind"]])
                whole(part["bytes"])
                need(HEX64.fullmatch(part["sha256"]))
                if part["kind"] == "segment":
                    whole(part["number"])
                    moment(part["start"])
                    need(type(part["durationMs"]) in (int, float) and 0 <= part["durationMs"] <= 120_000)
            if file["kind"] == "media":
                need(CODE.fullmatch(file["feed"]) and UUID.fullmatch(file["epoch"]) and len(file["parts"]) >= 2)
        return manifest
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def judge_media(file, data, found):
    path, parts = file["path"], file["parts"]
    digests = [part["sha256"] for part in parts]
    at, pieces = 0, []
    for part in parts:
        pieces.append(sha256(data[at : at + part["bytes"]]))
        at += part["bytes"]
    if at == len(data) and pieces == digests:
        return
    found.add(("media", path))


def judge_stated(media, lines, found):
    stated, inits = {}, {}
    for line in lines:
        if line.get("parsed", {}).get("type") != "recording.committed" or "told" not in line:
            continue
        data = line["told"]["data"]
        inits[data["feed"], data["epoch"]] = data["initSha256"]
        for segment in data["segments"]:
            stated.setdefault((data["feed"], data["epoch"], segment["number"]), segment)
    for file in media:
        for part in file["parts"]:
            if part["kind"] == "init" and inits.get((file["feed"], file["epoch"]), part["sha256"]) != part["sha256"]:
                found.add(("media", file["path"]))
            if part["kind"] == "segment":
                one = stated.get((file["feed"], file["epoch"], part["number"]))
                if one and any(one[name] != part[name] for name in ("sha256", "bytes", "start")):
                    found.add(("segment-unlike-stated", file["path"]))


def verify(data, trusted=None):
    found = set()
    files = open_archive(data, found)
    if files is None:
        return found
    by_name = {}
    for name, crc, body, size in files:
        by_name.setdefault(name, (crc, body, size))
    text = lambda name: by_name[name][1].decode("utf-8", errors="replace") if name in by_name else None

    manifest = readable_manifest(text("manifest.json") or "")
    if manifest is None:
        found.add(("manifest-unreadable" if "manifest.json" in by_name else "file-missing", "manifest.json"))
        return found
    for name in ("manifest.json", "statement.note"):
        if name in by_name and zlib_crc(by_name[name][1]) != by_name[name][0]:
            found.add(("archive-form", name))

    keys = judge_keys(text("proof/keys.json") or "")
    if keys is None:
        found.add(("keys-broken", "proof/keys.json"))
    elif trusted is not None:
        known = [n for n, key in enumerate(keys) if key["text"] == trusted]
        if not known or not all(key["proved"] for key in keys[known[0] + 1 :]):
            found.add(("key-unknown", "proof/keys.json"))

    seal, key = None, None
    note = parse_note(text("proof/checkpoint.note") or "")
    match = note and re.fullmatch(r"([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n", note[0])
    if match and keys:
        size = int(match[2])
        key = next((one for one in reversed(keys) if one["from"] <= size), None)
        if key and key["origin"] == match[1] and strict_base64(match[3]) and signed_by(note, key) == "right":
            seal = {"origin": match[1], "size": size, "root": strict_base64(match[3])}
    if seal is None:
        found.add(("checkpoint-unsigned", "proof/checkpoint.note"))
        key = None

    note = parse_note(text("statement.note") or "")
    if not note or not note[0].startswith(FORMAT + "\n"):
        found.add(("statement-unreadable", "statement.note"))
    else:
        if not key or signed_by(note, key) != "right":
            found.add(("statement-unsigned", "statement.note"))
        if seal and note[0] != f"{FORMAT}\n{seal['origin']}\n{sha256(by_name['manifest.json'][1])}\n{manifest['madeAt']}\n":
            found.add(("statement-differs", "manifest.json"))

    named = [file["path"] for file in manifest["files"]] + ["manifest.json", "statement.note"]
    if len(set(named)) < len(named):
        found.add(("manifest-unreadable", "manifest.json"))
    for file in manifest["files"]:
        if file["path"] not in by_name:
            found.add(("file-missing", file["path"]))
        elif any(crc != int(file["crc32"], 16) for name, crc, _, _ in files if name == file["path"]):
            found.add(("archive-form", file["path"]))
    if "statement.note" not in by_name:
        found.add(("file-missing", "statement.note"))
    highest = -1
    for name, *_ in files:
        if name not in named:
            found.add(("file-added", name))
            continue
        if named.index(name) < highest:
            found.add(("file-moved", name))
        highest = max(highest, named.index(name))

    lines, media = [], []
    for file in manifest["files"]:
        if file["path"] not in by_name:
            continue
        body = by_name[file["path"]][1]
        if file["kind"] == "media":
            media.append(file)
            judge_media(file, body, found)
            continue
        if len(body) != file["bytes"] or sha256(body) != file["sha256"]:
            found.add(("file-changed", file["path"]))
        if file["kind"] == "records":
            lines += judge_lines(file, body, seal, found)
    judge_stated(media, lines, found)
    return found


def zlib_crc(data):
    return binascii.crc32(data) & BIG


def main(arguments):
    trusted = None
    if arguments[:1] == ["--key"]:
        trusted, arguments = arguments[1], arguments[2:]
    for name in arguments:
        with open(name, "rb") as file:
            found = verify(file.read(), trusted)
        findings = sorted([code, path] for code, path in found if path) + sorted([code, None] for code, path in found if not path)
        print(json.dumps({"ok": not found, "findings": findings}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
