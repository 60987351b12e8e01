#include <fmt/format.h>

#include "flotilla/lab/compare/report.hpp"

namespace flotilla::lab::compare {
namespace {

std::string text_of(const Knobs& knobs) {
    std::string text;
    for (const auto& [name, value] : knobs) {
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
    }
    return text;
}

/// A field of CSV, quoted where it must be (RFC 4180).
std::string field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char letter : text) {
        quoted += letter == '"' ? "\"\"" : std::string(1, letter);
    }
    return quoted + '"';
}

}  // namespace

std::string_view to_string(Split split) {
    switch (split) {
        case Split::Training:
            return "training";
        case Split::Validation:
            return "validation";
        case Split::Test:
            return "test";
    }
    return "";
}

std::string to_csv(const std::vector<RunRecord>& runs) {
    std::string csv =
        "policy,knobs,workload,split,seed,violating_requests,violating_windows,error_rate,p50_ms,p95_ms,p99_"
        "ms,"
        "core_hours,replica_hours,starts,actions,requests\n";
    for (const RunRecord& run : runs) {
        const Measures& m = run.measures;
        csv += fmt::format(
            "{},{},{},{},{},{:.8g},{:.8g},{:.8g},{:.6g},{:.6g},{:.6g},{:.8g},{:.8g},{},{},{}\n",
            field(run.policy),
            field(text_of(run.knobs)),
            field(run.workload),
            to_string(run.split),
            run.seed,
            m.violating_requests,
            m.violating_windows,
            m.error_rate,
            m.p50_ms,
            m.p95_ms,
            m.p99_ms,
            m.core_hours,
            m.replica_hours,
            m.starts,
            m.actions,
            m.requests
        );
    }
    return csv;
}

std::string to_table(const Comparison& comparison) {
    std::string table = fmt::format(
        "{:<18} {:>7} {:>22} {:>10} {:>8} {:>8} {:>8}  {}\n",
        "POLICY",
        "CORES",
        "÷ BEST HPA",
        "ABOVE SLO",
        "P95 MS",
        "P99 MS",
        "ACTIONS",
        "KNOBS"
    );
    for (const PolicyOutcome& policy : comparison.policies) {
        const Judgement& test = policy.test;
        const std::string ratio = policy.against ? fmt::format(
                                                       "{:.2f} [{:.2f}, {:.2f}]",
                                                       policy.against->cost_ratio.estimate,
                                                       policy.against->cost_ratio.low,
                                                       policy.against->cost_ratio.high
                                                   )
                                                 : "-";
        table += fmt::format(
            "{:<18} {:>7.2f} {:>21} {:>8.2f} % {:>8.0f} {:>8.0f} {:>8.0f}  {}\n",
            policy.name,
            test.cores.estimate,
            ratio,
            test.violation.estimate * 100,
            test.mean.p95_ms,
            test.mean.p99_ms,
            test.mean.actions,
            text_of(policy.knobs)
        );
    }
    return table;
}

}  // namespace flotilla::lab::compare
