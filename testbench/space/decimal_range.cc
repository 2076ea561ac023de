#include "testbench/space/decimal_range.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <regex>

#include "models/core/error.h"

namespace kintsugi {
namespace {

constexpr int kMostDigits = 15;  // of a number, and places of its decimal point
// Digits of one number at the places of another: at most 30.
__extension__ typedef __int128 Wide;

// digits * 10^power
struct Decimal {
  int64_t digits = 0;
  int power = 0;
};

std::optional<Decimal> decimal_of(const std::string& text) {
  static const std::regex form("([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]{1,3}))?");
  static const std::regex some_digit("[+-]?[.]?[0-9].*");
  std::smatch parts;
  if (!std::regex_match(text, some_digit) || !std::regex_match(text, parts, form)) {
    return std::nullopt;
  }
  std::string digits = parts[2].str() + parts[3].str();
  int power =
      (parts[4].matched ? std::stoi(parts[4].str()) : 0) - static_cast<int>(parts[3].str().size());
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  while (!digits.empty() && digits.back() == '0') {
    digits.pop_back();
    ++power;
  }
  if (digits.empty()) return Decimal{};
  const int places = static_cast<int>(digits.size());
  if (places > kMostDigits || power < -kMostDigits || power + places > kMostDigits) {
    return std::nullopt;
  }
  const int64_t value = std::stoll(digits);
  return Decimal{parts[1].str() == "-" ? -value : value, power};
}

Wide at_power(const Decimal& number, int power) {
  Wide value = number.digits;
  for (int p = number.power; p > power; --p) value *= 10;
  return value;
}

std::string text_of(Wide value, int power) {
  const bool negative = value < 0;
  std::string digits;
  for (Wide rest = negative ? -value : value; rest > 0; rest /= 10) {
    digits += static_cast<char>('0' + static_cast<int>(rest % 10));
  }
  const auto after_point = static_cast<size_t>(-power);
  while (digits.size() <= after_point) digits += '0';
  std::reverse(digits.begin(), digits.end());
  if (after_point > 0) {
    digits.insert(digits.size() - after_point, ".");
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return (negative ? "-" : "") + digits;
}

}  // namespace

std::vector<std::string> decimal_range(const std::string& from, const std::string& to,
                                       const std::string& step, size_t most,
                                       const std::string& where) {
  const auto number = [&](const std::string& text) {
    const std::optional<Decimal> value = decimal_of(text);
    if (value) return *value;
    throw UserError(
        fmt::format("{}: found \"{}\" in a range; allowed FROM:TO:STEP with decimal "
                    "numbers of at most {} digits, as in 0.1:0.5:0.1",
                    where, text, kMostDigits));
  };
  const Decimal numbers[] = {number(from), number(to), number(step)};
  const int power = std::min({numbers[0].power, numbers[1].power, numbers[2].power, 0});
  const Wide first = at_power(numbers[0], power);
  const Wide last = at_power(numbers[1], power);
  const Wide by = at_power(numbers[2], power);
  if (by == 0) {
    throw UserError(fmt::format("{}: found a step of 0; allowed one that leads from {} to {}",
                                where, from, to));
  }
  if ((last - first) / by < 0 || (last != first && (last > first) != (by > 0))) {
    throw UserError(
        fmt::format("{}: found the step {}, which leads away from {}; allowed one that "
                    "leads from {} to {}",
                    where, step, to, from, to));
  }
  const Wide steps = (last - first) / by;
  if (steps >= static_cast<Wide>(most)) {
    throw UserError(
        fmt::format("{}: found a range of more than {} values; allowed at most so "
                    "many; take a larger step",
                    where, most));
  }
  std::vector<std::string> values;
  for (Wide i = 0; i <= steps; ++i) values.push_back(text_of(first + i * by, power));
  return values;
}

}  // namespace kintsugi
