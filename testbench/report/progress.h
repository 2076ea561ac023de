// How far long work has come: a bar on a terminal, a line every few seconds elsewhere.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <mutex>
#include <string>

namespace kintsugi {

class Progress {
 public:
  enum class Style { Silent, Lines, Bar };

  // Silent when `quiet`, else a bar if stderr is a terminal, else lines.
  static Style style(bool quiet);

  // Seconds since any fixed moment.
  using Clock = std::function<double()>;

  // Work of `total` units, called `unit` ("dies"); `done` of them were finished before and do not
  // count towards the rate. Draws to stderr unless given another stream and clock.
  Progress(std::string unit, int64_t total, Style style, int64_t done = 0);
  Progress(std::string unit, int64_t total, Style style, int64_t done, std::ostream& out,
           Clock clock);

  // Leaves a last line with what was done and how long it took.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Another `units` are finished. Any thread may say so.
  void advance(int64_t units = 1);

 private:
  std::string line(double now) const;
  void draw(double now);

  const std::string unit_;
  const int64_t total_;
  const Style style_;
  const int64_t done_before_;
  std::ostream& out_;
  const Clock clock_;
  const double start_;
  std::mutex mutex_;  // guards what follows
  int64_t done_;
  double last_draw_;
};

}  // namespace kintsugi
