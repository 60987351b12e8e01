#include "flotilla/kube/protobuf/table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <map>
#include <string>

#include "flotilla/base/embedded.hpp"
#include "flotilla/base/result.hpp"

FLOTILLA_EMBEDDED(kube_protobuf_table)

namespace flotilla::kube::protobuf {
namespace {

constexpr std::string_view kMeta = "k8s.io.apimachinery.pkg.apis.meta.v1.";

struct NamedForm {
    std::string_view end;
    Message::Form form;
};
constexpr std::array kForms = {
    NamedForm{"meta.v1.Time", Message::Form::Time},
    NamedForm{"meta.v1.MicroTime", Message::Form::MicroTime},
    NamedForm{"resource.Quantity", Message::Form::Quantity},
    NamedForm{"intstr.IntOrString", Message::Form::IntOrString},
    NamedForm{"runtime.RawExtension", Message::Form::Raw},
    NamedForm{"meta.v1.FieldsV1", Message::Form::Raw},
    NamedForm{"apiextensions.v1.JSON", Message::Form::Raw},
    NamedForm{"meta.v1.Verbs", Message::Form::Items},
    NamedForm{".ExtraValue", Message::Form::Items},
    NamedForm{".JSONSchemaPropsOrArray", Message::Form::SchemaOrArray},
    NamedForm{".JSONSchemaPropsOrBool", Message::Form::SchemaOrBool},
    NamedForm{".JSONSchemaPropsOrStringArray", Message::Form::SchemaOrStrings},
};

struct NamedType {
    std::string_view name;
    Field::Type type;
};
constexpr std::array kTypes = {
    NamedType{"string", Field::Type::String},
    NamedType{"bytes", Field::Type::Bytes},
    NamedType{"bool", Field::Type::Bool},
    NamedType{"int32", Field::Type::Int32},
    NamedType{"int64", Field::Type::Int64},
    NamedType{"double", Field::Type::Double},
};

Message::Form form_of(std::string_view name) {
    for (const NamedForm& known : kForms) {
        if (name.ends_with(known.end)) {
            return known.form;
        }
    }
    return Message::Form::Object;
}

/// Takes what stands before the next separator.
std::string_view take(std::string_view& rest, char separator) {
    const std::size_t end = rest.find(separator);
    const std::string_view word = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return word;
}

class Table {
public:
    Table() {
        std::string_view text = embedded_kube_protobuf_table();
        Message* current = nullptr;
        while (!text.empty()) {
            std::string_view line = take(text, '\n');
            const std::string_view first = take(line, ' ');
            if (first == "K") {
                const std::string_view version = take(line, ' ');
                const std::string_view kind = take(line, ' ');
                kinds_[fmt::format("{} {}", version, kind)] = message(line);
            } else if (first == "M") {
                current = message(line);
            } else {
                current->fields.push_back(field(first, line));
            }
        }
    }

    [[nodiscard]] const Message* find(std::string_view api_version, std::string_view kind) const {
        if (const auto found = kinds_.find(fmt::format("{} {}", api_version, kind)); found != kinds_.end()) {
            return found->second;
        }
        const auto everywhere = kinds_.find(fmt::format("v1 {}", kind));
        const bool is_common = everywhere != kinds_.end() && everywhere->second->name.starts_with(kMeta);
        return is_common ? everywhere->second : nullptr;
    }

private:
    Message* message(std::string_view name) {
        Message*& place = by_name_[name];
        if (place == nullptr) {
            place = &messages_.emplace_back();
            place->name = name;
            place->form = form_of(name);
        }
        return place;
    }

    Field field(std::string_view number, std::string_view rest) {
        Field out;
        std::from_chars(number.data(), number.data() + number.size(), out.number);
        out.json = take(rest, ' ');
        const std::string_view flags = take(rest, ' ');
        const auto has = [flags](char flag) { return flags.find(flag) != std::string_view::npos; };
        out.is_repeated = has('r');
        out.is_map = has('m');
        out.is_inline = has('i');
        out.keeps_zero = has('z');
        const auto known = std::find_if(kTypes.begin(), kTypes.end(), [rest](const NamedType& type) {
            return type.name == rest;
        });
        if (known == kTypes.end()) {
            out.type = Field::Type::Message;
            out.message = message(rest);
        } else {
            out.type = known->type;
        }
        return out;
    }

    std::deque<Message> messages_;
    std::map<std::string_view, Message*> by_name_;
    std::map<std::string, const Message*, std::less<>> kinds_;
};

}  // namespace

const Field* Message::find(std::uint32_t number) const {
    const auto found =
        std::lower_bound(fields.begin(), fields.end(), number, [](const Field& field, std::uint32_t wanted) {
            return field.number < wanted;
        });
    return found == fields.end() || found->number != number ? nullptr : &*found;
}

const Message* find_message(std::string_view api_version, std::string_view kind) {
    static const Table table;
    return table.find(api_version, kind);
}

}  // namespace flotilla::kube::protobuf
