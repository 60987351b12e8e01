#!/usr/bin/env python3
"""Tests of the lints themselves: each finds what it is for, and nothing else."""

import tempfile
import unittest
from pathlib import Path

import layers
import source_rules


class Layers(unittest.TestCase):
    ROWS = {"base": [], "model": ["base"], "policy": ["model"], "kube/api": ["base"], "kube": ["kube/api"]}

    def check(self, files: dict[str, str]) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder) / "src/flotilla" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return layers.violations(Path(folder), self.ROWS)

    def test_edges_of_the_table_and_what_follows_from_them_are_fine(self):
        self.assertEqual([], self.check({"policy/a.cpp": '#include "flotilla/base/result.hpp"\n'}))

    def test_an_edge_that_is_not_there_is_named_with_its_line(self):
        found = self.check({"policy/a.cpp": '#include <map>\n#include "flotilla/kube/api/pod.hpp"\n'})
        self.assertEqual(["src/flotilla/policy/a.cpp:2: policy may not include kube/api/pod.hpp"], found)

    def test_the_longest_row_counts(self):
        self.assertEqual(1, len(self.check({"kube/api/a.hpp": '#include "flotilla/kube/client.hpp"\n'})))

    def test_a_folder_without_a_row_is_refused(self):
        self.assertIn("no row", self.check({"surprise/a.cpp": ""})[0])


class SourceRules(unittest.TestCase):
    def rules(self, text: str, path: str = "src/flotilla/kube/a.cpp") -> list[str]:
        return [sentence.split(":")[0] for _, sentence in source_rules.problems(path, text)]

    def test_clocks_are_for_io(self):
        self.assertEqual(["real-time"], self.rules("auto t = std::chrono::system_clock::now();"))
        self.assertEqual([], self.rules("auto t = std::chrono::system_clock::now();", "src/flotilla/io/clock.cpp"))

    def test_comments_and_texts_do_not_count(self):
        self.assertEqual([], self.rules('// steady_clock\nlog("random_device"); /* system_clock */'))

    def test_sleeping_threads_are_refused(self):
        self.assertEqual(["raw-sleep"], self.rules("std::this_thread::sleep_for(1s);"))

    def test_braced_temporaries_under_co_await_are_refused(self):
        self.assertEqual(["co-await"], self.rules("co_await list(Options{.label = l});"))
        self.assertEqual(["co-await"], self.rules("const auto x = co_await get(path(Key{ns, n}));"))
        self.assertEqual(["co-await"], self.rules("co_await run([x]() { return x; });"))

    def test_names_and_blocks_are_fine(self):
        self.assertEqual([], self.rules("const Options o{.label = l};\nco_await list(o);"))
        self.assertEqual([], self.rules("if (auto r = co_await next(); r) { use(*r); }"))
        self.assertEqual([], self.rules("sleep(1);\nco_await clock.sleep_for(seconds{2});"))

    def test_a_co_await_in_a_condition_is_refused(self):
        for text in (
            "if (!co_await flush()) { co_return false; }",
            "while (co_await next()) {\n}\n",
            "while (goes_on && co_await next()) {}",
            "if (wants() && !co_await send(f(a), b)) { co_return; }",
            "if (const auto r = co_await a(); r && co_await b()) {}",
            "do { work(); } while (co_await more());",
            "for (int i = 0; co_await more(i); ++i) {}",
            "for (const auto& x : co_await list()) {}",
            "switch (co_await kind()) {}",
        ):
            self.assertEqual(["co-await-if"], self.rules(text), text)

    def test_a_co_await_that_may_be_skipped_is_refused(self):
        for text in (
            "const bool ok = ready && co_await a();",
            "const bool ok = ready ||\n    !co_await a();",
            "co_return done ? one : co_await a();",
            "use(ready && take(x, co_await a()));",
        ):
            self.assertEqual(["co-await-if"], self.rules(text), text)

    def test_a_co_await_that_always_happens_is_fine(self):
        for text in (
            "while (const auto key = co_await queue.next()) { use(*key); }",
            "if (auto read = co_await detail::advance(a && b, parser); !read) { co_return; }",
            "if (const std::optional<Key> key = co_await next(); key) {}",
            "co_await (informers() || stopping.wait());",
            "co_return co_await a() && ready;",
            "use(a && b, co_await c());",
            "auto&& value = co_await a();",
            "if (a && b) { co_await c(); }",
            "if (a || b) co_await c();",
            "while (true) { const bool more = co_await next(); if (!more || done) { break; } }",
            "void f(T&& x) { co_await x; }",
        ):
            self.assertEqual([], self.rules(text), text)


if __name__ == "__main__":
    unittest.main()
