#include "flotilla/cluster/apiserver/authn/signing_key.hpp"

#include <array>
#include <cstdio>
#include <utility>

#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <unistd.h>

#include "flotilla/base/base64.hpp"

namespace flotilla::cluster {

namespace {

constexpr int kNumberBytes = 32;

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using DigestPtr = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using SignaturePtr = std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>>;
using NumberPtr = std::unique_ptr<BIGNUM, Deleter<BN_free>>;
using FilePtr = std::unique_ptr<std::FILE, Deleter<std::fclose>>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string fixed_bytes(const BIGNUM* number) {
    std::string bytes(kNumberBytes, '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), kNumberBytes);
    return bytes;
}

Result<KeyPtr> read_key(const std::filesystem::path& file) {
    const FilePtr stream{std::fopen(file.c_str(), "re")};
    KeyPtr key{stream ? PEM_read_PrivateKey(stream.get(), nullptr, nullptr, nullptr) : nullptr};
    std::array<char, 32> curve{};
    std::size_t length = 0;
    const bool is_p256 = key &&
                         EVP_PKEY_get_utf8_string_param(
                             key.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.data(), curve.size(), &length
                         ) == 1 &&
                         std::string_view{curve.data(), length} == "prime256v1";
    if (!is_p256) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "{} holds no private P-256 key in PEM form; remove it to have a new one made", file.string()
            )
        );
    }
    return key;
}

Result<void> write_key(const EVP_PKEY& key, const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const FilePtr stream{descriptor >= 0 ? ::fdopen(descriptor, "w") : nullptr};
    const bool written =
        stream && PEM_write_PrivateKey(stream.get(), &key, nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
        std::fflush(stream.get()) == 0 && ::fsync(descriptor) == 0;
    if (!written) {
        return fail(ErrorCode::Unavailable, fmt::format("cannot write the token key to {}", file.string()));
    }
    return {};
}

}  // namespace

struct SigningKey::Impl {
    KeyPtr key;
};

SigningKey::SigningKey(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {
    const auto [x, y] = public_point();
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    const std::string point = x + y;
    SHA256(bytes_of(point), point.size(), digest.data());
    id_ = base64url_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

Result<SigningKey> SigningKey::load_or_make(const std::optional<std::filesystem::path>& file) {
    auto impl = std::make_unique<Impl>();
    if (file && std::filesystem::exists(*file)) {
        FLOTILLA_TRY(impl->key, read_key(*file));
        return SigningKey{std::move(impl)};
    }
    impl->key.reset(EVP_EC_gen("P-256"));
    if (!impl->key) {
        return fail(ErrorCode::Internal, "cannot make a key to sign tokens with");
    }
    if (file) {
        FLOTILLA_CHECK(write_key(*impl->key, *file));
    }
    return SigningKey{std::move(impl)};
}

std::string SigningKey::sign(std::string_view message) const {
    const DigestPtr digest{EVP_MD_CTX_new()};
    std::array<unsigned char, 128> der{};
    std::size_t size = der.size();
    const bool made =
        EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, impl_->key.get()) == 1 &&
        EVP_DigestSign(digest.get(), der.data(), &size, bytes_of(message), message.size()) == 1;
    FLOTILLA_ASSERT(made);
    const unsigned char* cursor = der.data();
    const SignaturePtr signature{d2i_ECDSA_SIG(nullptr, &cursor, static_cast<long>(size))};
    return fixed_bytes(ECDSA_SIG_get0_r(signature.get())) + fixed_bytes(ECDSA_SIG_get0_s(signature.get()));
}

bool SigningKey::verify(std::string_view message, std::string_view signature) const {
    if (signature.size() != 2 * kNumberBytes) {
        return false;
    }
    const SignaturePtr parsed{ECDSA_SIG_new()};
    NumberPtr r{BN_bin2bn(bytes_of(signature), kNumberBytes, nullptr)};
    NumberPtr s{BN_bin2bn(bytes_of(signature.substr(kNumberBytes)), kNumberBytes, nullptr)};
    ECDSA_SIG_set0(parsed.get(), r.release(), s.release());
    std::array<unsigned char, 128> der{};
    unsigned char* cursor = der.data();
    const int size = i2d_ECDSA_SIG(parsed.get(), &cursor);
    const DigestPtr digest{EVP_MD_CTX_new()};
    return size > 0 &&
           EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, impl_->key.get()) == 1 &&
           EVP_DigestVerify(
               digest.get(), der.data(), static_cast<std::size_t>(size), bytes_of(message), message.size()
           ) == 1;
}

std::pair<std::string, std::string> SigningKey::public_point() const {
    const auto coordinate = [&](const char* name) {
        BIGNUM* number = nullptr;
        EVP_PKEY_get_bn_param(impl_->key.get(), name, &number);
        const NumberPtr owned{number};
        return fixed_bytes(owned.get());
    };
    return {coordinate(OSSL_PKEY_PARAM_EC_PUB_X), coordinate(OSSL_PKEY_PARAM_EC_PUB_Y)};
}

}  // namespace flotilla::cluster
