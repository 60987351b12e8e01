#include <utility>

#include "flotilla/cluster/schema/custom/schema_reader.hpp"
#include "flotilla/cluster/schema/custom/value_validation.hpp"
#include "flotilla/cluster/schema/custom_kind.hpp"
#include "flotilla/cluster/schema/defaulting.hpp"
#include "flotilla/cluster/schema/json_path.hpp"
#include "flotilla/cluster/schema/printing/printer.hpp"
#include "flotilla/cluster/schema/pruning.hpp"
#include "flotilla/cluster/schema/validation/validation.hpp"

namespace flotilla::cluster {
namespace {

namespace json = boost::json;

std::string_view text(const kube::Json& object, std::initializer_list<std::string_view> path) {
    return kube::find_string(object, path).value_or(std::string_view{});
}

/// The value of an additional column, as a table shows it.
kube::Json cell_of(const std::vector<const kube::Json*>& found, std::string_view type, WallTime now) {
    if (found.empty() || found.front()->is_null()) {
        return nullptr;
    }
    const kube::Json& value = *found.front();
    if (type == "integer") {
        const auto whole = kube::whole_number(value);
        return whole ? kube::Json(*whole) : kube::Json(nullptr);
    }
    if (type == "number") {
        return value.is_number() ? value : kube::Json(nullptr);
    }
    if (type == "boolean") {
        return value.is_bool() ? value : kube::Json(nullptr);
    }
    if (type == "date") {
        return value.is_string() ? kube::Json(printing::age(kube::text_of(value.get_string()), now))
                                 : kube::Json("<unknown>");
    }
    std::string joined;
    for (const kube::Json* each : found) {
        joined += joined.empty() ? "" : ",";
        joined += each->is_string() ? std::string{kube::text_of(each->get_string())} : kube::to_json(*each);
    }
    return kube::Json(joined);
}

class CustomKind final : public KindSchema {
public:
    CustomKind(KindFacts facts, const Schema& object_meta)
        : facts_{std::move(facts)}, object_meta_{object_meta} {}

    Result<void> read(const kube::Json& version, std::vector<std::string>& ignored_rules) {
        static const kube::Json kNone;
        const kube::Json* source = kube::find(version, {"schema", "openAPIV3Schema"});
        FLOTILLA_TRY(
            schema_,
            custom::read_schema(source == nullptr ? kNone : *source, object_meta_, arena_, ignored_rules)
        );
        columns_.push_back({"Name", "string", "name", "Name must be unique within a namespace.", 0});
        const json::array* columns = kube::find_array(version, {"additionalPrinterColumns"});
        if (columns == nullptr || columns->empty()) {
            return add_column("Age", "date", "", "", 0, ".metadata.creationTimestamp");
        }
        for (const kube::Json& column : *columns) {
            FLOTILLA_CHECK(add_column(
                text(column, {"name"}),
                text(column, {"type"}),
                text(column, {"format"}),
                text(column, {"description"}),
                static_cast<int>(kube::find_int(column, {"priority"}).value_or(0)),
                text(column, {"jsonPath"})
            ));
        }
        return {};
    }

    [[nodiscard]] const KindFacts& facts() const override { return facts_; }
    [[nodiscard]] const Schema& schema() const override { return *schema_; }
    [[nodiscard]] bool is_custom() const override { return true; }
    void set_defaults(kube::Json& object) const override { apply_schema_defaults(*schema_, object); }

    [[nodiscard]] std::vector<kube::FieldError> validate(const kube::Json& object) const override {
        validation::Causes causes;
        validation::check_metadata(facts_, object, causes);
        append(causes, custom::validate_value(*schema_, object, nullptr));
        return causes;
    }

    [[nodiscard]] std::vector<kube::FieldError> validate_update(
        const kube::Json& object, const kube::Json& old, std::string_view /*subresource*/
    ) const override {
        validation::Causes causes;
        validation::check_metadata(facts_, object, causes);
        validation::check_metadata_update(object, old, causes);
        append(causes, custom::validate_value(*schema_, object, &old));
        return causes;
    }

