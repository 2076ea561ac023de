#include "testbench/report/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <utility>

namespace kintsugi {
namespace {

constexpr int bar_width = 24;
constexpr double bar_interval = 0.1;   // seconds between redraws
constexpr double line_interval = 5.0;  // seconds between lines

double steady_seconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<int64_t>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string bar(int64_t done, int64_t total) {
  const int64_t filled = total > 0 ? std::min(done, total) * bar_width / total : bar_width;
  return fmt::format("[{:=<{}}{:{}}] ", "", filled, "", bar_width - filled);
}

}  // namespace

Progress::Style Progress::style(bool quiet) {
  if (quiet) return Style::Silent;
  return isatty(STDERR_FILENO) == 1 ? Style::Bar : Style::Lines;
}

Progress::Progress(std::string unit, int64_t total, Style style, int64_t done)
    : Progress(std::move(unit), total, style, done, std::cerr, steady_seconds) {}

Progress::Progress(std::string unit, int64_t total, Style style, int64_t done, std::ostream& out,
                   Clock clock)
    : unit_(std::move(unit)),
      total_(total),
      style_(style),
      done_before_(done),
      out_(out),
      clock_(std::move(clock)),
      start_(clock_()),
      done_(done),
      last_draw_(start_) {}

Progress::~Progress() {
  if (style_ == Style::Silent) return;
  const std::string end =
      fmt::format("{} of {} {} in {}", done_, total_, unit_, duration_text(clock_() - start_));
  // A carriage return and an erased line take the bar away.
  out_ << (style_ == Style::Bar ? "\r\x1b[K" : "") << end << std::endl;
}

void Progress::advance(int64_t units) {
  const std::lock_guard<std::mutex> lock(mutex_);
  done_ += units;
  const double now = clock_();
  const double interval = style_ == Style::Bar ? bar_interval : line_interval;
  if (style_ != Style::Silent && now - last_draw_ >= interval) draw(now);
}

std::string Progress::line(double now) const {
  std::string text = fmt::format("{} of {} {}", done_, total_, unit_);
  const double elapsed = now - start_;
  const int64_t fresh = done_ - done_before_;
  if (elapsed > 0.0 && fresh > 0) {
    const double rate = static_cast<double>(fresh) / elapsed;
    text += fmt::format(
        ", {:.3g} {}/s, {} left", rate, unit_,
        duration_text(static_cast<double>(std::max<int64_t>(total_ - done_, 0)) / rate));
  }
  return text;
}

void Progress::draw(double now) {
  last_draw_ = now;
  if (style_ == Style::Bar) {
    out_ << '\r' << bar(done_, total_) << line(now) << "\x1b[K" << std::flush;
  } else {
    out_ << line(now) << std::endl;
  }
}

}  // namespace kintsugi
