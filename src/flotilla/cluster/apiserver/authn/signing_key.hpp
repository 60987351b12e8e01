#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"

namespace flotilla::cluster {

/// A P-256 key pair that signs tokens (ES256).
class SigningKey {
public:
    /// Reads the key from a PEM file, or makes a new one and keeps it there (readable by its owner only).
    /// InvalidArgument: the file holds no such key. Unavailable: it cannot be read or written.
    static Result<SigningKey> load_or_make(const std::optional<std::filesystem::path>& file);
    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;
    ~SigningKey();

    /// The signature as JWTs carry it: r and s, 32 bytes each.
    [[nodiscard]] std::string sign(std::string_view message) const;
    [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;
    /// The coordinates of the public point, 32 bytes each.
    [[nodiscard]] std::pair<std::string, std::string> public_point() const;
    /// Names the key: a hash of its public part.
    [[nodiscard]] const std::string& id() const { return id_; }

private:
    struct Impl;
    explicit SigningKey(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
    std::string id_;
};

}  // namespace flotilla::cluster