    [[nodiscard]] const std::vector<TableColumn>& columns() const override { return columns_; }

    [[nodiscard]] json::array cells(const kube::Json& object, WallTime now) const override {
        json::array cells{printing::name_of(object)};
        for (std::size_t i = 0; i < paths_.size(); ++i) {
            cells.push_back(cell_of(paths_[i].find(object), columns_[i + 1].type, now));
        }
        return cells;
    }

private:
    Result<void> add_column(
        std::string_view name,
        std::string_view type,
        std::string_view format,
        std::string_view description,
        int priority,
        std::string_view path
    ) {
        FLOTILLA_TRY(JsonPath parsed, JsonPath::parse(path));
        columns_.push_back(
            {std::string{name}, std::string{type}, std::string{format}, std::string{description}, priority}
        );
        paths_.push_back(std::move(parsed));
        return {};
    }

    static void append(validation::Causes& causes, validation::Causes more) {
        for (kube::FieldError& cause : more) {
            // metadata has rules of its own, with better words
            if (!cause.field.starts_with("metadata")) {
                causes.push_back(std::move(cause));
            }
        }
    }

    KindFacts facts_;
    const Schema& object_meta_;
    detail::SchemaArena arena_;
    const Schema* schema_ = nullptr;
    std::vector<TableColumn> columns_;
    std::vector<JsonPath> paths_;  // of all columns but the name
};

Result<CustomVersion> read_version(
    const kube::Json& definition, const kube::Json& version, const Schema& object_meta
) {
    CustomVersion result;
    result.name = text(version, {"name"});
    result.served = kube::find_bool(version, {"served"}).value_or(false);
    result.storage = kube::find_bool(version, {"storage"}).value_or(false);
    KindFacts facts{
        {std::string{text(definition, {"spec", "group"})},
         result.name,
         std::string{text(definition, {"spec", "names", "kind"})}},
        text(definition, {"spec", "scope"}) == "Namespaced",
        false
    };
    if (kube::find_bool(version, {"deprecated"}).value_or(false)) {
        const std::string_view warning = text(version, {"deprecationWarning"});
        result.deprecation_warning =
            warning.empty() ? fmt::format("{} {} is deprecated", facts.kind.api_version(), facts.kind.kind)
                            : std::string{warning};
    }
    result.has_status = kube::find(version, {"subresources", "status"}) != nullptr;
    if (const kube::Json* scale = kube::find(version, {"subresources", "scale"})) {
        result.scale = CustomScale{
            std::string{text(*scale, {"specReplicasPath"})},
            std::string{text(*scale, {"statusReplicasPath"})},
            std::string{text(*scale, {"labelSelectorPath"})}
        };
    }
    const json::array* selectable = kube::find_array(version, {"selectableFields"});
    for (std::size_t i = 0; selectable != nullptr && i < selectable->size(); ++i) {
        result.selectable_fields.emplace_back(text((*selectable)[i], {"jsonPath"}));
    }
    auto kind = std::make_shared<CustomKind>(std::move(facts), object_meta);
    FLOTILLA_CHECK(kind->read(version, result.ignored_rules));
    result.schema = std::move(kind);
    return result;
}

}  // namespace

Result<std::vector<CustomVersion>> custom_versions(
    const kube::Json& definition, const SchemaCatalog& catalog
) {
    std::vector<CustomVersion> result;
    const json::array* versions = kube::find_array(definition, {"spec", "versions"});
    for (std::size_t i = 0; versions != nullptr && i < versions->size(); ++i) {
        Result<CustomVersion> version = read_version(definition, (*versions)[i], *catalog.object_meta());
        if (!version) {
            return with_context(version.error(), fmt::format("spec.versions[{}]", i));
        }
        result.push_back(std::move(*version));
    }
    return result;
}

}  // namespace flotilla::cluster
