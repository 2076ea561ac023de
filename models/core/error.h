// The one exception that means "the user can fix this": bad scenario, network, data or command.
#pragma once

#include <stdexcept>
#include <string>

namespace kintsugi {

// Thrown for bad input. `what()` is one complete sentence (or two) that names file, line and key
// where there are any, what was found, what is allowed and what to do. The command line prints it
// and exits with code 2.
class UserError : public std::runtime_error {
 public:
  explicit UserError(const std::string& sentence) : std::runtime_error(sentence) {}
};

// Throws UserError(sentence) unless `holds`.
inline void require(bool holds, const std::string& sentence) {
  if (!holds) throw UserError(sentence);
}

}  // namespace kintsugi
