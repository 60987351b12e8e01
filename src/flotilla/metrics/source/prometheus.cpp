#include "flotilla/metrics/source/prometheus.hpp"

#include <chrono>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "flotilla/io/http/url.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::metrics {
namespace {

using kube::Json;

/// Calendar time in milliseconds, as the API takes and gives it in seconds.
double seconds_of(WallTime time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

WallTime time_of(double seconds) {
    return WallTime{std::chrono::milliseconds{std::llround(seconds * 1000.0)}};
}

/// The number in a text; absent for NaN, infinities and what is none.
std::optional<double> finite(std::string_view text) {
    const std::string copy{text};
    char* end = nullptr;
    const double value = std::strtod(copy.c_str(), &end);
    const bool is_number = !copy.empty() && end == copy.c_str() + copy.size();
    return is_number && std::isfinite(value) ? std::optional{value} : std::nullopt;
}

Result<Series> parse_series(const Json& json) {
    Series series;
    if (const kube::JsonObject* labels = kube::find_object(json, {"metric"})) {
        for (const auto& [name, value] : *labels) {
            series.labels.emplace(
                std::string{name}, value.is_string() ? kube::text_of(value.as_string()) : ""
            );
        }
    }
    const kube::JsonArray* values = kube::find_array(json, {"values"});
    if (values == nullptr) {
        return fail(ErrorCode::Unavailable, "a series without values");
    }
    for (const Json& entry : *values) {
        const kube::JsonArray* pair = entry.if_array();
        if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_number() || !(*pair)[1].is_string()) {
            return fail(ErrorCode::Unavailable, "a value that is no [time, \"number\"]");
        }
        if (const auto value = finite(kube::text_of((*pair)[1].as_string()))) {
            series.points.push_back({time_of((*pair)[0].to_number<double>()), *value});
        }
    }
    return series;
}

}  // namespace

Result<std::vector<Series>> parse_range_answer(std::string_view body) {
    const auto json = kube::parse_json(body);
    if (!json) {
        return fail(ErrorCode::Unavailable, fmt::format("the answer is no JSON: {}", json.error().message));
    }
    if (kube::find_string(*json, {"status"}) != "success") {
        const bool is_query = kube::find_string(*json, {"errorType"}) == "bad_data";
        const std::string_view words =
            kube::find_string(*json, {"error"}).value_or("the answer has no status");
        return fail(is_query ? ErrorCode::InvalidArgument : ErrorCode::Unavailable, std::string{words});
    }
    const kube::JsonArray* result = kube::find_array(*json, {"data", "result"});
    if (result == nullptr || kube::find_string(*json, {"data", "resultType"}) != "matrix") {
        return fail(ErrorCode::Unavailable, "the answer is no matrix");
    }
    std::vector<Series> all;
    for (const Json& entry : *result) {
        FLOTILLA_TRY(Series series, parse_series(entry));
        all.push_back(std::move(series));
    }
    return all;
}

boost::asio::awaitable<Result<std::vector<Series>>> PrometheusSource::range(RangeQuery query) {
    const std::string target = fmt::format(
        "/api/v1/query_range?query={}&start={:.3f}&end={:.3f}&step={:.3f}",
        io::http::percent_encode(query.query),
        seconds_of(query.from),
        seconds_of(query.to),
        std::chrono::duration<double>(query.step).count()
    );
    io::http::Request request{"GET", target};
    request.timeout = std::chrono::minutes{2};
    const auto response = co_await transport_.round_trip(std::move(request));
    if (!response) {
        co_return tl::unexpected<Error>{response.error()};
    }
    auto series = parse_range_answer(response->body);
    if (!series) {
        co_return with_context(series.error(), fmt::format("Prometheus answered {}", response->status));
    }
    co_return series;
}

}  // namespace flotilla::metrics
