#include <map>
#include <utility>

#include "flotilla/cluster/schema/defaulting.hpp"
#include "flotilla/cluster/schema/detail/cluster_scoped.hpp"
#include "flotilla/cluster/schema/kind_schema.hpp"
#include "flotilla/cluster/schema/printing/printer.hpp"
#include "flotilla/cluster/schema/validation/validation.hpp"

namespace flotilla::cluster {
namespace {

class BuiltinKind final : public KindSchema {
public:
    BuiltinKind(GroupVersionKind kind, const Schema& schema)
        : facts_{kind, !detail::is_cluster_scoped(kind), true},
          schema_{&schema},
          printer_{&printing::printer_of(kind)} {}

    [[nodiscard]] const KindFacts& facts() const override { return facts_; }
    [[nodiscard]] const Schema& schema() const override { return *schema_; }
    [[nodiscard]] bool is_custom() const override { return false; }

    void set_defaults(kube::Json& object) const override {
        apply_structure_defaults(facts_.kind.kind, object);
        apply_table_defaults(*schema_, object);
        apply_computed_defaults(facts_.kind.group, facts_.kind.kind, object);
    }

    [[nodiscard]] std::vector<kube::FieldError> validate(const kube::Json& object) const override {
        validation::Causes causes;
        validation::check_metadata(facts_, object, causes);
        validation::check_tables(*schema_, object, causes);
        validation::check_kind(facts_, object, causes);
        return causes;
    }

    [[nodiscard]] std::vector<kube::FieldError> validate_update(
        const kube::Json& object, const kube::Json& old, std::string_view subresource
    ) const override {
        validation::Causes causes;
        if (subresource != "status") {
            causes = validate(object);
        }
        validation::check_metadata_update(object, old, causes);
        validation::check_immutable(facts_, object, old, subresource, causes);
        return causes;
    }

    [[nodiscard]] const std::vector<TableColumn>& columns() const override { return printer_->columns; }
    [[nodiscard]] boost::json::array cells(const kube::Json& object, WallTime now) const override {
        return printer_->cells(object, now);
    }

private:
    KindFacts facts_;
    const Schema* schema_;
    const printing::Printer* printer_;
};

}  // namespace

struct BuiltinKinds::Impl {
    SchemaCatalog catalog;
    std::map<GroupVersionKind, BuiltinKind> kinds;
};

BuiltinKinds::BuiltinKinds(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
BuiltinKinds::BuiltinKinds(BuiltinKinds&&) noexcept = default;
BuiltinKinds& BuiltinKinds::operator=(BuiltinKinds&&) noexcept = default;
BuiltinKinds::~BuiltinKinds() = default;

Result<BuiltinKinds> BuiltinKinds::load() {
    FLOTILLA_TRY(SchemaCatalog catalog, SchemaCatalog::builtin());
    auto impl = std::make_unique<Impl>(Impl{std::move(catalog), {}});
    for (const GroupVersionKind& kind : impl->catalog.kinds()) {
        impl->kinds.try_emplace(kind, kind, *impl->catalog.find(kind));
    }
    return BuiltinKinds{std::move(impl)};
}

const KindSchema* BuiltinKinds::find(const GroupVersionKind& kind) const {
    const auto found = impl_->kinds.find(kind);
    return found == impl_->kinds.end() ? nullptr : &found->second;
}

const SchemaCatalog& BuiltinKinds::catalog() const {
    return impl_->catalog;
}

}  // namespace flotilla::cluster
