#include "testbench/cost/technology_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "models/core/error.h"
#include "testbench/scenario/nearest_name.h"
#include "testbench/scenario/paths.h"
#include "testbench/scenario/reader.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using cost::Technology;
using cost::TechnologyKey;

constexpr char default_table[] = "rram_65nm";

fs::path tables_folder() { return project_root() / "models" / "cost" / "tables"; }

std::string at(const std::string& file, const toml::node& node) {
  return fmt::format("{}:{}", file, node.source().begin.line);
}

// What a file of tables says, key by key.
class Reader {
 public:
  Reader(Technology& technology, const std::string& file) : technology_(technology), file_(file) {
    for (const TechnologyKey& key : cost::technology_keys()) {
      keys_.push_back(key.path);
      for (size_t dot = key.path.find('.'); dot != std::string::npos;
           dot = key.path.find('.', dot + 1)) {
        tables_.insert(key.path.substr(0, dot));
      }
    }
  }

  void read(const toml::table& root) {
    for (const auto& [name, node] : root) {
      const std::string key(name.str());
      if (key == "base") continue;
      if (key == "name") {
        technology_.name = text(node, key);
      } else {
        read_node(node, key);
      }
    }
  }

  std::string text(const toml::node& node, const std::string& key) const {
    const auto value = node.value_exact<std::string>();
    if (!value || value->empty()) refuse(node, key, "a string that is not empty");
    return *value;
  }

 private:
  [[noreturn]] void refuse(const toml::node& node, const std::string& key,
                           const std::string& allowed) const {
    throw UserError(
        fmt::format("{}: {}: found {}; allowed {}", at(file_, node), key, describe(node), allowed));
  }

  [[noreturn]] void refuse_unknown(const toml::node& node, const std::string& key) const {
    std::vector<std::string> known = keys_;
    known.insert(known.end(), tables_.begin(), tables_.end());
    known.insert(known.end(), {"name", "base"});
    throw UserError(
        fmt::format("{}: {}: found an unknown key; allowed those of `kintsugi cost --show-table`{}",
                    at(file_, node), key, did_you_mean(key, known)));
  }

  void read_node(const toml::node& node, const std::string& path) {
    const auto key = std::find(keys_.begin(), keys_.end(), path);
    if (key != keys_.end()) {
      const auto index = static_cast<size_t>(std::distance(keys_.begin(), key));
      read_value(node, cost::technology_keys()[index]);
    } else if (tables_.count(path) == 0) {
      refuse_unknown(node, path);
    } else if (!node.is_table()) {
      refuse(node, path, "a table");
    } else {
      for (const auto& [name, child] : *node.as_table()) {
        read_node(child, path + "." + std::string(name.str()));
      }
    }
  }

  void read_value(const toml::node& node, const TechnologyKey& key) {
    const toml::table* table = node.as_table();
    const std::vector<std::string> parts = {"value", "source", "assumed"};
    if (table == nullptr || !table->contains("value") || !table->contains("source")) {
      refuse(node, key.path, "{ value = NUMBER, source = \"where it is from\" }");
    }
    for (const auto& [name, child] : *table) {
      const std::string part(name.str());
      if (std::find(parts.begin(), parts.end(), part) == parts.end()) {
        throw UserError(
            fmt::format("{}: {}.{}: found an unknown key; allowed value, source and assumed{}",
                        at(file_, child), key.path, part, did_you_mean(part, parts)));
      }
    }
    Technology::Citation citation;
    citation.source = text(*table->get("source"), key.path + ".source");
    if (const toml::node* assumed = table->get("assumed")) {
      const auto value = assumed->value_exact<bool>();
      if (!value) refuse(*assumed, key.path + ".assumed", "true or false");
      citation.assumed = *value;
    }
    key.value(technology_) = number(*table->get("value"), key);
    technology_.citations[key.path] = citation;
  }

  double number(const toml::node& node, const TechnologyKey& key) const {
    const auto value = node.value<double>();
    const bool is_number = node.is_integer() || node.is_floating_point();
    // Written so that NaN does not hold.
    const bool holds = is_number && value && *value <= cost::kLargestTechnologyValue &&
                       (key.positive ? *value > 0.0 : *value >= 0.0);
    if (!holds) {
      refuse(node, key.path,
             fmt::format("a number {} up to {:g} {}", key.positive ? "above 0" : "from 0",
                         cost::kLargestTechnologyValue, key.unit));
    }
    return *value;
  }

