// The sentence a UserError carries, so that a test can read it.
#pragma once

#include <string>

#include "models/core/error.h"

namespace kintsugi {

// Empty when `action` throws no UserError.
template <class Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

}  // namespace kintsugi
