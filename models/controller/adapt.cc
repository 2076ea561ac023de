// The last-layer loop (docs/controller.md, section 7.10). An entry is read in cycle i + 1 of a
// step, the code of its row in cycle i + 2, and both are used in cycle i + 3.
#include "models/controller/reference_impl.h"
#include "models/tuning/adaptation.h"

namespace kintsugi {

using namespace regs;

void ControllerReference::Impl::enter_adapt() {
  enter(State::Adapt);
  set<ObsId::adapt_phase>(static_cast<uint64_t>(AdaptPhase::First));
  begin_adapt_step(AdaptStep::Label);
}

void ControllerReference::Impl::begin_adapt_step(AdaptStep step) {
  set<ObsId::adapt_step>(static_cast<uint64_t>(step));
  step_cycle_ = 0;
}

Verdict ControllerReference::Impl::adapt_cycle() {
  ++step_cycle_;
  switch (static_cast<AdaptStep>(get<ObsId::adapt_step>())) {
    case AdaptStep::Label:
      label_cycle();
      break;
    case AdaptStep::Sum:
      entries_cycle(false);
      break;
    case AdaptStep::Compare:
      compare_outputs_cycle();
      break;
    case AdaptStep::Update:
      entries_cycle(true);
      break;
    case AdaptStep::None:
      return Verdict::Over;
  }
  return Verdict::Stays;
}

// Word 0 of the present image in STORE.
uint32_t ControllerReference::Impl::store_word() const {
  return get<ObsId::adapt_image>() * sizes_.store_stride;
}

void ControllerReference::Impl::label_cycle() {
  const uint32_t word = store_word() + sizes_.code_words + sizes_.outputs;
  if (step_cycle_ == 1) return read_store(word);
  loop_ = {};
  loop_.label = store_[word] & 0xFU;
  begin_adapt_step(AdaptStep::Sum);
}

// A cycle of SUM, or of UPDATE if `learn`.
void ControllerReference::Impl::entries_cycle(bool learn) {
  const uint32_t entries = sizes_.loop_entries;
  const auto word = [this](uint32_t i) { return delta_[sizes_.loop_first + i]; };
  if (step_cycle_ <= entries) read_delta(sizes_.loop_first + step_cycle_ - 1);
  if (step_cycle_ >= 2 && step_cycle_ < entries + 2 && in_layer(word(step_cycle_ - 2))) {
    const auto row = static_cast<uint32_t>(tuning::sparse_entry(word(step_cycle_ - 2)).row);
    read_store(store_word() + row / 8);
  }
  if (step_cycle_ >= 3 && in_layer(word(step_cycle_ - 3))) {
    if (learn) {
      learn_entry(sizes_.loop_first + step_cycle_ - 3, word(step_cycle_ - 3));
    } else {
      sum_entry(word(step_cycle_ - 3));
    }
  }
  if (step_cycle_ < entries + 2) return;
  learn ? image_over() : begin_adapt_step(AdaptStep::Compare);
}

bool ControllerReference::Impl::in_layer(uint32_t word) const {
  const tuning::SparseEntry entry = tuning::sparse_entry(word);
  return static_cast<uint32_t>(entry.column) < sizes_.outputs &&
         static_cast<uint32_t>(entry.row) < sizes_.inputs;
}

uint32_t ControllerReference::Impl::loop_code(uint32_t row) const {
  return store_[store_word() + row / 8] >> (4 * (row % 8)) & 0xFU;
}

void ControllerReference::Impl::sum_entry(uint32_t word) {
  const tuning::SparseEntry entry = tuning::sparse_entry(word);
  const auto code = static_cast<int32_t>(loop_code(static_cast<uint32_t>(entry.row)));
  loop_.sums[entry.column] += code * entry.delta;
}

void ControllerReference::Impl::learn_entry(uint32_t entry, uint32_t word) {
  const tuning::SparseEntry sparse = tuning::sparse_entry(word);
  const auto column = static_cast<uint32_t>(sparse.column);
  if (column != loop_.label && column != loop_.rival) return;
  const auto code = static_cast<uint8_t>(loop_code(static_cast<uint32_t>(sparse.row)));
  const int8_t delta = tuning::adapted_delta(
      sparse.delta, code, static_cast<int>(config(kAdaptAddress, kAdaptStep)),
      static_cast<int>(config(kAdaptAddress, kAdaptStepShift)), column == loop_.label);
  if (delta == sparse.delta) return;
  entry_changed_ = true;
  write_delta(entry, (word & ~0xFFU) | static_cast<uint8_t>(delta));
}

void ControllerReference::Impl::compare_outputs_cycle() {
  const uint32_t outputs = sizes_.outputs;
  const uint32_t first = store_word() + sizes_.code_words;
  if (step_cycle_ <= outputs) read_store(first + step_cycle_ - 1);
  if (step_cycle_ >= 2 && step_cycle_ < outputs + 2) {
    const uint32_t c = step_cycle_ - 2;
    const int64_t output =
        tuning::adapted_output(static_cast<int32_t>(store_[first + c]), loop_.sums[c],
                               static_cast<int>(config(kAdaptAddress, kAdaptShift)));
    if (c == loop_.label) {
      loop_.label_output = output;
    } else if (!loop_.rival_known || output > loop_.rival_output) {
      loop_.rival_known = true;
      loop_.rival = c;
      loop_.rival_output = output;
    }
  }
  if (step_cycle_ == outputs + 2) judge_image();
}

// The end of COMPARE.
void ControllerReference::Impl::judge_image() {
  const auto phase = static_cast<AdaptPhase>(get<ObsId::adapt_phase>());
  const bool labelled = loop_.label < sizes_.outputs;
  const int64_t lead = loop_.label_output - loop_.rival_output;
  const bool right = labelled && (lead > 0 || (lead == 0 && loop_.label < loop_.rival));
  if (!right && phase == AdaptPhase::First) set<ObsId::wrong_first>(get<ObsId::wrong_first>() + 1);
  if (!right && phase == AdaptPhase::Last) set<ObsId::wrong_last>(get<ObsId::wrong_last>() + 1);
  const int64_t margin = config(kAdaptMarginAddress, kAdaptMarginMargin);
  const bool included = fault_ == ReferenceFault::MarginIncluded && lead == margin;
  if (phase == AdaptPhase::Learn && labelled && (lead < margin || included)) {
    return begin_adapt_step(AdaptStep::Update);
  }
  image_over();
}

// The next image, also of the next pass, or the cycle that ends the state.
void ControllerReference::Impl::image_over() {
  const uint32_t next = get<ObsId::adapt_image>() + 1;
  begin_adapt_step(AdaptStep::Label);
  if (next < config(kAdaptImagesAddress, kAdaptImagesCount)) return set<ObsId::adapt_image>(next);
  set<ObsId::adapt_image>(0);
  begin_pass();
}

void ControllerReference::Impl::begin_pass() {
  const auto phase = static_cast<AdaptPhase>(get<ObsId::adapt_phase>());
  if (phase == AdaptPhase::Last) return begin_adapt_step(AdaptStep::None);
  const uint32_t epochs = get<ObsId::adapt_epochs>();
  const bool enough = epochs == config(kAdaptImagesAddress, kAdaptImagesEpochs);
  const bool settled = phase == AdaptPhase::Learn && !entry_changed_;
  if (enough || settled) {
    return set<ObsId::adapt_phase>(static_cast<uint64_t>(AdaptPhase::Last));
  }
  set<ObsId::adapt_phase>(static_cast<uint64_t>(AdaptPhase::Learn));
  set<ObsId::adapt_epochs>(epochs + 1);
  entry_changed_ = false;
}

void ControllerReference::Impl::adapt_over() {
  if (get<ObsId::wrong_last>() > get<ObsId::wrong_first>()) return finish(Outcome::NeedsAdapt);
  set<ObsId::spill>(1);
  enter_load();
}

}  // namespace kintsugi
