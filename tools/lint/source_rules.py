#!/usr/bin/env python3
"""Refuses what reviewers would refuse and clang-tidy does not see. Usage: source_rules.py [ROOT]

real-time   the machine's clocks and chance outside io/: time and chance are injected
co-await    a brace or a capturing lambda between co_await and its semicolon: GCC 12 destroys such temporaries twice
raw-sleep   sleeping threads in src/ and tests/
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

REAL_TIME = re.compile(r"\b(system_clock|steady_clock|high_resolution_clock|random_device|gettimeofday|clock_gettime)\b")
RAW_SLEEP = re.compile(r"\b(this_thread::sleep_(for|until)|usleep|nanosleep)\b")
CO_AWAIT = re.compile(r"\bco_await\b")
NUMBER_IN_BRACES = re.compile(r"\b[\w:]+\{\s*\d+\s*\}")  # a duration: nothing to destroy
COMMENT_OR_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def blank(text: str) -> str:
    """The text with comments and string literals as spaces, so that line numbers stay."""
    return COMMENT_OR_TEXT.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def awaited(text: str, begin: int) -> str:
    """What stands between a co_await and the end of its expression: a semicolon, or the parenthesis that closes around it."""
    depth = 0
    for end in range(begin, len(text)):
        if text[end] in "([":
            depth += 1
        elif text[end] in ")]":
            depth -= 1
        if depth < 0 or (depth == 0 and text[end] == ";"):
            return text[begin:end]
    return text[begin:]


def problems(path: str, text: str) -> list[tuple[int, str]]:
    """Pairs of line number and sentence."""
    code = blank(text)
    found = []

    def note(position: int, sentence: str) -> None:
        found.append((code.count("\n", 0, position) + 1, sentence))

    if path.startswith("src/") and not path.startswith("src/flotilla/io/"):
        for match in REAL_TIME.finditer(code):
            note(match.start(), f"real-time: {match.group(1)} is for io/ alone; take a Clock or a random stream")
    for match in RAW_SLEEP.finditer(code):
        note(match.start(), f"raw-sleep: {match.group()} blocks a thread; wait on a Clock")
    for match in CO_AWAIT.finditer(code):
        operand = NUMBER_IN_BRACES.sub("", awaited(code, match.end()))
        if "{" in operand:
            note(match.start(), "co-await: a braced temporary in a co_await expression is destroyed twice by GCC 12; name it on the line above")
    return found


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    count = 0
    for folder in ("src", "tests", "examples", "bench", "apps"):
        for file in sorted((root / folder).rglob("*.[ch]pp")):
            path = file.relative_to(root).as_posix()
            text = file.read_text(encoding="utf-8")
            for line, sentence in problems(path, text):
                if "NOLINT" not in text.splitlines()[line - 1]:
                    print(f"{path}:{line}: {sentence}")
                    count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
