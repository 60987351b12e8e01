#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

/// Who owns whom, by uid, and what follows from it. No I/O.
namespace flotilla::cluster::controllers {

/// An ownerReference, as far as the collector needs it.
struct OwnerLink {
    std::string uid;
    bool blocks_deletion = false;

    friend bool operator==(const OwnerLink&, const OwnerLink&) = default;
};

/// An object as the collector sees it.
struct GarbageNode {
    std::string uid;
    std::string resource;  ///< the path of its collection: "/apis/apps/v1/namespaces/default/replicasets"
    std::string ns;        ///< empty: cluster wide
    std::string name;
    std::vector<OwnerLink> owners;
    bool is_deleting = false;
    bool has_foreground_finalizer = false;
    bool has_orphan_finalizer = false;

    friend bool operator==(const GarbageNode&, const GarbageNode&) = default;
};

/// What is to be done about one object.
struct GarbageAction {
    enum class Kind {
        Delete,             ///< in the background: no owner is left
        DeleteForeground,   ///< its owner waits for it, and it has dependents itself
        DropOwners,         ///< take `owners` off: they are gone, or let it go
        ReleaseForeground,  ///< remove the finalizer foregroundDeletion: no dependent blocks any more
        ReleaseOrphan,      ///< remove the finalizer orphan: no dependent refers to it any more
    };
    Kind kind = Kind::Delete;
    std::string uid;                  ///< of the object to act on
    std::vector<std::string> owners;  ///< DropOwners: the uids

    friend bool operator==(const GarbageAction&, const GarbageAction&) = default;
};

/// All objects of a cluster by uid, with their dependents.
class OwnerGraph {
public:
    /// Adds or changes an object. @return uids that need another look
    std::set<std::string> put(GarbageNode node);
    /// Forgets an object that is gone. @return uids that need another look
    std::set<std::string> remove(const std::string& uid);

    /// What to do about one object now. An owner counts as there when it is in the graph, cluster wide or in
    /// the namespace of its dependent: ask only when the graph has seen every resource.
    [[nodiscard]] std::vector<GarbageAction> plan(const std::string& uid) const;

    [[nodiscard]] const GarbageNode* find(const std::string& uid) const;
    [[nodiscard]] const std::map<std::string, GarbageNode>& nodes() const { return nodes_; }

private:
    using Uids = std::set<std::string>;

    void link(const GarbageNode& node);
    void unlink(const GarbageNode& node);
    [[nodiscard]] const Uids& dependents_of(const std::string& uid) const;
    [[nodiscard]] bool is_owner(const std::string& uid, const GarbageNode& dependent) const;
    [[nodiscard]] std::vector<GarbageAction> plan_deleting(const GarbageNode& node) const;

    std::map<std::string, GarbageNode> nodes_;
    std::map<std::string, Uids> dependents_;  ///< owner uid → dependents, also of owners not seen
};

}  // namespace flotilla::cluster::controllers
