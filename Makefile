# The front door. `make demo` and `make test` install what is missing from Debian, then build; nothing else is needed.
#
#   make demo      a cluster, TeaStore on it, and the group operator scaling it for a few actions
#   make build     build/flotilla, optimised
#   make check     what one usually runs before a commit: lint, build, unit and scenario tests
#   make test      everything once: check, the conformance suite on the embedded and on a real control plane
#   make sanitize  the tests under ASan+UBSan, then under TSan
#   make fuzz      each fuzz target for FUZZ_SECONDS (60)
#   make bench     the benchmarks; results in bench/results/
#   make lint      format, layers, real time, coroutine pitfalls; `make tidy` adds clang-tidy
#   make images    the operator's image as a folder that a container runtime can import
#
# SKIP_INSTALL=1 never calls apt. FLOTILLA_REAL=0 leaves the real control plane out of `make test`.

.DEFAULT_GOAL := build
.PHONY: build demo check test sanitize fuzz bench lint tidy images clean help

JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 60
install = tools/install/install
release = build/release
export CLIENT = $(CURDIR)/$(release)/tests/conformance/client/kube_client_conformance

help:
	@sed -n '2,/^$$/s/^# \{0,1\}//p' Makefile

build:
	@$(install) build
	@mkdir -p build
	@cmake --preset release >build/release.configure.log 2>&1 || { cat build/release.configure.log; exit 1; }
	cmake --build $(release) -j $(JOBS) --target flotilla
	@ln -sfn release/flotilla build/flotilla

demo: build
	build/flotilla demo

.PHONY: everything
everything: build
	@$(install) test
	cmake --build $(release) -j $(JOBS)
	@mkdir -p build/tests
	@ln -sfn ../release/tests/golden_runner build/tests/golden_runner

check: everything lint
	ctest --test-dir $(release) --output-on-failure -j $(JOBS)

test: check
	PATH="$$(tools/install/go):$$PATH" tests/conformance/run --embedded $(release)/flotilla
	PATH="$$(tools/install/go):$$PATH" tests/conformance/run --real
	PATH="$$(tools/install/go):$$PATH" tests/scenario/group/run --embedded $(release)/flotilla
	PATH="$$(tools/install/go):$$PATH" tests/scenario/group/run --real $(release)/flotilla
	PATH="$$(tools/install/go):$$PATH" tests/scenario/autoscaler/run $(release)/flotilla

sanitize:
	@$(install) build test
	cmake --preset asan && cmake --build build/asan -j $(JOBS) && ctest --test-dir build/asan --output-on-failure -j $(JOBS)
	cmake --preset tsan && cmake --build build/tsan -j $(JOBS) && ctest --test-dir build/tsan --output-on-failure -j $(JOBS)

fuzz:
	@$(install) build test fuzz
	cmake --preset fuzz && cmake --build build/fuzz -j $(JOBS) --target fuzzers
	tools/fuzz build/fuzz/fuzz $(FUZZ_SECONDS)

bench: everything
	@$(install) bench
	cmake --preset release -DFLOTILLA_BENCH=ON && cmake --build $(release) -j $(JOBS)
	PATH="$$(tools/install/go):$$PATH" bench/run --build $(release)
	bench/report

lint:
	@$(install) lint
	tools/lint/lint

tidy: everything
	tools/lint/tidy $(release)

images:
	@$(install) build
	deploy/docker/build operator

clean:
	rm -rf build
