// Keys of JSON files, read with errors that name file and key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "models/accelerator/die.h"

namespace kintsugi::tuning {

// Throws UserError "`path`: `key`: `sentence`; `remedy`".
[[noreturn]] void fail_in_json(const std::filesystem::path& path, const std::string& key,
                               const std::string& sentence, const char* remedy);

// The whole file. Throws UserError when it cannot be read or is no JSON.
nlohmann::ordered_json read_json(const std::filesystem::path& path, const char* remedy);

// [[gain, offset], ...], what JsonReader::tuning reads.
nlohmann::ordered_json tuning_json(const Tuning& tuning);

// One object of a file. Throws UserError for missing keys, wrong types, sizes and values.
class JsonReader {
 public:
  using Json = nlohmann::ordered_json;

  // `remedy` ends every error: what to do about the file. `prefix` stands before every key.
  JsonReader(const Json& object, const std::filesystem::path& path, std::string prefix,
             const char* remedy)
      : object_(object), path_(path), prefix_(std::move(prefix)), remedy_(remedy) {}

  const Json& at(const char* key) const;
  std::string text(const char* key) const;
  bool flag(const char* key) const;
  Tuning tuning(const char* key, int layers) const;
  template <typename T>
  T number(const char* key, int64_t least, int64_t most) const {
    return static_cast<T>(checked(at(key), key, least, most));
  }
  // `size` < 0 accepts any length.
  template <typename T>
  std::vector<T> numbers(const char* key, int size, int64_t least, int64_t most) const {
    return list<T>(at(key), key, size, least, most);
  }
  template <typename T>
  std::vector<T> list(const Json& value, const char* key, int size, int64_t least,
                      int64_t most) const {
    require_array(value, key, size);
    std::vector<T> out;
    for (const Json& item : value) out.push_back(static_cast<T>(checked(item, key, least, most)));
    return out;
  }
  void require_array(const Json& value, const char* key, int size) const;
  [[noreturn]] void fail(const char* key, const std::string& sentence) const;

 private:
  int64_t checked(const Json& value, const char* key, int64_t least, int64_t most) const;

  const Json& object_;
  const std::filesystem::path& path_;
  std::string prefix_;
  const char* remedy_;
};

}  // namespace kintsugi::tuning
