#include "testbench/silicon/tester_data.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/tuning/algorithm.h"
#include "testbench/silicon/csv_table.h"
#include "testbench/silicon/part_columns.h"

namespace kintsugi {
namespace {

constexpr const char* kAfter = "after.";
constexpr uint32_t kLargestLogit = 1U << 23;  // magnitude of a signed 24-bit value

const Layer& signature_layer(const Network& network, size_t l) {
  return network.layers[static_cast<size_t>(signature_layers(network)[l])];
}

// The largest magnitude of an output of a layer.
uint32_t largest_output(const Network& network, size_t l, size_t layers) {
  if (l + 1 == layers) return kLargestLogit;
  // Codes without ReLU are signed bytes.
  return signature_layer(network, l).relu ? (1U << network.activation_bits) - 1 : 128;
}

uint32_t saturated(uint64_t value) {
  return static_cast<uint32_t>(std::min<uint64_t>(value, UINT32_MAX));
}

std::vector<std::string> tuning_columns(const tuning::TestProgram& program,
                                        const Network& network) {
  std::vector<std::string> names;
  for (const char* what : {"gain.", "offset."}) {
    for (size_t l = 0; l + 1 < program.signature.size(); ++l) {
      names.push_back(what + signature_layer(network, l).name);
    }
  }
  return names;
}

// The columns of one signature.
class SignatureColumns {
 public:
  SignatureColumns(const CsvTable& table, const std::string& prefix,
                   const tuning::TestProgram& program,
                   const std::vector<SignatureElement>& elements)
      : table_(table), program_(program), elements_(elements) {
    for (const SignatureElement& e : elements) {
      columns_.push_back(table.column(prefix + e.name, "every element of the signature"));
    }
  }

  bool all_empty(size_t row) const {
    return std::all_of(columns_.begin(), columns_.end(),
                       [&](size_t column) { return table_.text(row, column).empty(); });
  }

  std::vector<uint32_t> read(size_t row) const {
    std::vector<uint32_t> values;
    for (size_t i = 0; i < columns_.size(); ++i) {
      values.push_back(
          static_cast<uint32_t>(table_.integer(row, columns_[i], 0, elements_[i].most)));
    }
    check(row, values);
    return values;
  }

 private:
  // What holds in every signature; columns that changed places do not keep it.
  void check(size_t row, const std::vector<uint32_t>& values) const {
    size_t channel = 3 * program_.signature.size();
    for (size_t l = 0; l < program_.signature.size(); ++l) {
      uint32_t sum = 0;
      for (int c = 0; c < program_.signature[l].channels; ++c) {
        sum = tuning::saturating_add(sum, values[channel++]);
      }
      if (values[3 * l] != sum) {
        table_.fail(row, columns_[3 * l], fmt::format("{}, the sum of its channels", sum));
      }
      if (values[3 * l + 2] > sum || (values[3 * l + 2] == 0) != (sum == 0)) {
        table_.fail(row, columns_[3 * l + 2],
                    fmt::format("a largest value that goes with a sum of {}", sum));
      }
    }
  }

