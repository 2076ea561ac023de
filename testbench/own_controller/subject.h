// What the bench is asked to look at: RTL, and what it is held against, where these are not ours.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "testbench/own_controller/build.h"
#include "testbench/own_controller/load.h"

namespace kintsugi {

struct Subject {
  OwnController rtl;                // no files: ours
  std::filesystem::path reference;  // source of a model; empty: ours
  bool cycle = true;                // every cycle against the reference, not transactions
};

struct BuiltSubject {
  ControllerMaker controller;                  // empty: ours
  ReferenceMaker reference;                    // empty: ours
  std::map<std::string, std::string> digests;  // "controller", "reference", of those that are not
};

// Builds and loads what build/controllers/ does not hold yet. Throws UserError for what cannot be
// used.
BuiltSubject build_subject(const Subject& subject, bool waves, bool quiet);

}  // namespace kintsugi
