#pragma once

#include "base/Bytes.h"

#include <utility>

namespace countersign {

/// Bytes that must not be printed, serialised or left behind: move-only, wiped when destroyed, compared in
/// constant time. There is no stream operator and no JSON codec for it, on purpose; `reveal()` marks each
/// place of use.
class Secret
{
public:
    Secret() = default;
    explicit Secret(Bytes bytes) : m_bytes(std::move(bytes)) {}
    /// Copies; the caller wipes its own.
    explicit Secret(std::string_view text) : m_bytes(text.begin(), text.end()) {}
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    Secret(Secret&& other) noexcept : m_bytes(std::move(other.m_bytes)) { other.m_bytes.clear(); }
    Secret& operator=(Secret&& other) noexcept;
    ~Secret();

    [[nodiscard]] Secret clone() const { return Secret(Bytes(m_bytes)); }
    [[nodiscard]] ByteView reveal() const { return m_bytes; }
    [[nodiscard]] std::string_view revealText() const { return textOf(m_bytes); }
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    [[nodiscard]] bool empty() const { return m_bytes.empty(); }
    [[nodiscard]] bool sameAs(ByteView other) const;

private:
    Bytes m_bytes;
};

/// Overwrites memory in a way that the compiler may not drop.
void wipe(std::span<std::uint8_t> bytes);
void wipe(std::string& text);
/// Constant time for equal lengths.
bool sameBytes(ByteView a, ByteView b);

} // namespace countersign