  const CsvTable& table_;
  const tuning::TestProgram& program_;
  const std::vector<SignatureElement>& elements_;
  std::vector<size_t> columns_;
};

std::optional<double> percent(const CsvTable& table, size_t row, const char* column) {
  if (!table.has(column)) return std::nullopt;
  const size_t at = table.column(column, "");
  if (table.text(row, at).empty()) return std::nullopt;
  return table.number(row, at, 0, 100);
}

// Where the optional parts of a row lie.
struct OptionalColumns {
  std::vector<size_t> tuning;  // gains, then offsets; empty: none
  std::optional<SignatureColumns> after;
};

Tuning read_tuning(const CsvTable& table, size_t row, const std::vector<size_t>& columns) {
  Tuning tuning;
  const size_t layers = columns.size() / 2;
  for (size_t l = 0; l < layers; ++l) {
    tuning.push_back(
        {static_cast<uint16_t>(table.integer(row, columns[l], 0, UINT16_MAX)),
         static_cast<int16_t>(table.integer(row, columns[layers + l], INT16_MIN, INT16_MAX))});
  }
  return tuning;
}

}  // namespace

std::vector<SignatureElement> signature_elements(const tuning::TestProgram& program,
                                                 const Network& network) {
  const size_t layers = program.signature.size();
  const auto images = static_cast<uint64_t>(program.images());
  std::vector<SignatureElement> elements;
  std::vector<SignatureElement> channels;
  for (size_t l = 0; l < layers; ++l) {
    const auto [count, beats] = program.signature[l];
    const uint64_t values = images * static_cast<uint64_t>(beats);
    const uint64_t largest = largest_output(network, l, layers);
    const std::string& name = signature_layer(network, l).name;
    const auto all = values * static_cast<uint64_t>(count);
    elements.push_back({name + ".sum", saturated(all * largest)});
    elements.push_back({name + ".active", saturated(all)});
    elements.push_back({name + ".max", static_cast<uint32_t>(largest)});
    for (int c = 0; c < count; ++c) {
      channels.push_back({fmt::format("{}.c{}", name, c), saturated(values * largest)});
    }
  }
  elements.insert(elements.end(), channels.begin(), channels.end());
  return elements;
}

std::string tester_csv(const TesterData& data, const tuning::TestProgram& program,
                       const Network& network) {
  const auto elements = signature_elements(program, network);
  const bool tuned = !data.dies.empty() && !data.dies.front().best.empty();
  std::string text;
  for (const std::string& name : kPlaceColumns) text += name + ',';
  if (data.seed) text += "SEED,";
  text += "accuracy,accuracy_repaired";
  if (tuned) {
    for (const std::string& name : tuning_columns(program, network)) text += ',' + name;
  }
  for (const char* prefix : {"", kAfter}) {
    for (const SignatureElement& e : elements) text += ',' + (prefix + e.name);
  }
  text += '\n';
  const auto add = [&](const std::vector<uint32_t>& values) {
    for (size_t i = 0; i < elements.size(); ++i) {
      text += values.empty() ? std::string(",") : fmt::format(",{}", values[i]);
    }
  };
  for (const TesterDie& die : data.dies) {
    text += place_cells(die.name);
    if (data.seed) text += fmt::format(",{}", *data.seed);
    text += fmt::format(",{}", die.accuracy);
    text += die.repaired ? fmt::format(",{}", *die.repaired) : std::string(",");
    for (const LayerTuning& t : die.best) text += fmt::format(",{}", t.gain);
    for (const LayerTuning& t : die.best) text += fmt::format(",{}", t.offset);
    add(die.statistics);
    add(die.after);
    text += '\n';
  }
  return text;
}

TesterData read_tester_data(const std::filesystem::path& file, const tuning::TestProgram& program,
                            const Network& network) {
  const CsvTable table(file);
  const auto elements = signature_elements(program, network);
  std::vector<std::string> known = kPlaceColumns;
  known.insert(known.end(), {"SEED", "accuracy", "accuracy_repaired"});
  const auto tunings = tuning_columns(program, network);
  known.insert(known.end(), tunings.begin(), tunings.end());
  for (const char* prefix : {"", kAfter}) {
    for (const SignatureElement& e : elements) known.push_back(prefix + e.name);
  }
  table.require_known(known);
  PartColumns parts(table);
  const size_t accuracy = table.column("accuracy", "accuracy of the die as it came, in per cent");
  const SignatureColumns found(table, "", program, elements);
  const auto any = [&](const auto& wanted) {
    return std::any_of(table.header().begin(), table.header().end(), wanted);
  };
  OptionalColumns more;
  if (any([](const std::string& name) { return name.rfind(kAfter, 0) == 0; })) {
    more.after.emplace(table, kAfter, program, elements);
  }
  if (any([&](const std::string& name) {
        return std::find(tunings.begin(), tunings.end(), name) != tunings.end();
      })) {
    for (const std::string& name : tunings) {
      more.tuning.push_back(table.column(name, "a gain and an offset for every tuned layer"));
    }
  }
  TesterData data;
  for (size_t row = 0; row < table.rows(); ++row) {
    TesterDie die;
    die.name = parts.name(row);
    die.accuracy = table.number(row, accuracy, 0, 100);
    die.repaired = percent(table, row, "accuracy_repaired");
    die.statistics = found.read(row);
    if (more.after && !more.after->all_empty(row)) {
      die.after = more.after->read(row);
      if (!die.repaired) {
        table.fail_row(row,
                       "found a signature of a retest without accuracy_repaired; allowed are "
                       "both or none");
      }
    }
    if (!more.tuning.empty()) die.best = read_tuning(table, row, more.tuning);
    if (table.has("SEED")) {
      const size_t at = table.column("SEED", "");
      const auto seed = static_cast<uint64_t>(table.integer(row, at, 0, INT64_MAX));
      if (data.seed && *data.seed != seed) table.fail(row, at, "one seed for all dies");
      data.seed = seed;
    }
    data.dies.push_back(std::move(die));
  }
  return data;
}

}  // namespace kintsugi
