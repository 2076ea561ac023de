// PLAY, the signature input and COLLECT (docs/controller.md, sections 7.1, 7.2 and
// 7.9).
#include <algorithm>

#include "models/controller/reference_impl.h"
#include "models/tuning/adaptation.h"
#include "models/tuning/algorithm.h"

namespace kintsugi {

using namespace regs;

namespace {

constexpr uint32_t kFirstPixelCycle = 3;

int32_t sign_extended_24(uint32_t value) { return static_cast<int32_t>(value << 8) >> 8; }

}  // namespace

// `abandoned`: PLAY is left at the end of this cycle by abort or error, so no pixel enters.
Verdict ControllerReference::Impl::play_cycle(const ControllerInputs& in, bool abandoned) {
  if (state_cycle_ == 1) {
    read_stim(first_image_word());
  }
  if (abandoned || state_cycle_ < kFirstPixelCycle) return Verdict::Stays;
  if (state_cycle_ == kFirstPixelCycle) {
    load_pixel(0);
  } else if (in.stim_ready != 0) {
    if (out_.stim_last != 0) return Verdict::Over;
    load_pixel(pixel_ + 1);
  }
  return Verdict::Stays;
}

// Word 0 of the present image in STIM.
uint32_t ControllerReference::Impl::first_image_word() const {
  const uint32_t first = answers() ? config(kAdaptImagesAddress, kAdaptImagesFirst) : 0;
  return (first + get<ObsId::image>()) * sizes_.image_words;
}

// The pixel enters the output register; the first one of a word calls for the word behind it.
void ControllerReference::Impl::load_pixel(uint32_t pixel) {
  const uint32_t first_word = first_image_word();
  const uint32_t word = pixel / 8;
  pixel_ = pixel;
  out_.stim_valid = 1;
  out_.stim_data = static_cast<uint8_t>(stim_[first_word + word] >> (pixel % 8 * 4) & 0xFU);
  out_.stim_tag = static_cast<uint8_t>(get<ObsId::tag>());
  out_.stim_last = pixel + 1 == sizes_.pixels ? 1 : 0;
  if (pixel % 8 == 0 && word + 1 < sizes_.image_words) {
    read_stim(first_word + word + 1);
  }
}

// The FIFO takes a beat at this edge; runs after the handlers that pop.
void ControllerReference::Impl::take_beat(const ControllerInputs& in) {
  uint32_t fill = get<ObsId::sig_fill>();
  if (in.sig_valid != 0 && out_.sig_ready != 0) {
    fifo_[fill] = {in.sig_layer,
                   in.sig_tag,
                   in.sig_channel,
                   sign_extended_24(in.sig_value),
                   in.sig_last_channel != 0,
                   in.sig_last_layer != 0,
                   in.sig_last_image != 0};
    set<ObsId::sig_fill>(++fill);
  }
  out_.sig_ready = fill < fifo_.size() ? 1 : 0;
}

Beat ControllerReference::Impl::pop_beat() {
  const Beat beat = fifo_[0];
  fifo_[0] = fifo_[1];
  set<ObsId::sig_fill>(get<ObsId::sig_fill>() - 1);
  return beat;
}

// Outside COLLECT every beat is a stray one.
void ControllerReference::Impl::discard_beat() {
  if (get<ObsId::sig_fill>() == 0) return;
  pop_beat();
  count<ObsId::stray>();
}

void ControllerReference::Impl::enter_collect() {
  enter(State::Collect);
  set<ObsId::exp_layer>(0);
  set<ObsId::exp_channel>(0);
  set<ObsId::exp_beat>(0);
  channel_number_ = 0;
  channel_sum_ = 0;
  running_ = {};
  channel_write_.due = false;
  answer_write_.due = false;
  nibbles_ = 0;
  layer_cycle_ = 0;
}

Verdict ControllerReference::Impl::collect_cycle() {
  if (channel_write_.due) write_stat(channel_write_.word, channel_write_.value);
  if (answer_write_.due) write_store(answer_write_.word, answer_write_.value);
  channel_write_.due = answer_write_.due = false;
  if (layer_cycle_ != 0) {
    if (!answers()) layer_cycle();
    const bool more = layer_cycle_ < 4;
    layer_cycle_ = more ? layer_cycle_ + 1 : 0;
    if (more) return Verdict::Stays;
    if (finished_image_) return Verdict::Over;
  }
  if (get<ObsId::sig_fill>() == 0) return Verdict::Stays;
  return collect_beat(pop_beat());
}

// Cycle t + layer_cycle_, t being the cycle in which the last beat of a layer was popped.
void ControllerReference::Impl::layer_cycle() {
  const uint32_t slot = 3 * finished_layer_;
  if (layer_cycle_ <= 3 && get<ObsId::image>() != 0) {
    read_stat(slot + layer_cycle_ - 1);
  }
  if (layer_cycle_ == 2) write_stat(slot, finished_.sum);
  if (layer_cycle_ == 3) write_stat(slot + 1, finished_.active);
  if (layer_cycle_ == 4) {
    const uint32_t before = get<ObsId::image>() == 0 ? 0 : stat_[slot + 2];
    write_stat_word(slot + 2, std::max(before, finished_.maximum));
  }
}

// Writes a sum, added to the old one unless this is image 0.
void ControllerReference::Impl::write_stat(uint32_t slot, uint32_t value) {
  const uint32_t before = get<ObsId::image>() == 0 ? 0 : stat_[slot];
  write_stat_word(slot, tuning::saturating_add(before, value));
}

Verdict ControllerReference::Impl::collect_beat(const Beat& beat) {
  if (beat.tag != get<ObsId::tag>()) {
    count<ObsId::stray>();
    return Verdict::Stays;
  }
  const uint32_t check = framing_error(beat);
  if (check != 0) return fail(Error::Framing, check);
  accept(beat);
  return Verdict::Stays;
}

// Number of the first framing check that fails, 0 if none.
uint32_t ControllerReference::Impl::framing_error(const Beat& beat) const {
  const uint32_t layer = get<ObsId::exp_layer>();
  const uint32_t channel = get<ObsId::exp_channel>();
  if (beat.layer != layer) return 1;
  if (beat.channel != channel) return 2;
  const bool last_beat = get<ObsId::exp_beat>() == layer_shape(layer, kLayerShapeBeats) - 1;
  if (beat.last_channel != last_beat) return 3;
  const bool last_channel = channel == layer_shape(layer, kLayerShapeChannels) - 1;
  if (beat.last_layer != (beat.last_channel && last_channel)) return 4;
  const bool last_layer = layer == sizes_.layers - 1;
  if (beat.last_image != (beat.last_layer && last_layer)) return 5;
  return 0;
}

void ControllerReference::Impl::accept(const Beat& beat) {
  if (answers()) {
    keep_answer(beat);
  } else {
    count_beat(beat);
  }
  set<ObsId::exp_beat>(beat.last_channel ? 0 : get<ObsId::exp_beat>() + 1);
  if (!beat.last_channel) return;
  set<ObsId::exp_channel>(beat.last_layer ? 0 : get<ObsId::exp_channel>() + 1);
  if (!beat.last_layer) return;
  finished_layer_ = get<ObsId::exp_layer>();
  finished_ = running_;
  finished_image_ = beat.last_image;
  running_ = {};
  layer_cycle_ = 1;
  set<ObsId::exp_layer>(beat.last_image ? 0 : finished_layer_ + 1);
}

// The beat enters the running statistics; the last one of a channel calls for its old sum.
void ControllerReference::Impl::count_beat(const Beat& beat) {
  const uint32_t magnitude = tuning::magnitude(beat.value);
  channel_sum_ = tuning::saturating_add(channel_sum_, magnitude);
  running_.sum = tuning::saturating_add(running_.sum, magnitude);
  running_.active = tuning::saturating_add(running_.active, beat.value > 0 ? 1 : 0);
  running_.maximum = std::max(running_.maximum, magnitude);
  if (!beat.last_channel) return;
  channel_write_ = {true, 3 * sizes_.layers + channel_number_++, channel_sum_};
  channel_sum_ = 0;
  if (get<ObsId::image>() != 0) read_stat(channel_write_.word);
}

// Pass 2: codes of the last hidden layer, eight a word, and the outputs go to STORE a cycle later.
void ControllerReference::Impl::keep_answer(const Beat& beat) {
  const uint32_t first = get<ObsId::image>() * sizes_.store_stride;
  const uint32_t layer = get<ObsId::exp_layer>();
  if (layer + 1 == sizes_.layers) {
    const uint32_t word = first + sizes_.code_words + beat.channel;
    answer_write_ = {true, word, static_cast<uint32_t>(beat.value)};
  } else if (layer + 2 == sizes_.layers) {
    nibbles_ |= uint32_t{tuning::stored_code(beat.value)} << (4 * (beat.channel % 8));
    if (beat.channel % 8 != 7 && !beat.last_layer) return;
    answer_write_ = {true, first + beat.channel / 8U, nibbles_};
    nibbles_ = 0;
  }
}

}  // namespace kintsugi
