#pragma once
#include <compare>
#include <map>
#include <memory>
#include <string>
#include <typeindex>
#include <typeinfo>
#include <utility>

#include "flotilla/kube/runtime/informer.hpp"

namespace flotilla::kube {

/// The informers of one program: whoever asks for the same objects in the same form shares one watch, one
/// decoding, one cache.
class Informers {
public:
    explicit Informers(const Environment& environment) : environment_(environment) {}

    /// The informer of a typed struct in all namespaces.
    template <TypedObject T>
    Informer<T>& get() {
        return get<T>(InformerOptions{resource_of<T>()});
    }
    /// The informer of what the options say. Of equal choices of objects, the first one's other options
    /// count.
    template <class T>
    Informer<T>& get(InformerOptions options) {
        Choice choice{
            typeid(T), options.type, options.namespace_, options.label_selector, options.field_selector
        };
        const auto found = informers_.find(choice);
        if (found != informers_.end()) {
            return static_cast<Informer<T>&>(*found->second);
        }
        auto informer = std::make_unique<Informer<T>>(environment_, std::move(options));
        Informer<T>& made = *informer;
        informers_.emplace(std::move(choice), std::move(informer));
        return made;
    }

    /// Starts those that have not been started.
    void start();
    asio::awaitable<void> wait_for_sync();
    asio::awaitable<void> stop();
    /// For readiness. Unavailable: names what has not synced, and why if that is known.
    [[nodiscard]] Result<void> check() const;

private:
    struct Choice {
        std::type_index form;
        ResourceType type;
        std::string namespace_;
        std::string label_selector;
        std::string field_selector;
        friend auto operator<=>(const Choice&, const Choice&) = default;
    };

    Environment environment_;
    std::map<Choice, std::unique_ptr<AnyInformer>> informers_;
};

}  // namespace flotilla::kube
