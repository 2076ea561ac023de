// Bytes inside JSON: RFC 4648, section 4, with padding; a browser's atob() reads it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kintsugi {

std::string base64(const std::vector<uint8_t>& bytes);

}  // namespace kintsugi
