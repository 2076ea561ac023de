#include "models/training/rate_policy.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>

#include "models/core/error.h"

namespace kintsugi {
namespace {

constexpr double kWarmUpStart = 1.0 / 25.0;

[[noreturn]] void refuse(const std::string& whole, const std::string& why) {
  throw UserError("The learning-rate policy '" + whole + "' " + why +
                  "; allowed are fixed, step(N,F), exponential(F), cosine, cyclic(N,F), "
                  "one-cycle(W), or parts with shares such as cyclic:0.6+cosine:0.4.");
}

double number(const std::string& text, const std::string& whole) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !std::isfinite(value)) {
    refuse(whole, "has '" + text + "' where a number belongs");
  }
  return value;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text + separator);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

}  // namespace

const std::vector<std::string>& rate_policy_names() {
  static const std::vector<std::string> names{"fixed",  "step",   "exponential",
                                              "cosine", "cyclic", "one-cycle"};
  return names;
}

RatePolicy::Part RatePolicy::parse_part(const std::string& text, const std::string& whole) {
  static const std::vector<std::vector<double>> defaults{{}, {3, 0.1}, {0.01}, {}, {4, 0.1}, {0.3}};
  Part part;
  std::string form = text;
  const size_t colon = form.find(':');
  if (colon != std::string::npos) {
    part.share = number(form.substr(colon + 1), whole);
    if (!(part.share > 0.0)) refuse(whole, "has a part whose share is not above 0");
    form.resize(colon);
  }
  const size_t open = form.find('(');
  const auto& names = rate_policy_names();
  const auto name = std::find(names.begin(), names.end(), form.substr(0, open));
  if (name == names.end()) refuse(whole, "names the unknown policy '" + form + "'");
  const auto index = static_cast<size_t>(name - names.begin());
  part.kind = static_cast<Kind>(index);
  part.numbers = defaults[index];
  if (open == std::string::npos) return part;

  if (form.back() != ')') refuse(whole, "opens a bracket that it does not close");
  const auto given = split(form.substr(open + 1, form.size() - open - 2), ',');
  if (given.size() != part.numbers.size()) {
    refuse(whole, "gives " + *name + " " + std::to_string(given.size()) + " numbers instead of " +
                      std::to_string(part.numbers.size()));
  }
  for (size_t i = 0; i < given.size(); ++i) part.numbers[i] = number(given[i], whole);
  const double last = part.numbers.back();
  if (!(last > 0.0 && last <= 1.0)) refuse(whole, "has a factor that is not in (0, 1]");
  const double count = part.numbers.front();
  if (part.numbers.size() == 2 && !(count >= 1 && count <= 1000 && count == std::floor(count))) {
    refuse(whole, "has a count that is not a whole number from 1 to 1000");
  }
  return part;
}

RatePolicy RatePolicy::parse(const std::string& text) {
  RatePolicy policy;
  policy.text_ = text;
  double sum = 0.0;
  for (const std::string& part : split(text, '+')) {
    policy.parts_.push_back(parse_part(part, text));
    sum += policy.parts_.back().share;
  }
  for (Part& part : policy.parts_) part.share /= sum;
  return policy;
}

double RatePolicy::factor(const Part& part, double done) {
  const auto& n = part.numbers;
  switch (part.kind) {
    case Kind::Fixed:
      return 1.0;
    case Kind::Step:
      return std::pow(n[1], std::min(std::floor(done * n[0]), n[0] - 1));
    case Kind::Exponential:
      return std::pow(n[0], done);
    case Kind::Cosine:
      return 0.5 * (1.0 + std::cos(M_PI * done));
    case Kind::Cyclic: {
      const double place = done * n[0] - std::floor(done * n[0]);  // in its triangle
      return n[1] + (1.0 - n[1]) * (1.0 - std::abs(2.0 * place - 1.0));
    }
    case Kind::OneCycle:
      if (done < n[0]) return kWarmUpStart + (1.0 - kWarmUpStart) * done / n[0];
      return n[0] == 1.0 ? 1.0 : 0.5 * (1.0 + std::cos(M_PI * (done - n[0]) / (1.0 - n[0])));
  }
  return 1.0;
}

double RatePolicy::factor(double done) const {
  for (size_t i = 0; i + 1 < parts_.size(); ++i) {
    if (done < parts_[i].share) return factor(parts_[i], done / parts_[i].share);
    done -= parts_[i].share;
  }
  return factor(parts_.back(), parts_.size() == 1 ? done : done / parts_.back().share);
}

}  // namespace kintsugi
