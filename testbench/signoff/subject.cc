#include "testbench/signoff/subject.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/core/error.h"
#include "testbench/own_controller/build_reference.h"

namespace kintsugi::signoff {
namespace {

const char* check_name(const Subject& subject) { return subject.cycle ? "cycle" : "transaction"; }

bool names_the_subject(const Testpoint& point) {
  const auto named = [](const std::string& word) {
    return word == "{controller}" || word == "{own}";
  };
  return std::any_of(point.command.begin(), point.command.end(), named);
}

}  // namespace

std::string name_of(const Subject& subject) {
  if (!subject.cycle) return subject.rtl.top + " by transactions";
  return subject.rtl.top + " in every cycle" +
         (subject.reference.empty() ? "" : " against " + subject.reference.filename().string());
}

std::vector<std::string> run_words(const Subject& subject) {
  std::vector<std::string> words = {"--rtl"};
  for (const auto& file : subject.rtl.files) words.push_back(file.string());
  words.insert(words.end(), {"--top", subject.rtl.top, "--check", check_name(subject)});
  if (!subject.reference.empty()) {
    words.insert(words.end(), {"--reference", subject.reference.string()});
  }
  return words;
}

std::vector<std::string> bench_words(const Subject& subject) {
  std::string files;
  for (const auto& file : subject.rtl.files) files += (files.empty() ? "" : ":") + file.string();
  std::vector<std::string> words = {"KINTSUGI_OWN_RTL=" + files,
                                    "KINTSUGI_OWN_TOP=" + subject.rtl.top,
                                    std::string("KINTSUGI_OWN_CHECK=") + check_name(subject)};
  if (!subject.reference.empty()) {
    words.push_back("KINTSUGI_OWN_REFERENCE=" + subject.reference.string());
  }
  return words;
}

std::string digest_of(const Subject& subject) {
  const bool declared_state = subject.cycle && subject.reference.empty();
  std::string text =
      name_of(subject) + build_controller(subject.rtl, declared_state, false, false).digest;
  if (!subject.reference.empty()) text += build_reference(subject.reference, false).digest;
  return text;
}

void check_subject(const Plan& plan, bool own) {
  for (const Testpoint& point : plan.testpoints) {
    if (point.command.empty() || names_the_subject(point) == own) continue;
    throw UserError(fmt::format(
        own ? "--rtl: testpoint {} of {} is not about it; allowed are plans in which every command "
              "holds {{controller}} or {{own}}"
            : "--plan: testpoint {} of {} is about a controller of one's own; allowed beside --rtl",
        point.id, plan.file.string()));
  }
}

}  // namespace kintsugi::signoff
