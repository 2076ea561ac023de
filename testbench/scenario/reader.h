// Turns TOML nodes into scenario members, checking type and range against the table of keys.
#pragma once

#include <toml++/toml.h>

#include <string>

#include "testbench/scenario/keys.h"

namespace kintsugi {

// What messages call a node: `the string "ten"`, `12`, `a table`.
std::string describe(const toml::node& node);

// Sets the member of `key`. Throws UserError "`where`: key: found X; allowed Y".
void set_key(Scenario& scenario, const Key& key, const toml::node& node, const std::string& where);

// Sets the key from a command-line value. A value that is no TOML value is taken as a string, so
// that quotes may be left out.
void set_override(Scenario& scenario, const Override& override);

// Sets every key of a parsed file. Throws UserError, with a suggestion, for an unknown key.
void set_all(Scenario& scenario, const toml::table& root, const std::string& file_name);

}  // namespace kintsugi
