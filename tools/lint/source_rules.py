#!/usr/bin/env python3
"""Refuses what reviewers would refuse and clang-tidy does not see. Usage: source_rules.py [ROOT]

real-time   the machine's clocks and chance outside io/: time and chance are injected
co-await    a brace or a capturing lambda between co_await and its semicolon: GCC 12 destroys such temporaries twice
co-await-if a co_await that a condition, `&&`, `||` or `?:` may skip or negate: GCC 12 loses track of what it has to destroy;
            a declaration in the condition (`if (const auto x = co_await f(); !x)`) is fine
raw-sleep   sleeping threads in src/ and tests/
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

REAL_TIME = re.compile(r"\b(system_clock|steady_clock|high_resolution_clock|random_device|gettimeofday|clock_gettime)\b")
RAW_SLEEP = re.compile(r"\b(this_thread::sleep_(for|until)|usleep|nanosleep)\b")
CO_AWAIT = re.compile(r"\bco_await\b")
DECLARATION = re.compile(r"\s*(?:const\s+)?[A-Za-z_][\w:<>,&*\s]*(?:\[[\w\s,]+\])?\s*=\s*co_await\b")
CONDITION = re.compile(r"\b(if|while|switch|for)\s*(?:constexpr\s*)?\(")
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


def closing(text: str, opening: int) -> int:
    """Where the parenthesis at `opening` is closed."""
    depth = 0
    for end in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if depth == 0:
            return end
    return len(text)


def is_guarded(code: str, position: int) -> bool:
    """Whether `&&`, `||` or `?` decides if what stands here is evaluated: walks back to the beginning of the statement."""
    depth = 0
    in_sibling = False  # left of a comma: another argument, whose operators are its own
    while position > 0 and (depth > 0 or code[position - 1] not in ";{}"):
        position -= 1
        if code[position] in ")]":
            depth += 1
        elif code[position] in "([":
            in_sibling = in_sibling and depth > 0
            depth = max(depth - 1, 0)
        elif depth == 0 and code[position] == ",":
            in_sibling = True
        elif depth == 0 and not in_sibling and (code[position] == "?" or code[position - 1 : position + 1] in ("&&", "||")):
            return True
    return False


def skippable(code: str) -> set[int]:
    """Where a co_await is in a condition and not the value of a declaration, or behind `&&`, `||` or `?`."""
    found = set()
    for match in CONDITION.finditer(code):
        begin = match.end()
        end = closing(code, begin - 1)
        for part in code[begin:end].split(";"):
            declaration = DECLARATION.match(part)
            named = declaration.end() if declaration else 0
            found.update(begin + inner.start() for inner in CO_AWAIT.finditer(part, named))
            begin += len(part) + 1
    for match in CO_AWAIT.finditer(code):
        statement = max(code.rfind(stop, 0, match.start()) for stop in ";{}(") + 1
        if not DECLARATION.match(code, statement) and is_guarded(code, match.start()):
            found.add(match.start())
    return found


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
    for position in sorted(skippable(code)):
        note(position, "co-await-if: a co_await that a condition negates or may skip; name its value on the line above")
    return sorted(found)


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    count = 0
    for folder in ("src", "tests", "examples", "bench", "apps", "fuzz"):
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
