#!/usr/bin/env python3
"""Refuses an #include that layers.toml does not allow. Usage: layers.py [ROOT]"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s+"flotilla/([^"]+)"', re.MULTILINE)


def row_of(path: str, rows: dict[str, list[str]]) -> str | None:
    """The longest row that the path lies under: "kube/api/pod.hpp" -> "kube/api"."""
    fitting = [row for row in rows if path.startswith(row + "/")]
    return max(fitting, key=len, default=None)


def reachable(row: str, rows: dict[str, list[str]]) -> set[str]:
    """The row itself and all that it may include, directly or by another."""
    seen: set[str] = set()
    waiting = [row]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting.extend(rows[here])
    return seen


def violations(root: Path, rows: dict[str, list[str]]) -> list[str]:
    found = []
    source = root / "src" / "flotilla"
    for file in sorted(source.rglob("*.[ch]pp")):
        here = row_of(file.relative_to(source).as_posix(), rows)
        if here is None:
            found.append(f"{file.relative_to(root)}: its folder has no row in tools/lint/layers.toml")
            continue
        allowed = reachable(here, rows)
        text = file.read_text(encoding="utf-8")
        for match in INCLUDE.finditer(text):
            there = row_of(match.group(1), rows)
            if there not in allowed:
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{file.relative_to(root)}:{line}: {here} may not include {match.group(1)}")
    return found


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    rows = tomllib.loads((root / "tools/lint/layers.toml").read_text(encoding="utf-8"))["may_include"]
    found = violations(root, rows)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
