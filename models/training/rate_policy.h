// Learning-rate policies: the rate of each iteration as a share of the peak rate.
#pragma once

#include <string>
#include <vector>

namespace kintsugi {

// One or more parts in sequence, each over its share of the iterations. A policy is written
//
//   fixed             1 throughout
//   step(N,F)         N equal steps, each F times the one before            default step(3,0.1)
//   exponential(F)    F^done, from 1 to F                                   default F = 0.01
//   cosine            (1 + cos(pi done)) / 2 (Loshchilov and Hutter, ICLR 2017, without restarts)
//   cyclic(N,F)       N triangles from F up to 1 and back (Smith, WACV 2017)  default cyclic(4,0.1)
//   one-cycle(W)      1/25 up to 1 in the share W, then cosine to 0 (Smith and Topin, 2018)
//                                                                           default W = 0.3
//
// and a composite as parts with shares: cyclic:0.6+cosine:0.4. Shares are scaled to sum to 1.
class RatePolicy {
 public:
  // Throws UserError for anything else.
  static RatePolicy parse(const std::string& text);

  // Share of the peak rate after the share `done` (0 .. 1) of all iterations.
  double factor(double done) const;

  // What parse() read.
  const std::string& text() const { return text_; }

 private:
  enum class Kind { Fixed, Step, Exponential, Cosine, Cyclic, OneCycle };
  struct Part {
    Kind kind = Kind::Fixed;
    double share = 1.0;
    std::vector<double> numbers;  // N, F or W of the form
  };
  static Part parse_part(const std::string& text, const std::string& whole);
  static double factor(const Part& part, double done);

  std::string text_;
  std::vector<Part> parts_;
};

// Names of all single policies, in the order above.
const std::vector<std::string>& rate_policy_names();

}  // namespace kintsugi
