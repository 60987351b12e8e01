#include <fmt/format.h>

#include "flotilla/cluster/apiserver/render.hpp"
#include "flotilla/cluster/apiserver/selection/selection.hpp"
#include "flotilla/cluster/apiserver/verbs/freshness.hpp"
#include "flotilla/cluster/apiserver/verbs/list_options.hpp"
#include "flotilla/cluster/apiserver/verbs/read.hpp"
#include "flotilla/cluster/apiserver/warnings.hpp"

namespace flotilla::cluster {

namespace {

namespace asio = boost::asio;
namespace statuses = kube::statuses;

/// Bodies beyond this are sent in pieces of this size.
constexpr std::size_t kPieceBytes = 256U << 10U;

constexpr std::string_view kContinueTooOld =
    "The provided continue parameter is too old to display a consistent list result. You can start a new "
    "list without the "
    "continue parameter, or use the continue token in this response to retrieve the remainder of the "
    "results. Continuing with "
    "the provided token results in an inconsistent list - objects that were created, modified, or deleted "
    "between the time the "
    "first chunk was returned and now may show up in the list.";

struct Page {
    Revision revision = 0;
    std::vector<ObjectPtr> items;
    std::string continue_token;
    std::optional<std::int64_t> remaining;
};

/// What to read, and which revision the answer carries.
struct Plan {
    Range range;
    Revision revision = 0;
};

Outcome<Plan> plan_list(const Core& core, const RequestInfo& info, const ListOptions& options) {
    const Revision current = core.store.revision();
    Plan plan{Range{info.namespace_}, current};
    if (!options.continue_token.empty()) {
        FLOTILLA_TRY_OUTCOME(ContinueToken token, ContinueToken::decode(options.continue_token));
        plan.range.after = std::move(token.after);
        plan.range.at = token.revision.value_or(0);
        plan.revision = token.revision.value_or(current);
        return plan;
    }
    const Revision wanted = options.version.value_or(0);
    const bool exact = options.match == ListOptions::Match::Exact ||
                       (options.match == ListOptions::Match::Unset && options.limit > 0 && wanted > 0);
    if (exact) {
        plan.range.at = wanted;
        plan.revision = wanted;
    }
    return plan;
}

kube::Status too_old(const ListOptions& options, const Range& range) {
    if (!range.after) {
        return statuses::expired("The resourceVersion for the provided list is too old.");
    }
    static_cast<void>(options);
    kube::Status status = statuses::expired(kContinueTooOld);
    status.continue_token = ContinueToken{std::nullopt, *range.after}.encode();
    return status;
}

Outcome<Page> read_page(const Core& core, const ApiRequest& request, const ListOptions& options) {
    FLOTILLA_TRY_OUTCOME(const Selection selection, Selection::parse(request.info, *request.resource));
    FLOTILLA_TRY_OUTCOME(const Plan plan, plan_list(core, request.info, options));
    Page page;
    page.revision = plan.revision;
    std::int64_t remaining = 0;
    // "Any version will do" is answered from memory, where pages save nothing: all at once.
    const std::size_t limit = options.version == Revision{0} ? 0 : options.limit;
    const auto visited = request.resource->collection->visit(plan.range, [&](const ObjectPtr& object) {
        if (!selection.matches(*object)) {
            return true;
        }
        if (limit == 0 || page.items.size() < limit) {
            page.items.push_back(object);
            return true;
        }
        ++remaining;
        return selection.is_everything();  // with a selector nobody counts what remains
    });
    if (!visited) {
        return reject(too_old(options, plan.range));
    }
    if (remaining > 0) {
        const kube::EncodedObject& last = *page.items.back();
        const std::optional<Revision> at = options.continue_token.empty() || plan.range.at != 0
                                               ? std::optional{plan.revision}
                                               : std::nullopt;
        page.continue_token =
            ContinueToken{at, {std::string{last.namespace_()}, std::string{last.name()}}}.encode();
        if (selection.is_everything()) {
            page.remaining = remaining;
        }
    }
    return page;
}

/// @param always_continues lists of custom resources have the field even when it is empty
kube::Json list_metadata(const Page& page, bool always_continues) {
    kube::Json metadata(kube::JsonObject{});
    metadata.as_object()["resourceVersion"] = std::to_string(page.revision);
    if (!page.continue_token.empty() || always_continues) {
        metadata.as_object()["continue"] = page.continue_token;
    }
    if (page.remaining) {
        metadata.as_object()["remainingItemCount"] = *page.remaining;
    }
    return metadata;
}

/// The list as one value, for the forms that are not plain JSON.
Outcome<kube::Json> list_value(const ApiRequest& request, const Page& page, WallTime now) {
    const Resource& resource = *request.resource;
    const Rendering& rendering = request.rendering;
    const bool as_table = rendering.transform == Rendering::Transform::Table;
    const bool as_metadata = rendering.transform == Rendering::Transform::Metadata;
    kube::JsonArray items;
    FLOTILLA_TRY_OUTCOME(const IncludeObject include, included_object(request));
    for (const ObjectPtr& object : page.items) {
        FLOTILLA_TRY_OUTCOME(kube::Json json, in_version(resource, *object));
        if (as_table) {
            items.push_back(make_table_row(*resource.schema, json, include, now, rendering.version));
        } else {
            if (!as_metadata && !resource.is_custom()) {
                json.as_object().erase("kind");
                json.as_object().erase("apiVersion");
            }
            items.push_back(as_metadata ? partial_metadata(json, rendering.version) : std::move(json));
        }
    }
    if (as_table) {
        kube::Json table = make_table(*resource.schema, rendering.version, list_metadata(page, false));
        kube::place(table, {"rows"}) = std::move(items);
        return table;
    }
    kube::Json list(kube::JsonObject{});
    list.as_object()["kind"] = as_metadata ? "PartialObjectMetadataList" : resource.list_kind;
    list.as_object()["apiVersion"] =
        as_metadata ? fmt::format("meta.k8s.io/{}", rendering.version) : resource.type.api_version();
    list.as_object()["metadata"] = list_metadata(page, resource.is_custom());
    list.as_object()["items"] = std::move(items);
    return list;
}

/// A plain JSON list, piece by piece.
class ListText {
public:
    ListText(const Resource& resource, const Page& page) : resource_{resource}, page_{page} {
        piece_ = fmt::format(
            R"({{"kind":"{}","apiVersion":"{}","metadata":{},"items":[)",
            resource.list_kind,
            resource.type.api_version(),
            kube::to_json(list_metadata(page, resource.is_custom()))
        );
    }

