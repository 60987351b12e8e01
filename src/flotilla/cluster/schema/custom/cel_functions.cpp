#include <algorithm>
#include <array>
#include <charconv>

#include "flotilla/cluster/schema/custom/cel_node.hpp"
#include "flotilla/cluster/schema/pattern.hpp"

namespace flotilla::cluster::custom {
namespace {

namespace json = boost::json;

using Arguments = std::vector<kube::Json>;

tl::unexpected<Error> no_overload() {
    return fail(ErrorCode::InvalidArgument, "no such overload");
}

std::string_view text(const kube::Json& value) {
    return value.is_string() ? kube::text_of(value.get_string()) : std::string_view{};
}

Result<kube::Json> size(const Arguments& given) {
    if (given[0].is_string()) {
        const std::string_view value = text(given[0]);
        return kube::Json(std::ranges::count_if(value, [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        }));
    }
    if (given[0].is_array()) {
        return kube::Json(given[0].get_array().size());
    }
    return given[0].is_object() ? Result<kube::Json>{kube::Json(given[0].get_object().size())}
                                : Result<kube::Json>{no_overload()};
}

Result<kube::Json> starts_with(const Arguments& given) {
    return kube::Json(text(given[0]).starts_with(text(given[1])));
}
Result<kube::Json> ends_with(const Arguments& given) {
    return kube::Json(text(given[0]).ends_with(text(given[1])));
}
Result<kube::Json> contains(const Arguments& given) {
    return kube::Json(text(given[0]).find(text(given[1])) != std::string_view::npos);
}

Result<kube::Json> matches(const Arguments& given) {
    FLOTILLA_TRY(const Pattern pattern, Pattern::compile(text(given[1])));
    return kube::Json(pattern.found_in(text(given[0])));
}

template <char first, char last, int shift>
Result<kube::Json> shifted(const Arguments& given) {
    std::string result{text(given[0])};
    for (char& c : result) {
        c = c >= first && c <= last ? static_cast<char>(c + shift) : c;
    }
    return kube::Json(result);
}

Result<kube::Json> trim(const Arguments& given) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::string_view value = text(given[0]);
    const std::size_t begin = value.find_first_not_of(kSpace);
    return kube::Json(
        begin == std::string_view::npos ? "" : value.substr(begin, value.find_last_not_of(kSpace) - begin + 1)
    );
}

Result<kube::Json> split(const Arguments& given) {
    const std::string_view separator = text(given[1]);
    std::string_view rest = text(given[0]);
    json::array parts;
    while (!separator.empty()) {
        const std::size_t at = rest.find(separator);
        parts.emplace_back(rest.substr(0, at));
        if (at == std::string_view::npos) {
            return kube::Json(std::move(parts));
        }
        rest = rest.substr(at + separator.size());
    }
    return no_overload();
}

Result<kube::Json> to_int(const Arguments& given) {
    if (const auto whole = kube::whole_number(given[0])) {
        return kube::Json(*whole);
    }
    if (given[0].is_double()) {
        return kube::Json(static_cast<std::int64_t>(given[0].get_double()));
    }
    const std::string_view digits = text(given[0]);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool ok = !digits.empty() && error == std::errc{} && end == digits.data() + digits.size();
    return ok ? Result<kube::Json>{kube::Json(value)}
              : Result<kube::Json>{fail(ErrorCode::InvalidArgument, "type conversion error")};
}

Result<kube::Json> to_text(const Arguments& given) {
    return given[0].is_string() ? given[0] : kube::Json(kube::to_json(given[0]));
}

Result<kube::Json> to_double(const Arguments& given) {
    return given[0].is_number() ? Result<kube::Json>{kube::Json(given[0].to_number<double>())}
                                : Result<kube::Json>{no_overload()};
}

Result<kube::Json> type(const Arguments& given) {
    return kube::Json(cel_type(given[0]));
}

Result<kube::Json> index_of(const Arguments& given) {
    const std::size_t at = text(given[0]).find(text(given[1]));
    return kube::Json(at == std::string_view::npos ? std::int64_t{-1} : static_cast<std::int64_t>(at));
}

Result<kube::Json> is_sorted(const Arguments& given) {
    if (!given[0].is_array()) {
        return no_overload();
    }
    const json::array& list = given[0].get_array();
    for (std::size_t i = 1; i < list.size(); ++i) {
        FLOTILLA_TRY(const int order, cel_compare(list[i - 1], list[i]));
        if (order > 0) {
            return kube::Json(false);
        }
    }
    return kube::Json(true);
}

Result<kube::Json> sum(const Arguments& given) {
    if (!given[0].is_array()) {
        return no_overload();
    }
    double total = 0;
    bool whole = true;
    for (const kube::Json& each : given[0].get_array()) {
        if (!each.is_number()) {
            return no_overload();
        }
        whole = whole && each.is_int64();
        total += each.to_number<double>();
    }
    return whole ? kube::Json(static_cast<std::int64_t>(total)) : kube::Json(total);
}

template <int sign>
Result<kube::Json> extreme(const Arguments& given) {
    if (!given[0].is_array() || given[0].get_array().empty()) {
        return fail(ErrorCode::InvalidArgument, "min and max of an empty list are not defined");
    }
    kube::Json best = given[0].get_array().front();
    for (const kube::Json& each : given[0].get_array()) {
        FLOTILLA_TRY(const int order, cel_compare(each, best));
        if (order * sign > 0) {
            best = each;
        }
    }
    return best;
}

struct Function {
    std::string_view name;
    std::size_t arguments;
    Result<kube::Json> (*call)(const Arguments&);
};
constexpr std::array kFunctions{
    Function{"size", 1, size},
    Function{"startsWith", 2, starts_with},
    Function{"endsWith", 2, ends_with},
    Function{"contains", 2, contains},
    Function{"matches", 2, matches},
    Function{"lowerAscii", 1, shifted<'A', 'Z', 'a' - 'A'>},
    Function{"upperAscii", 1, shifted<'a', 'z', 'A' - 'a'>},
    Function{"trim", 1, trim},
    Function{"split", 2, split},
    Function{"int", 1, to_int},
    Function{"string", 1, to_text},
    Function{"double", 1, to_double},
    Function{"type", 1, type},
    Function{"indexOf", 2, index_of},
    Function{"isSorted", 1, is_sorted},
    Function{"sum", 1, sum},
    Function{"min", 1, extreme<-1>},
    Function{"max", 1, extreme<1>},
};

}  // namespace

