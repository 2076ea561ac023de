// State of the reference model and the handlers of one clock edge. Section numbers are those of
// docs/controller.md.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/controller/reference.h"

namespace kintsugi {

struct ControllerReference::Impl {
  using ObsId = regs::ObsId;
  using State = regs::State;
  using WriterStep = regs::WriterStep;

  // A command of CTRL that applies in the present state.
  enum class Command : uint8_t { None, Abort, Clear, Start, RejectedStart };

  // How a state stands at the end of a cycle; a failure is described in failure_.
  enum class Verdict : uint8_t { Stays, Over, Fails };

  // The six request pins of the CSR port.
  struct CsrRequest {
    bool psel = false;
    bool penable = false;
    bool write = false;
    uint8_t strobes = 0;
    uint16_t address = 0;
    uint32_t data = 0;
  };

  // What a CSR address means: word `word` of a register or of a window, or nothing.
  struct CsrTarget {
    const regs::RegisterInfo* reg = nullptr;
    const regs::WindowInfo* window = nullptr;
    uint32_t word = 0;
  };

  struct Beat {
    uint8_t layer = 0;
    uint8_t tag = 0;
    uint16_t channel = 0;
    int32_t value = 0;
    bool last_channel = false;
    bool last_layer = false;
    bool last_image = false;
  };

  // Sum, active count and maximum of a layer.
  struct Statistics {
    uint32_t sum = 0;
    uint32_t active = 0;
    uint32_t maximum = 0;
  };

  // Sizes of the test program; letters as in section 3.
  struct Sizes {
    uint32_t images = 0;    // N
    uint32_t layers = 0;    // L
    uint32_t features = 0;  // D
    uint32_t clusters = 0;  // K
    uint32_t pixels = 0;
    uint32_t stride = 0;
    uint32_t statistics = 0;        // S
    uint32_t projected = 0;         // S', with the scatter of the layers
    uint32_t feature_words = 0;     // G, words of four weights
    uint32_t weight_row_words = 0;  // R, of a row of PROJ
    uint32_t centroid_words = 0;    // H, words of two centroids
    uint32_t image_words = 0;       // W
    uint32_t tuned_layers = 0;      // T
    uint32_t first_entry = 0;       // E0
    uint32_t row_words = 0;         // of a predictor row
    uint32_t map_words = 0;         // of a layer's affine map
    uint32_t rows = 0;              // words of an entry before its predictor rows
  };

  // Codebook entry and its distance.
  struct Nearest {
    uint32_t index;
    uint64_t distance;
  };

  struct Failure {
    regs::Error code = regs::Error::None;
    uint32_t detail = 0;
  };

  explicit Impl(ReferenceFault fault) : fault_(fault) { reset(); }

  // reference.cc: order of an edge, main state machine (section 6)
  void step(const ControllerInputs& in);
  void reset();
  Verdict engine_cycle(const ControllerInputs& in, bool abort);
  void count_cycle(const ControllerInputs& in);
  void write_log();
  void enter(State next);
  void start_test();
  void start_image(uint32_t pass, uint32_t image);
  void state_over();
  void fail_over();
  void raise(regs::Field cause);

  // check.cc: sizes and rules (sections 3 and 8)
  Verdict check_cycle();
  uint32_t broken_rule();

  // csr.cc (section 5)
  Command csr_cycle();
  Command csr_access();
  Command ctrl_command(uint32_t written) const;
  CsrTarget csr_locate() const;
  bool csr_legal() const;
  void csr_read_window();
  uint32_t read_register() const;
  void write_register();
  void write_window();

  // images.cc: stimulus out, signature in (sections 7.1 and 7.2)
  Verdict play_cycle(const ControllerInputs& in, bool abandoned);
  void load_pixel(uint32_t pixel);
  void take_beat(const ControllerInputs& in);
  Beat pop_beat();
  void discard_beat();
  void enter_collect();
  Verdict collect_cycle();
  void layer_cycle();
  Verdict collect_beat(const Beat& beat);
  uint32_t framing_error(const Beat& beat) const;
  void accept(const Beat& beat);
  void write_stat(uint32_t slot, uint32_t value);
  void write_stat_word(uint32_t slot, uint32_t value);

  // features.cc: features and nearest entry (sections 7.3 to 7.5)
  Verdict project_cycle();
  void project();
  std::vector<uint16_t> projected_codes() const;
  Verdict finalise_cycle();
  Verdict cluster_cycle();
  void cluster_over();
  Nearest nearest_entry(uint32_t pass, uint64_t excluded) const;
  uint64_t distance(uint32_t pass, uint32_t entry) const;
  int16_t centroid(uint32_t entry, uint32_t d) const;

  // decisions.cc (sections 6, 7.5 and 7.7)
  Verdict predict_cycle();
  void predict_over();
  uint16_t predicted(uint32_t word, uint32_t pass, const std::vector<int16_t>& centres) const;
  int32_t slope_sum(uint32_t word, uint32_t pass, const std::vector<int16_t>& centres) const;
  std::vector<int16_t> centroid(uint32_t entry) const;
  Verdict decide_cycle();
  void decide_over();
  regs::Decision decision() const;
  static bool repairs(regs::Decision decision);
  void judge_over();
  void commit_over();
  regs::Outcome outcome_of_repair() const;
  void finish(regs::Outcome outcome);