    /// The next piece; empty at the end. Valid until the next call.
    Outcome<std::string_view> next() {
        if (next_ > 0) {
            piece_.clear();
        }
        while (next_ < page_.items.size() && piece_.size() < kPieceBytes) {
            FLOTILLA_TRY_OUTCOME(const VersionedText text, VersionedText::of(resource_, *page_.items[next_]));
            append_item(text.json());
            ++next_;
        }
        if (next_ == page_.items.size()) {
            piece_ += "]}\n";
            ++next_;
        }
        return piece_;
    }
    [[nodiscard]] bool is_done() const { return next_ > page_.items.size(); }

private:
    /// The items of a typed list do not repeat what the list says of them; custom resources do.
    void append_item(std::string_view json) {
        piece_.append(next_ > 0 ? "," : "");
        if (!resource_.is_custom() && json.starts_with(type_prefix_)) {
            piece_ += '{';
            json.remove_prefix(type_prefix_.size());
        }
        piece_.append(json);
    }

    const Resource& resource_;
    const Page& page_;
    std::string type_prefix_ =
        fmt::format(R"({{"kind":"{}","apiVersion":"{}",)", resource_.type.kind, resource_.type.api_version());
    std::string piece_;
    std::size_t next_ = 0;
};

asio::awaitable<Outcome<void>> send_text(
    ApiRequest& request, const Page& page, io::http::ResponseWriter& writer
) {
    ListText text{*request.resource, page};
    auto first = text.next();
    if (!first) {
        co_return reject(std::move(first).error());
    }
    io::http::Response response{200};
    response.headers.add("Content-Type", "application/json");
    add_warnings(response, request.warnings);
    if (text.is_done()) {
        response.body = *first;
        co_await writer.send(std::move(response));
        co_return Outcome<void>{};
    }
    auto sent = co_await writer.start(std::move(response));
    while (sent && first && !first->empty()) {
        sent = co_await writer.write(*first);
        if (text.is_done()) {
            break;
        }
        first = text.next();
    }
    if (sent && first) {
        co_await writer.finish();
    }
    co_return Outcome<void>{};
}

}  // namespace

asio::awaitable<Outcome<void>> list_objects(
    Core& core, ApiRequest& request, io::http::ResponseWriter& writer
) {
    const auto options = ListOptions::parse(request.info);
    if (!options) {
        co_return reject(options.error());
    }
    if (options->continue_token.empty()) {
        auto seen = co_await await_version(core, *request.resource->collection, options->version.value_or(0));
        if (!seen) {
            co_return seen;
        }
    }
    auto page = read_page(core, request, *options);
    if (!page) {
        co_return reject(std::move(page).error());
    }
    co_await core.store.durable(page->revision);
    const bool plain = request.rendering.transform == Rendering::Transform::None &&
                       request.rendering.encoding == Rendering::Encoding::Json;
    if (plain) {
        co_return co_await send_text(request, *page, writer);
    }
    auto value = list_value(request, *page, core.clock.wall_now());
    auto body = value ? render_value(request.rendering, *value) : reject(std::move(value).error());
    if (!body) {
        co_return reject(std::move(body).error());
    }
    io::http::Response response{200};
    response.headers.add("Content-Type", std::string{request.rendering.content_type()});
    add_warnings(response, request.warnings);
    response.body = std::move(*body);
    co_await writer.send(std::move(response));
    co_return Outcome<void>{};
}

}  // namespace flotilla::cluster