  Technology& technology_;
  std::string file_;
  std::vector<std::string> keys_;
  std::set<std::string> tables_;
};

std::string read_file(const fs::path& path) {
  std::ifstream stream(path);
  if (!stream) throw UserError(path.string() + ": the file cannot be read");
  return {std::istreambuf_iterator<char>(stream), {}};
}

toml::table parse(std::string_view text, const std::string& file_name) {
  try {
    return toml::parse(text, file_name);
  } catch (const toml::parse_error& error) {
    throw UserError(fmt::format("{}:{}: found bad TOML syntax in column {}: {}", file_name,
                                error.source().begin.line, error.source().begin.column,
                                error.description()));
  }
}

void refuse_missing(const Technology& technology, const std::string& file_name) {
  for (const TechnologyKey& key : cost::technology_keys()) {
    if (technology.citations.count(key.path) != 0) continue;
    throw UserError(fmt::format(
        "{}: {}: found nothing; allowed {{ value = NUMBER, source = \"...\" }} in {}, or "
        "base = \"{}\" at the top, which takes what is missing from there",
        file_name, key.path, key.unit, default_table));
  }
}

}  // namespace

std::vector<std::string> technology_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(tables_folder())) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

cost::Technology parse_technology(std::string_view text, const std::string& file_name) {
  const toml::table root = parse(text, file_name);
  Technology technology;
  Reader reader(technology, file_name);
  if (const toml::node* base = root.get("base")) {
    const std::string name = reader.text(*base, "base");
    const std::vector<std::string> names = technology_names();
    // One step only, so that a table can be read with two files open.
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw UserError(fmt::format("{}: base: found {}; allowed {}{}", at(file_name, *base), name,
                                  fmt::join(names, ", "), did_you_mean(name, names)));
    }
    const fs::path file = tables_folder() / (name + ".toml");
    if (parse(read_file(file), file.string()).contains("base") || file_name == file.string()) {
      throw UserError(fmt::format("{}: base: found {}, which has a base itself; allowed {}",
                                  at(file_name, *base), name, default_table));
    }
    technology = load_technology(name);
  }
  reader.read(root);
  if (technology.name.empty()) {
    throw UserError(file_name + ": name: found nothing; allowed what the technology is called");
  }
  refuse_missing(technology, file_name);
  return technology;
}

cost::Technology load_technology(const std::string& path_or_name) {
  const std::vector<std::string> names = technology_names();
  fs::path file = path_or_name;
  if (std::find(names.begin(), names.end(), path_or_name) != names.end()) {
    file = tables_folder() / (path_or_name + ".toml");
  } else if (!fs::is_regular_file(file)) {
    throw UserError(fmt::format("--table: found {}, which is no file; allowed a path, {}{}",
                                path_or_name, fmt::join(names, ", "),
                                did_you_mean(path_or_name, names)));
  }
  return parse_technology(read_file(file), file.string());
}

std::string technology_page(cost::Technology technology) {
  std::string page = fmt::format(
      "# Technology table: {}\n\nGenerated by `kintsugi cost --show-table`; how to replace it: "
      "[cost.md](cost.md).\n",
      technology.name);
  std::string last;
  for (const TechnologyKey& key : cost::technology_keys()) {
    const size_t dot = key.path.rfind('.');
    const std::string table = key.path.substr(0, dot);
    if (table != last) {
      page += fmt::format(
          "\n## [{}]\n\n| key | value | unit | meaning | source |\n|---|---|---|---|---|\n", table);
    }
    last = table;
    const Technology::Citation& citation = technology.citations.at(key.path);
    page += fmt::format("| `{}` | {:g} | {} | {} | {}{} |\n", key.path.substr(dot + 1),
                        key.value(technology), key.unit, key.meaning,
                        citation.assumed ? "assumed: " : "", citation.source);
  }
  return page;
}

}  // namespace kintsugi
