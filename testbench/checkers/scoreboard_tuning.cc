// The part of the scoreboard that looks at what comes behind and between tests: downloads,
// last-layer loops, the monitor.
#include "testbench/checkers/scoreboard.h"

namespace kintsugi {

std::vector<tuning::Answer> Scoreboard::answers(const AdaptRequest& request, size_t first) const {
  std::vector<tuning::Answer> all;
  // One beat a channel, which CHECK has made sure of.
  const auto outputs = static_cast<size_t>(program_.signature.back().channels);
  const auto inputs = static_cast<size_t>(program_.signature.end()[-2].channels);
  for (size_t n = 0; n < request.images.size(); ++n) {
    const std::vector<int32_t>& values = images_[first + n].values;
    tuning::Answer answer;
    const auto end = values.end() - static_cast<ptrdiff_t>(outputs);
    for (auto v = end - static_cast<ptrdiff_t>(inputs); v != end; ++v) {
      answer.codes.push_back(tuning::stored_code(*v));
    }
    answer.outputs.assign(end, values.end());
    answer.label = request.labels[n];
    all.push_back(std::move(answer));
  }
  return all;
}

void Scoreboard::check_adaptations(const PlatformResult& result) {
  size_t image = test_images_;
  size_t write = 0;
  for (size_t i = 0; i < result.adapted.size(); ++i) {
    const std::string what = "adaptation " + std::to_string(i) + ", ";
    if (i >= requests_.size()) {
      complain(what + "nobody asked for it.");
      return;
    }
    if (!check_ended(result, i)) return;
    check_request(requests_[i], result.adapted[i], what, &image, &write);
  }
  expect_same("words downloaded", write, downloads_.size());
  check_deltas(result);
}

void Scoreboard::check_request(const AdaptRequest& request, const AdaptReport& report,
                               const std::string& what, size_t* image, size_t* write) {
  for (size_t n = 0; n < request.images.size(); ++n) {
    if (*image + n >= images_.size() || !check_answer(*image + n, request.images[n])) return;
  }
  const AdaptExpectation expected = expect_adaptation(request, answers(request, *image));
  *image += request.images.size();
  for (const auto& [address, word] : expected.writes) {
    const Download found = *write < downloads_.size() ? downloads_[*write] : Download{};
    expect_same(what + "write " + std::to_string(*write) + ", address", address, found.address);
    expect_same(what + "write " + std::to_string(*write) + ", word", word, found.word);
    ++*write;
  }
  expect_same(what + "words written", expected.writes.size(), size_t{report.written});
  expect_same(what + "wrong at first", expected.result.wrong_first, report.result.wrong_first);
  expect_same(what + "wrong at last", expected.result.wrong_last, report.result.wrong_last);
  expect_same(what + "passes that learned", expected.result.epochs, report.result.epochs);
  expect_all_same(what + "DELTA word", expected.words, report.words);
}

// The sparse array holds what was written last.
void Scoreboard::check_deltas(const PlatformResult& result) {
  if (result.deltas.empty()) return;
  std::vector<int> written(result.deltas.size(), 0);
  for (const Download& download : downloads_) {
    const auto entry = static_cast<size_t>(download.address - regs::kSparseEntry) / 4;
    if (download.address < regs::kSparseEntry || entry >= written.size()) continue;
    written[entry] = tuning::sparse_entry(download.word).delta;
  }
  expect_all_same("delta of entry", written,
                  std::vector<int>(result.deltas.begin(), result.deltas.end()));
}

// What the monitor wrote, and what it says it did.
void Scoreboard::check_monitor(const PlatformResult& result) {
  if (!monitored_.fault().empty()) complain(monitored_.fault() + ".");
  if (!monitored_.ever_on() || result.state != regs::State::Done) return;
  if (!result.adapted.empty() && result.adapted.back().state != regs::State::Done) return;
  const ErrorCause none;
  const ErrorCause cause = monitored_.error().value_or(none);
  const ErrorCause reported{result.monitor.error, result.monitor.error_detail};
  if (!(cause == reported)) {
    complain("monitor: the controller reports the error " + cause_text(reported) +
             ", the pins show a reason for " + cause_text(cause) + ".");
  }
  const auto expect_count = [&](const char* what, const Monitored::Count& seen, uint32_t reported) {
    if (!seen.allows(reported)) expect_same(what, uint32_t{seen.most}, reported);
  };
  expect_count("windows of the monitor", monitored_.windows(), result.monitor.windows);
  expect_count("commits of the monitor", monitored_.commits(), result.monitor.commits);
}

}  // namespace kintsugi
