#pragma once
#include <string>

#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"
#include "flotilla/cluster/schema/table.hpp"

/// Objects in the form that a client asked for.
namespace flotilla::cluster {

/// A stored object in the version of `resource`.
Outcome<kube::Json> in_version(const Resource& resource, const kube::EncodedObject& object);

/// The same as text; shares the stored bytes when no conversion is needed.
class VersionedText {
public:
    static Outcome<VersionedText> of(const Resource& resource, const kube::EncodedObject& object);
    [[nodiscard]] std::string_view json() const { return owned_.empty() ? stored_ : owned_; }

private:
    std::string_view stored_;
    std::string owned_;
};

/// The object's PartialObjectMetadata.
kube::Json partial_metadata(const kube::Json& object, std::string_view version);

/// includeObject of a table request. 400 for a value that there is none.
Outcome<IncludeObject> included_object(const ApiRequest& request);

/// One object as the body of an answer.
Outcome<std::string> render_object(
    const ApiRequest& request, const kube::EncodedObject& object, WallTime now
);

/// Any value as the body of an answer.
Outcome<std::string> render_value(const Rendering& rendering, const kube::Json& value);

}  // namespace flotilla::cluster
