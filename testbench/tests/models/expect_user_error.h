// Checks that bad input is answered with a sentence that helps.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "models/core/error.h"

namespace kintsugi::testing {

// Expects `action` to throw a UserError whose sentence holds every part.
template <typename Action>
void expect_user_error(Action action, std::initializer_list<const char*> parts) {
  try {
    action();
    ADD_FAILURE() << "no UserError";
  } catch (const UserError& error) {
    const std::string sentence = error.what();
    for (const char* part : parts) EXPECT_NE(sentence.find(part), std::string::npos) << sentence;
  }
}

}  // namespace kintsugi::testing