bool is_cel_function(std::string_view name, std::size_t arguments) {
    return std::ranges::any_of(kFunctions, [&](const Function& each) {
        return each.name == name && each.arguments == arguments;
    });
}

Result<kube::Json> call_cel_function(std::string_view name, const std::vector<kube::Json>& arguments) {
    const auto* found = std::ranges::find(kFunctions, name, &Function::name);
    return found == kFunctions.end() ? Result<kube::Json>{no_overload()} : found->call(arguments);
}

std::string_view cel_type(const kube::Json& value) {
    switch (value.kind()) {
        case json::kind::null:
            return "null_type";
        case json::kind::bool_:
            return "bool";
        case json::kind::int64:
        case json::kind::uint64:
            return "int";
        case json::kind::double_:
            return "double";
        case json::kind::string:
            return "string";
        case json::kind::array:
            return "list";
        case json::kind::object:
            return "map";
    }
    return "dyn";
}

bool cel_equal(const kube::Json& a, const kube::Json& b) {
    if (a.is_number() && b.is_number() && a.kind() != b.kind()) {
        return a.to_number<double>() == b.to_number<double>();
    }
    return a == b;
}

Result<int> cel_compare(const kube::Json& a, const kube::Json& b) {
    const auto order = [](const auto& x, const auto& y) { return x < y ? -1 : (y < x ? 1 : 0); };
    if (a.is_int64() && b.is_int64()) {
        return order(a.get_int64(), b.get_int64());
    }
    if (a.is_number() && b.is_number()) {
        return order(a.to_number<double>(), b.to_number<double>());
    }
    if (a.is_string() && b.is_string()) {
        return order(text(a), text(b));
    }
    return a.is_bool() && b.is_bool() ? Result<int>{order(a.get_bool(), b.get_bool())}
                                      : Result<int>{no_overload()};
}

}  // namespace flotilla::cluster::custom
