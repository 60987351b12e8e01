#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/cluster/schema/custom_kind.hpp"
#include "flotilla/cluster/schema/decoding.hpp"
#include "flotilla/cluster/schema/field_ownership.hpp"
#include "flotilla/cluster/schema/pruning.hpp"
#include "flotilla/cluster/schema/strategic_merge.hpp"
#include "flotilla/kube/api/patch/merge_patch.hpp"

#include "builtin.hpp"

/// As much of an API server as is needed to answer one recorded request from its recorded state with the
/// library alone.
namespace flotilla::cluster::testing_support {

struct Answer {
    std::int64_t code = 0;
    kube::Json object;                ///< when it went well
    std::string message;              ///< when it did not
    std::vector<std::string> causes;  ///< "reason|field|message", sorted
};

class GoldenServer {
public:
    /// Custom kinds become known through their definitions.
    void define(const kube::Json& definition) {
        custom_ = custom_versions(definition, builtin().catalog()).value().front().schema;
    }

    Answer answer(const kube::Json& step) const {
        const kube::Json* before = kube::find(step, {"before"});
        const bool exists = before != nullptr && before->is_object();
        const KindSchema* kind = kind_of(exists ? *before : *kube::find(step, {"body"}));
        const std::string_view method = *kube::find_string(step, {"method"});
        const std::string_view type = *kube::find_string(step, {"type"});
        const std::string path{*kube::find_string(step, {"path"})};
        Request request{
            *kind, exists ? before : nullptr, *kube::find(step, {"body"}), writer(*kind, path), path
        };
        if (method == "POST") {
            return create(request);
        }
        return type == "application/apply-patch+yaml" ? apply(request) : patch(request, type);
    }

private:
    struct Request {
        const KindSchema& kind;
        const kube::Json* before;
        const kube::Json& body;
        FieldWriter writer;
        std::string path;
    };

    const KindSchema* kind_of(const kube::Json& object) const {
        const GroupVersionKind kind = GroupVersionKind::of(
            *kube::find_string(object, {"apiVersion"}), *kube::find_string(object, {"kind"})
        );
        return custom_ && custom_->facts().kind == kind ? custom_.get() : builtin().find(kind);
    }

    static FieldWriter writer(const KindSchema& kind, const std::string& path) {
        FieldWriter result;
        const std::size_t manager = path.find("fieldManager=");
        const std::string rest = path.substr(manager + std::string_view{"fieldManager="}.size());
        result.manager = rest.substr(0, rest.find('&'));
        result.api_version = kind.facts().kind.api_version();
        const std::string place = path.substr(0, path.find('?'));
        result.subresource =
            place.ends_with("/status") ? "status" : (place.ends_with("/scale") ? "scale" : "");
        result.status_is_separate = kind.schema().named("status") != nullptr;
        return result;
    }

    static Answer refused(std::int64_t code, std::string message) {
        return {code, {}, std::move(message), {}};
    }

    static std::optional<Answer> decode(const Request& request, const kube::Json& object) {
        const KindFacts& facts = request.kind.facts();
        const DecodingReport report = check_decoding(request.kind.schema(), object);
        const bool strict = request.path.find("fieldValidation=Strict") != std::string::npos;
        std::string problem = request.kind.is_custom() ? std::string{} : report.type_error.value_or("");
        if (problem.empty() && strict) {
            problem = strict_decoding_error(report.unknown);
        }
        if (problem.empty()) {
            return std::nullopt;
        }
        return refused(400, cannot_be_handled(facts.kind.kind, facts.kind.version, problem));
    }

    /// What remains to be done with an object before it is stored.
    static Answer store(const Request& request, kube::Json object, bool track) {
        if (std::optional<Answer> problem = decode(request, object)) {
            return *problem;
        }
        drop_nulls(request.kind.schema(), object);
        prune(request.kind.schema(), object);
        request.kind.set_defaults(object);
        const std::vector<kube::FieldError> causes =
            request.before == nullptr
                ? request.kind.validate(object)
                : request.kind.validate_update(object, *request.before, request.writer.subresource);
        if (!causes.empty()) {
            Answer answer = refused(422, "");
            for (const kube::FieldError& cause : causes) {
                answer.causes.push_back(fmt::format("{}|{}|{}", cause.reason(), cause.field, cause.body()));
            }
            std::ranges::sort(answer.causes);
            return answer;
        }
        if (track) {
            track_update(request.kind.schema(), request.before, object, request.writer);
        }
        return {request.before == nullptr ? 201 : 200, std::move(object), "", {}};
    }

    static Answer create(const Request& request) { return store(request, request.body, true); }

    static Answer patch(const Request& request, std::string_view type) {
        kube::Json object = *request.before;
        if (type == "application/merge-patch+json") {
            object = kube::apply_merge_patch(std::move(object), request.body);
        } else {
            Result<kube::Json> merged =
                strategic_merge(request.kind.schema(), std::move(object), request.body);
            if (!merged) {
                return refused(400, merged.error().message);
            }
            object = std::move(*merged);
        }
        return store(request, std::move(object), true);
    }

    static Answer apply(const Request& request) {
        kube::Json live = kube::JsonObject{};
        if (request.before != nullptr) {
            live = *request.before;
        } else {
            for (const std::string_view field : {"apiVersion", "kind"}) {
                kube::place(live, {field}) = *kube::find(request.body, {field});
            }
            for (const std::string_view field : {"name", "namespace"}) {
                kube::place(live, {"metadata", field}) = *kube::find(request.body, {"metadata", field});
            }
        }
        const bool force = request.path.find("force=true") != std::string::npos;
        auto applied = apply_configuration(request.kind.schema(), live, request.body, request.writer, force);
        if (applied) {
            return store(request, std::move(*applied), false);
        }
        Answer answer = refused(applied.error().conflicts.empty() ? 500 : 409, applied.error().message);
        for (const ApplyConflict& conflict : applied.error().conflicts) {
            answer.causes.push_back(
                fmt::format("FieldManagerConflict|{}|{}", conflict.field, conflict.message)
            );
        }
        std::ranges::sort(answer.causes);
        return answer;
    }

    std::shared_ptr<const KindSchema> custom_;
};

}  // namespace flotilla::cluster::testing_support
