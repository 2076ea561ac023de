// The report for scripts.
#include <nlohmann/json.hpp>

#include "testbench/mismatch/mismatch.h"
#include "testbench/mismatch/signals.h"

namespace kintsugi {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kKindNames[] = {"none", "output", "state", "memory", "assertion"};

Json bits_json(uint64_t bits) {
  Json list = Json::array();
  for (int i = 0; i < 64; ++i) {
    if ((bits >> i & 1) != 0) list.push_back(i);
  }
  return list;
}

Json value_json(uint64_t value, const std::string& name, const std::string& meaning) {
  Json json = {{"value", value}, {"hex", hex_text(value)}};
  if (!name.empty()) json["name"] = name;
  if (!meaning.empty()) json["meaning"] = meaning;
  return json;
}

Json texts_json(const NamedTexts& texts) {
  Json json = Json::object();
  for (const auto& [name, text] : texts) json[name] = text;
  return json;
}

Json inputs_json(const ControllerInputs& in) {
  Json json;
  for (const InputPin& pin : input_pins()) json[pin.name] = pin.get(in);
  return json;
}

// Enumerated values by name, others as numbers.
Json side_json(const Side& side) {
  Json json;
  for (const Signal& signal : compared_signals()) {
    const uint64_t value = signal.get(side);
    json[signal.name] = signal.enumerated() ? Json(signal.text(value)) : Json(value);
  }
  return json;
}

Json cycles_json(const Divergence& divergence) {
  Json list = Json::array();
  for (const DivergedCycle& cycle : both_sides(divergence)) {
    list.push_back({{"cycle", cycle.number},
                    {"inputs", inputs_json(cycle.in)},
                    {"expected", side_json(cycle.reference)},
                    {"actual", side_json(cycle.rtl)}});
  }
  return list;
}

Json transaction_json(const Transaction& t) {
  return {{"port", kPortNames[static_cast<size_t>(t.port)]},
          {"id", t.id},
          {"begin", t.begin},
          {"end", t.end},
          {"open", t.open},
          {"error", t.error},
          {"text", describe(t)}};
}

Json divergence_json(const Mismatch& mismatch) {
  const Divergence& d = mismatch.evidence.divergence;
  if (!d) return nullptr;
  Json json = {{"kind", kKindNames[static_cast<size_t>(d.kind)]},
               {"cycle", d.cycle},
               {"time_ps", d.time_ps},
               {"state", {{"expected", d.reference_state}, {"actual", d.rtl_state}}}};
  if (d.kind == Divergence::Kind::Assertion) {
    json["assertion"] = d.assertion;
    return json;
  }
  json["signal"] = d.signal;
  json["expected"] = value_json(d.expected, d.expected_name, mismatch.expected_meaning);
  json["actual"] = value_json(d.actual, d.actual_name, mismatch.actual_meaning);
  json["differing_bits"] = bits_json(d.differing_bits());
  return json;
}

Json class_json(const std::optional<Diagnosis>& diagnosis) {
  if (!diagnosis) return nullptr;
  return {{"name", name(diagnosis->fault)}, {"shift", diagnosis->shift}, {"why", diagnosis->why}};
}

}  // namespace

std::string mismatch_json(const Mismatch& mismatch) {
  const Evidence& evidence = mismatch.evidence;
  const Divergence& d = evidence.divergence;
  Json json;
  json["summary"] = mismatch_summary(mismatch);
  json["sentences"] = evidence.sentences;
  json["subject"] = mismatch.subject;
  json["divergence"] = divergence_json(mismatch);
  json["class"] = class_json(mismatch.diagnosis);
  json["also"] = d.also;
  json["last_agreed"] = d.last_agreed ? Json(*d.last_agreed) : Json(nullptr);
  json["resets"] = evidence.resets;
  json["seeds"] = texts_json(mismatch.seeds);
  json["versions"] = texts_json(mismatch.versions);
  json["rerun"] = mismatch.rerun;
  json["transactions"] = Json::array();
  for (const Transaction& t : evidence.transactions) {
    json["transactions"].push_back(transaction_json(t));
  }
  json["cycles"] = cycles_json(d);
  return json.dump(1) + '\n';
}

}  // namespace kintsugi
