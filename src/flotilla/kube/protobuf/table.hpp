#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

/// The shape of Kubernetes' protobuf messages, read from data/kubernetes-1.34/protobuf.txt.
namespace flotilla::kube::protobuf {

struct Message;

struct Field {
    enum class Type { String, Bytes, Bool, Int32, Int64, Double, Message };

    std::uint32_t number = 0;
    std::string_view json;  ///< its name in JSON
    Type type = Type::String;
    const Message* message = nullptr;  ///< of Type::Message
    bool is_repeated = false;
    bool is_map = false;      ///< from texts to `type`
    bool is_inline = false;   ///< the message's fields lie in the parent's JSON object
    bool keeps_zero = false;  ///< JSON shows 0, false and "" too
};

struct Message {
    /// Messages whose JSON is not an object of their fields.
    enum class Form {
        Object,
        Time,             ///< RFC 3339
        MicroTime,        ///< RFC 3339 with six digits
        Quantity,         ///< a text
        IntOrString,      ///< a number or a text
        Raw,              ///< bytes that are JSON
        Items,            ///< a list
        SchemaOrArray,    ///< apiextensions: a schema or a list of schemas
        SchemaOrBool,     ///< a schema or a boolean
        SchemaOrStrings,  ///< a schema or a list of texts
    };

    std::string_view name;
    Form form = Form::Object;
    std::vector<Field> fields;  ///< by number

    /// Null for a number that it does not have.
    [[nodiscard]] const Field* find(std::uint32_t number) const;
};

/// The message of a kind, or null when it has no protobuf form. Options such as DeleteOptions have theirs in
/// every version.
const Message* find_message(std::string_view api_version, std::string_view kind);

}  // namespace flotilla::kube::protobuf
