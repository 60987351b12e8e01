#include "flotilla/cluster/apiserver/render.hpp"

#include <fmt/format.h>

#include "flotilla/cluster/schema/conversion.hpp"
#include "flotilla/kube/api/yaml.hpp"
#include "flotilla/kube/protobuf/codec.hpp"

namespace flotilla::cluster {

namespace {

kube::Json list_metadata_of(const kube::EncodedObject& object) {
    kube::Json metadata(kube::JsonObject{});
    metadata.as_object()["resourceVersion"] = object.resource_version();
    return metadata;
}

}  // namespace

Outcome<kube::Json> in_version(const Resource& resource, const kube::EncodedObject& object) {
    kube::Json json = object.parsed();
    if (resource.is_custom()) {
        json.as_object()["apiVersion"] = resource.type.api_version();
        resource.schema->set_defaults(json);  // the definition may have got more of them since it was written
        return json;
    }
    if (object.api_version() == resource.type.api_version()) {
        return json;
    }
    auto converted = convert(std::move(json), resource.kind());
    if (!converted) {
        return reject(kube::statuses::internal_error(converted.error().message));
    }
    return std::move(*converted);
}

Outcome<VersionedText> VersionedText::of(const Resource& resource, const kube::EncodedObject& object) {
    VersionedText text;
    text.stored_ = object.json();
    if (resource.is_custom() || object.api_version() != resource.type.api_version()) {
        FLOTILLA_TRY_OUTCOME(const kube::Json json, in_version(resource, object));
        text.owned_ = kube::to_json(json);
    }
    return text;
}

kube::Json partial_metadata(const kube::Json& object, std::string_view version) {
    kube::Json partial(kube::JsonObject{});
    partial.as_object()["kind"] = "PartialObjectMetadata";
    partial.as_object()["apiVersion"] = fmt::format("meta.k8s.io/{}", version);
    if (const kube::Json* metadata = kube::find(object, {"metadata"})) {
        partial.as_object()["metadata"] = *metadata;
    }
    return partial;
}

Outcome<IncludeObject> included_object(const ApiRequest& request) {
    const std::string_view wanted = request.info.query.value("includeObject");
    if (wanted.empty() || wanted == "Metadata") {
        return IncludeObject::Metadata;
    }
    if (wanted == "None") {
        return IncludeObject::None;
    }
    if (wanted == "Object") {
        return IncludeObject::Object;
    }
    return reject(kube::statuses::bad_request(fmt::format("unrecognized includeObject value: \"{}\"", wanted))
    );
}

Outcome<std::string> render_value(const Rendering& rendering, const kube::Json& value) {
    switch (rendering.encoding) {
        case Rendering::Encoding::Yaml:
            return kube::to_yaml(value);
        case Rendering::Encoding::Protobuf: {
            auto encoded = kube::protobuf::encode(value);
            return encoded ? Outcome<std::string>{std::move(*encoded)}
                           : reject(kube::statuses::internal_error(encoded.error().message));
        }
        case Rendering::Encoding::Json:
            break;
    }
    return kube::to_json(value);
}

Outcome<std::string> render_object(
    const ApiRequest& request, const kube::EncodedObject& object, WallTime now
) {
    const Rendering& rendering = request.rendering;
    if (rendering.transform == Rendering::Transform::None &&
        rendering.encoding == Rendering::Encoding::Json) {
        FLOTILLA_TRY_OUTCOME(const VersionedText text, VersionedText::of(*request.resource, object));
        return std::string{text.json()};
    }
    FLOTILLA_TRY_OUTCOME(const kube::Json json, in_version(*request.resource, object));
    if (rendering.transform == Rendering::Transform::Metadata) {
        return render_value(rendering, partial_metadata(json, rendering.version));
    }
    if (rendering.transform == Rendering::Transform::Table && request.resource->schema != nullptr) {
        FLOTILLA_TRY_OUTCOME(const IncludeObject include, included_object(request));
        const KindSchema& kind = *request.resource->schema;
        kube::Json table = make_table(kind, rendering.version, list_metadata_of(object));
        kube::place(table, {"rows"}) =
            kube::JsonArray{make_table_row(kind, json, include, now, rendering.version)};
        return render_value(rendering, table);
    }
    return render_value(rendering, json);
}

}  // namespace flotilla::cluster
