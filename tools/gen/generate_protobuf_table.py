#!/usr/bin/env python3
"""Writes data/kubernetes-1.34/protobuf.txt, the table behind flotilla::kube::protobuf.

Field numbers and types come from the .proto files inside the Go modules of Kubernetes, JSON names and whether a field is
inlined, a pointer or left out when empty from the tags of the Go structs beside them. Needs `go` and the module proxy, so it
runs by hand, when the version of Kubernetes changes.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

VERSION = "v0.34.2"
MODULES = ["k8s.io/api", "k8s.io/apimachinery", "k8s.io/apiextensions-apiserver", "k8s.io/kube-aggregator"]
OUTPUT = Path(__file__).resolve().parents[2] / "data/kubernetes-1.34/protobuf.txt"
SKIP = re.compile("testapigroup|/runtime/schema/|alpha|beta")
SCALARS = {"string", "bytes", "bool", "int32", "int64", "uint32", "uint64", "double"}


@dataclass
class GoField:
    json: str
    is_inline: bool
    keeps_zero: bool


@dataclass
class GoStruct:
    is_kind: bool = False
    fields: dict[int, GoField] = field(default_factory=dict)


@dataclass
class ProtoField:
    number: int
    name: str
    type: str
    is_repeated: bool = False
    is_map: bool = False


def module_folders() -> list[Path]:
    arguments = ["go", "mod", "download", "-json", *[f"{module}@{VERSION}" for module in MODULES]]
    text = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    decoder, folders = json.JSONDecoder(), []
    while text := text.strip():
        entry, end = decoder.raw_decode(text)
        folders.append(Path(entry["Dir"]))
        text = text[end:]
    return folders


def parse_proto(text: str) -> tuple[str, dict[str, list[ProtoField]]]:
    text = re.sub(r"//.*", "", text)
    package = re.search(r"^package ([\w.]+);", text, re.M)[1]

    def absolute(name: str) -> str:
        return name if name in SCALARS else name[1:] if name.startswith(".") else f"{package}.{name}"

    messages = {}
    for name, body in re.findall(r"^message (\w+) \{(.*?)^\}", text, re.M | re.S):
        fields = []
        for label, kind, title, number in re.findall(r"(optional|repeated) ([\w.]+) (\w+) = (\d+);", body):
            fields.append(ProtoField(int(number), title, absolute(kind), is_repeated=label == "repeated"))
        for kind, title, number in re.findall(r"map<string, ([\w.]+)> (\w+) = (\d+);", body):
            fields.append(ProtoField(int(number), title, absolute(kind), is_map=True))
        messages[name] = sorted(fields, key=lambda f: f.number)
    return package, messages


def parse_go(text: str) -> dict[str, GoStruct]:
    structs = {}
    for name, body in re.findall(r"^type (\w+) struct \{(.*?)^\}", text, re.M | re.S):
        struct = structs[name] = GoStruct()
        for line in body.splitlines():
            tag = re.search(r"`(.*)`", line)
            code = line.split("`")[0].strip()
            if tag is None or code.startswith("//"):
                continue
            number = re.search(r'protobuf:"\w+,(\d+),', tag[1])
            if number is None:
                struct.is_kind = struct.is_kind or code.endswith("TypeMeta")
                continue
            json_tag = re.search(r'json:"([^"]*)"', tag[1])
            name_and_options = json_tag[1].split(",") if json_tag else [re.search(r"name=(\w+)", tag[1])[1]]
            is_pointer = "*" in code
            struct.fields[int(number[1])] = GoField(
                name_and_options[0], "inline" in name_and_options, is_pointer or "omitempty" not in name_and_options)
    return structs


def group_of(folder: Path, package: str) -> str:
    for source in (folder / "register.go", folder.parent / "register.go"):
        if source.exists() and (match := re.search(r'GroupName\s*=\s*"([^"]*)"', source.read_text())):
            return match[1]
    raise SystemExit(f"{package}: no GroupName beside {folder}")


def lines_of(folder: Path) -> tuple[list[str], list[str]]:
    """The table's kinds and messages of one package."""
    package, messages = parse_proto((folder / "generated.proto").read_text())
    structs: dict[str, GoStruct] = {}
    for source in sorted(folder.glob("*.go")):
        if not source.name.endswith("_test.go") and "generated" not in source.name:
            structs |= parse_go(source.read_text())
    kinds, table = [], []
    version = package.split(".")[-1]
    for name, fields in messages.items():
        struct = structs.get(name, GoStruct())
        if struct.is_kind:
            group = "" if package.endswith("meta.v1") else group_of(folder, package)
            kinds.append(f"K {group + '/' if group else ''}{version} {name} {package}.{name}")
        table.append(f"M {package}.{name}")
        for f in fields:
            go = struct.fields.get(f.number, GoField(f.name, False, True))
            flags = ("r" if f.is_repeated else "") + ("m" if f.is_map else "")
            flags += ("i" if go.is_inline else "") + ("z" if go.keeps_zero else "")
            table.append(f"{f.number} {go.json or '-'} {flags or '-'} {f.type}")
    return kinds, table


def main() -> int:
    kinds, table = [], []
    for module in module_folders():
        for proto in sorted(module.rglob("generated.proto")):
            if SKIP.search(str(proto.relative_to(module))):
                continue
            more_kinds, more_table = lines_of(proto.parent)
            kinds += more_kinds
            table += more_table
    OUTPUT.write_text("\n".join([*sorted(kinds), *table]) + "\n")
    print(f"wrote {OUTPUT.name}: {len(kinds)} kinds, {sum(line.startswith('M') for line in table)} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
