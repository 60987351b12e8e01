#include <cstdio>
#include <string_view>

#include <fmt/format.h>

#include "golden/hpa_replay.hpp"
#include "golden/recorded_file.hpp"

namespace {

namespace golden = flotilla::testing::golden;

constexpr int kSomeFailed = 1;
constexpr int kBadInput = 2;

int complain(std::string_view sentence) {
    fmt::print(stderr, "golden_runner: {}\n", sentence);
    return kBadInput;
}

/// Runs every file before it judges, so that one bad file does not hide the failures of another.
int run(const char* folder) {
    const auto files = golden::recorded_files(folder);
    if (!files) {
        return complain(files.error().message);
    }
    golden::Outcome total;
    int bad = 0;
    for (const auto& file : *files) {
        const auto outcome = golden::run_hpa_file(file);
        if (!outcome) {
            bad = complain(outcome.error().message);
            continue;
        }
        fmt::print(
            "{}: {} passed, {} failed\n", file.filename().string(), outcome->passed, outcome->failures.size()
        );
        total.passed += outcome->passed;
        total.failures.insert(total.failures.end(), outcome->failures.begin(), outcome->failures.end());
    }
    for (const std::string& failure : total.failures) {
        fmt::print("FAILED {}\n", failure);
    }
    fmt::print("{} passed, {} failed\n", total.passed, total.failures.size());
    return bad != 0 ? bad : (total.failures.empty() ? 0 : kSomeFailed);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3 || std::string_view{argv[1]} != "hpa") {
        return complain("usage: golden_runner hpa FOLDER (runs every .json and .json.gz file in it)");
    }
    return run(argv[2]);
}