  // writer.cc (section 7.6)
  Verdict writer_cycle(const ControllerInputs& in);
  Verdict access_cycle(const ControllerInputs& in);
  Verdict compare_cycle();
  Verdict save_word(uint32_t word);
  void enter_write();
  void centre_cycle();
  void begin_layer(uint32_t layer);
  void fetch_cycle();
  void slopes_cycle();
  uint32_t slope_address() const;
  uint32_t tune_word_address() const;
  uint32_t tune_word() const;
  void begin_save(uint32_t layer);
  void begin_write(uint16_t address, uint32_t data);
  void begin_layer_write();
  void begin_layer_read();
  void begin_commit();
  void begin_access();
  void release_bus();
  void writer_idle();
  void abort_writer(WriterStep before, bool ended);
  void flush_cycle(const ControllerInputs& in);

  // Declared state lives packed in obs_.
  template <ObsId id>
  uint32_t get() const {
    return static_cast<uint32_t>(regs::obs_get<id>(obs_.data()));
  }
  template <ObsId id>
  void set(uint64_t value) {
    regs::obs_set<id>(obs_.data(), value);
  }
  // Counts up to the largest value of the field.
  template <ObsId id>
  void count() {
    constexpr auto most =
        static_cast<uint32_t>(regs::detail::ones(regs::kObsFields[static_cast<int>(id)].width));
    const uint32_t value = get<id>();
    if (value != most) set<id>(value + 1);
  }

  State state() const { return static_cast<State>(get<ObsId::state>()); }
  bool busy() const {
    const State s = state();
    return s != State::Idle && s != State::Done && s != State::Error;
  }
  WriterStep writer_step() const { return static_cast<WriterStep>(get<ObsId::writer_step>()); }

  // A monitor of a memory's read port shows in the next cycle.
  template <ObsId enable, ObsId address>
  void show_read(uint32_t word) {
    set<enable>(1);
    set<address>(word);
    monitors_shown_ = true;
  }
  void clear_monitors();

  // A field of a read-write register.
  uint32_t config(uint16_t address, regs::Field field) const {
    return field.get(config_[address / 4U]);
  }

  bool predicts() const { return config(regs::kModeAddress, regs::kModePredictEn) != 0; }
  bool scatters() const { return config(regs::kModeAddress, regs::kModeScatterEn) != 0; }
  bool affine() const { return config(regs::kModeAddress, regs::kModeAffineEn) != 0; }
  bool judging() const {
    return predicts() && config(regs::kModeAddress, regs::kModeRetestEn) != 0;
  }

  // First codebook word of an entry.
  uint32_t entry_word(uint32_t entry) const { return sizes_.first_entry + entry * sizes_.stride; }

  Verdict fail(regs::Error code, uint32_t detail) {
    failure_ = {code, detail};
    return Verdict::Fails;
  }

  const ReferenceFault fault_;
  ControllerOutputs out_;
  std::array<uint32_t, regs::kObsWords> obs_{};

  // Main state machine
  uint32_t state_cycle_ = 1;  // number of this cycle in its state
  bool entered_ = false;      // this is the first cycle of a state entered from another one
  State previous_state_ = State::Idle;
  Failure failure_;
  bool monitors_shown_ = false;

  // CSR port
  CsrRequest csr_entry_;
  CsrRequest csr_request_;
  CsrTarget csr_target_;
  bool csr_legal_in_decode_ = false;
  uint32_t csr_read_data_ = 0;

  // Registers that are not declared state
  std::array<uint32_t, 0x80 / 4> config_{};  // read-write registers by word address
  std::array<std::array<int16_t, regs::kMaxFeatures>, 2> features_{};  // of the passes
  std::array<uint32_t, regs::kMaxLayers> applied_{};
  std::array<uint32_t, regs::kMaxLayers> saved_{};
  Sizes sizes_;

  // PLAY, COLLECT
  uint32_t pixel_ = 0;  // in the output register
  std::array<Beat, 2> fifo_{};
  uint32_t channel_number_ = 0;  // over all layers
  uint32_t channel_sum_ = 0;
  Statistics running_;
  bool channel_write_due_ = false;  // in this cycle
  uint32_t channel_write_slot_ = 0;
  uint32_t channel_write_sum_ = 0;
  uint32_t layer_cycle_ = 0;  // cycle t + layer_cycle_ after a last beat of a layer; 0 none
  uint32_t finished_layer_ = 0;
  Statistics finished_;
  bool finished_image_ = false;

  // PROJECT to COMMIT
  std::array<int32_t, regs::kMaxFeatures> sums_{};
  uint32_t step_cycle_ = 0;  // number of this cycle in CENTRE or SLOPES
  uint32_t tune_word_ = 0;
  uint32_t read_back_ = 0;
  uint32_t access_cycles_ = 0;

  std::array<uint32_t, regs::kStimWords> stim_{};
  std::array<uint32_t, regs::kStatSlots> stat_{};
  std::array<uint32_t, regs::kProjWords> proj_{};
  std::array<uint32_t, regs::kCodebookWords> codebook_{};
  std::array<uint64_t, regs::kLogEntries> log_{};
};

}  // namespace kintsugi
