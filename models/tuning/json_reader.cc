#include "models/tuning/json_reader.h"

#include <fmt/format.h>

#include <fstream>

#include "models/core/error.h"

namespace kintsugi::tuning {

using Json = nlohmann::ordered_json;

void fail_in_json(const std::filesystem::path& path, const std::string& key,
                  const std::string& sentence, const char* remedy) {
  throw UserError(fmt::format("{}: {}: {}; {}", path.string(), key, sentence, remedy));
}

Json read_json(const std::filesystem::path& path, const char* remedy) {
  std::ifstream in(path);
  if (!in) fail_in_json(path, "file", "cannot be read", remedy);
  try {
    return Json::parse(in);
  } catch (const Json::parse_error& e) {
    fail_in_json(path, fmt::format("byte {}", e.byte),
                 "is no valid JSON (truncated or edited by hand)", remedy);
  } catch (const Json::out_of_range& e) {
    fail_in_json(path, "file", fmt::format("holds a number that is too large ({})", e.what()),
                 remedy);
  }
}

Json tuning_json(const Tuning& tuning) {
  Json out = Json::array();
  for (LayerTuning t : tuning) out.push_back({t.gain, t.offset});
  return out;
}

void JsonReader::fail(const char* key, const std::string& sentence) const {
  fail_in_json(path_, prefix_ + key, sentence, remedy_);
}

const Json& JsonReader::at(const char* key) const {
  if (!object_.is_object() || !object_.contains(key)) fail(key, "is missing");
  return object_.at(key);
}

std::string JsonReader::text(const char* key) const {
  if (!at(key).is_string()) fail(key, "must be a string");
  return at(key).get<std::string>();
}

bool JsonReader::flag(const char* key) const {
  if (!at(key).is_boolean()) fail(key, "must be true or false");
  return at(key).get<bool>();
}

Tuning JsonReader::tuning(const char* key, int layers) const {
  require_array(at(key), key, layers);
  Tuning out;
  for (const Json& pair : at(key)) {
    require_array(pair, key, 2);
    out.push_back({static_cast<uint16_t>(checked(pair[0], key, 0, UINT16_MAX)),
                   static_cast<int16_t>(checked(pair[1], key, INT16_MIN, INT16_MAX))});
  }
  return out;
}

void JsonReader::require_array(const Json& value, const char* key, int size) const {
  if (!value.is_array()) fail(key, "must be a list");
  if (size >= 0 && static_cast<int>(value.size()) != size) {
    fail(key, fmt::format("has {} entries, {} are needed", value.size(), size));
  }
}

int64_t JsonReader::checked(const Json& value, const char* key, int64_t least, int64_t most) const {
  if (!value.is_number_integer()) {
    fail(key, fmt::format("found {}, a whole number is needed", value.dump()));
  }
  const auto number = value.get<int64_t>();
  if (number < least || number > most) {
    fail(key, fmt::format("found {}, allowed is {} to {}", number, least, most));
  }
  return number;
}

}  // namespace kintsugi::tuning
