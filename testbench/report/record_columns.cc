#include "testbench/report/record_columns.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>
#include <string_view>
#include <type_traits>

namespace kintsugi {
namespace {

std::string text_of(const std::string& value) { return value; }

template <class T, class = std::enable_if_t<std::is_integral_v<T>>>
std::string text_of(T value) {
  return std::to_string(value);
}

std::string text_of(const LayerTuning& layer) {
  return fmt::format("{}:{}", layer.gain, layer.offset);
}

template <class T>
std::string text_of(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values) text += (text.empty() ? "" : ";") + text_of(value);
  return text;
}

void parse(std::string_view text, std::string& value) { value = text; }

template <class T, class = std::enable_if_t<std::is_integral_v<T>>>
void parse(std::string_view text, T& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) {
    throw std::invalid_argument(fmt::format("\"{}\" is not a number of this column", text));
  }
}

void parse(std::string_view text, LayerTuning& layer) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    throw std::invalid_argument(fmt::format("\"{}\" is not a gain and an offset", text));
  }
  parse(text.substr(0, colon), layer.gain);
  parse(text.substr(colon + 1), layer.offset);
}

template <class T>
void parse(std::string_view text, std::vector<T>& values) {
  values.clear();
  while (!text.empty()) {
    const size_t end = std::min(text.find(';'), text.size());
    parse(text.substr(0, end), values.emplace_back());
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

const std::vector<RecordColumn>& record_columns() {
  static const std::vector<RecordColumn> columns = {
      {"die", &DieRecord::die},
      {"images", &DieRecord::images},
      {"untuned", &DieRecord::untuned},
      {"fixed_gain", &DieRecord::fixed_gain},
      {"mean_match", &DieRecord::mean_match},
      {"repaired", &DieRecord::repaired},
      {"untuned_discordant", &DieRecord::untuned_discordant},
      {"fixed_gain_discordant", &DieRecord::fixed_gain_discordant},
      {"mean_match_discordant", &DieRecord::mean_match_discordant},
      {"repaired_discordant", &DieRecord::repaired_discordant},
      {"optimum", &DieRecord::optimum},
      {"optimum_discordant", &DieRecord::optimum_discordant},
      {"decision", &DieRecord::decision},
      {"error_code", &DieRecord::error_code},
      {"error_detail", &DieRecord::error_detail},
      {"best0", &DieRecord::best0},
      {"best1", &DieRecord::best1},
      {"dist0", &DieRecord::dist0},
      {"dist1", &DieRecord::dist1},
      {"features0", &DieRecord::features0},
      {"features1", &DieRecord::features1},
      {"applied", &DieRecord::applied},
      {"mean_match_tuning", &DieRecord::mean_match_tuning},
      {"optimum_tuning", &DieRecord::optimum_tuning},
      {"cycles_total", &DieRecord::cycles_total},
      {"cycles_test", &DieRecord::cycles_test},
      {"cycles_repair", &DieRecord::cycles_repair},
      {"cycles_retest", &DieRecord::cycles_retest},
      {"cycles_own", &DieRecord::cycles_own},
      {"stray", &DieRecord::stray},
      {"outcome", &DieRecord::outcome},
      {"predicted_now", &DieRecord::predicted_now},
      {"predicted_forecast", &DieRecord::predicted_forecast},
      {"predicted_after", &DieRecord::predicted_after},
      {"predicted_best", &DieRecord::predicted_best},
      {"tries", &DieRecord::tries},
      {"entry", &DieRecord::entry},
      {"cycles_compared", &DieRecord::cycles_compared},
      {"mismatches", &DieRecord::mismatches},
      {"message", &DieRecord::message},
  };
  return columns;
}

bool RecordColumn::is_integer() const {
  return std::visit(
      [](auto member) {
        const DieRecord record;
        return std::is_integral_v<std::decay_t<decltype(record.*member)>>;
      },
      field);
}

std::string column_text(const RecordColumn& column, const DieRecord& record) {
  return std::visit([&](auto member) { return text_of(record.*member); }, column.field);
}

void set_column(const RecordColumn& column, const std::string& text, DieRecord& record) {
  std::visit([&](auto member) { parse(text, record.*member); }, column.field);
}

}  // namespace kintsugi
