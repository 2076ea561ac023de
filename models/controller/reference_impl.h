// State of the reference model and the handlers of one clock edge. Section numbers are those of
// docs/controller.md.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/controller/memory.h"
#include "models/controller/parts.h"
#include "models/controller/reference.h"

namespace kintsugi {

using namespace controller_parts;  // this header belongs to the sources of the reference alone

struct ControllerReference::Impl {
  using ObsId = regs::ObsId;
  using State = regs::State;
  using WriterStep = regs::WriterStep;
  using AdaptStep = regs::AdaptStep;
  using MonStep = regs::MonStep;

  Impl(ReferenceFault fault, const ControllerSizes& sizes);

  // reference.cc: order of an edge, main state machine (section 6)
  void step(const ControllerInputs& in);
  void reset();
  Verdict engine_cycle(const ControllerInputs& in, bool abandoned);
  Verdict image_cycle(const ControllerInputs& in, bool abandoned);
  void enter(State next);
  void start_test(bool adapting);
  void start_image(uint32_t pass, uint32_t image);
  void state_over();
  void fail_over();
  void raise(regs::Field cause);

  // counters.cc (section 6)
  void count_cycle(const ControllerInputs& in);
  void write_log();
  void clear_results();

  // memories.cc: scrub, parity, injection (section 4)
  void scrub_cycle();
  bool take_injection(regs::Memory memory);
  void write_stat_word(uint32_t slot, uint32_t value);
  void write_delta(uint32_t word, uint32_t value);
  void write_store(uint32_t word, uint32_t value);
  uint32_t host_read(regs::Memory memory, uint32_t word);
  void host_write(regs::Memory memory, uint32_t word, uint32_t value);

  // check.cc: sizes and rules (sections 3 and 8)
  Verdict check_cycle();
  uint32_t broken_rule();
  uint32_t broken_size_rule(bool adapting);
  uint32_t broken_loop_rule();

  // csr.cc, csr_read.cc (section 5)
  Command csr_cycle();
  Command csr_access();
  Command ctrl_command(uint32_t written) const;
  CsrTarget csr_locate() const;
  bool csr_legal() const;
  void write_register();
  void end_register_writes();
  uint32_t read_register() const;
  uint32_t read_status() const;
  uint32_t read_results(uint32_t address) const;

  // images.cc: stimulus out, signature in (sections 7.1, 7.2 and 7.9)
  Verdict play_cycle(const ControllerInputs& in, bool abandoned);
  uint32_t first_image_word() const;
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
  void count_beat(const Beat& beat);
  void write_stat(uint32_t slot, uint32_t value);
  bool answers() const { return get<ObsId::pass>() == 2; }
  void keep_answer(const Beat& beat);

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
  Verdict load_step();
  Verdict access_cycle(const ControllerInputs& in);
  Verdict compare_cycle();
  Verdict word_written();
  uint32_t writer_detail() const;
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
  void begin_tune_write();
  void begin_commit();
  void abort_writer(WriterStep before, bool ended);
  void flush_cycle(const ControllerInputs& in);

  // bus.cc: cfg pins and transfers of the writer (sections 2 and 7.6)
  void show_write(uint16_t address, uint32_t data);
  void show_read_setup(uint16_t address);
  void begin_write(uint16_t address, uint32_t data);
  void begin_read_back();
  void begin_access();
  void release_bus();
  void writer_idle();

  // load.cc: download (section 7.8)
  void enter_load();
  void begin_entry(uint32_t entry);
  Verdict entry_over();
  Verdict latch_entry();
  uint16_t entry_address() const;
  void load_over();

  // adapt.cc: last-layer loop (section 7.10)
  void enter_adapt();
  Verdict adapt_cycle();
  void label_cycle();
  void entries_cycle(bool learn);
  void sum_entry(uint32_t word);
  void learn_entry(uint32_t entry, uint32_t word);
  void compare_outputs_cycle();
  void judge_image();
  void image_over();
  void begin_pass();
  void begin_adapt_step(AdaptStep step);
  uint32_t loop_code(uint32_t row) const;
  uint32_t store_word() const;
  bool in_layer(uint32_t word) const;
  void adapt_over();

  // monitor.cc: self-tuning (section 7.11)
  Verdict monitor_cycle(const ControllerInputs& in);
  bool monitor_may_work() const;
  Verdict monitor_transfer(const ControllerInputs& in, bool may_work);
  Verdict monitor_step_over(uint32_t read);
  void begin_monitor_step(MonStep step);
  void show_monitor_transfer(MonStep step);
  void divide_over();
  Verdict monitor_compare(uint32_t read);
  void monitor_confirmed(uint32_t sequence);
  void monitor_off();
  Verdict monitor_fails(regs::Error code);

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
  MonStep mon_step() const { return static_cast<MonStep>(get<ObsId::mon_step>()); }

  // A monitor of a memory's read port shows in the next cycle.
  template <ObsId enable, ObsId address>
  void show_read(uint32_t word) {
    set<enable>(1);
    set<address>(word);
    monitors_shown_ = true;
  }
  // An engine's read: its parity is checked in the next cycle.
  template <ObsId enable, ObsId address>
  void engine_read(const ParityMemory<uint32_t>& memory, regs::Memory name, uint32_t word) {
    show_read<enable, address>(word);
    if (memory.bad(word)) bad_reads_ |= 1U << static_cast<uint32_t>(name);
  }
  void read_stim(uint32_t word) {
    engine_read<ObsId::stim_re, ObsId::stim_raddr>(stim_, regs::Memory::Stim, word);
  }
  void read_stat(uint32_t word) {
    engine_read<ObsId::stat_re, ObsId::stat_raddr>(stat_, regs::Memory::Stat, word);
  }
  void read_proj(uint32_t word) {
    engine_read<ObsId::proj_re, ObsId::proj_raddr>(proj_, regs::Memory::Proj, word);
  }
  void read_codebook(uint32_t word) {
    engine_read<ObsId::cb_re, ObsId::cb_raddr>(codebook_, regs::Memory::Codebook, word);
  }
  void read_delta(uint32_t word) {
    engine_read<ObsId::delta_re, ObsId::delta_raddr>(delta_, regs::Memory::Delta, word);
  }
  void read_store(uint32_t word) {
    engine_read<ObsId::store_re, ObsId::store_raddr>(store_, regs::Memory::Store, word);
  }
  void clear_monitors();

  // A field of a read-write register.
  uint32_t config(uint32_t address, regs::Field field) const {
    return field.get(config_[address / 4U]);
  }
  uint32_t layer_shape(uint32_t layer, regs::Field field) const {
    return field.get(config_[regs::kLayerShapeAddress / 4U + layer]);
  }

  bool predicts() const { return config(regs::kModeAddress, regs::kModePredictEn) != 0; }
  bool scatters() const { return config(regs::kModeAddress, regs::kModeScatterEn) != 0; }
  bool affine() const { return config(regs::kModeAddress, regs::kModeAffineEn) != 0; }
  bool judging() const {
    return predicts() && config(regs::kModeAddress, regs::kModeRetestEn) != 0;
  }
  bool loops() const { return config(regs::kAdaptAddress, regs::kAdaptLoopEn) != 0; }

  // First codebook word of an entry.
  uint32_t entry_word(uint32_t entry) const { return sizes_.first_entry + entry * sizes_.stride; }

  Verdict fail(regs::Error code, uint32_t detail) {
    failure_ = {code, detail};
    return Verdict::Fails;
  }

  const ReferenceFault fault_;
  const ControllerSizes built_;
  ControllerOutputs out_;
  std::array<uint32_t, regs::kObsWords> obs_{};

  // Main state machine
  uint32_t state_cycle_ = 1;  // number of this cycle in its state
  bool entered_ = false;      // this is the first cycle of a state entered from another one
  State previous_state_ = State::Idle;
  Failure failure_;
  bool monitors_shown_ = false;
  uint32_t bad_reads_ = 0;  // memories of which an engine read a word of bad parity in this cycle

  // CSR port
  CsrRequest csr_entry_;
  CsrRequest csr_request_;
  CsrTarget csr_target_;
  bool csr_legal_in_decode_ = false;
  bool csr_read_is_bad_ = false;
  uint32_t csr_read_data_ = 0;
  DueWrite config_write_;
  DueWrite inject_write_;

  // Registers that are not declared state
  std::array<uint32_t, 0x200 / 4> config_{};  // read-write registers by word address
  std::array<std::array<int16_t, regs::kMaxFeatures>, 2> features_{};  // of the passes
  std::array<uint32_t, regs::kMaxLayers> applied_{};
  std::array<uint32_t, regs::kMaxLayers> saved_{};
  ProgramSizes sizes_;

  // PLAY, COLLECT
  uint32_t pixel_ = 0;  // in the output register
  std::array<Beat, 2> fifo_{};
  uint32_t channel_number_ = 0;  // over all layers
  uint32_t channel_sum_ = 0;
  Statistics running_;
  DueWrite channel_write_;    // to STAT in this cycle
  DueWrite answer_write_;     // to STORE in this cycle
  uint32_t nibbles_ = 0;      // stored codes of a word that is not full
  uint32_t layer_cycle_ = 0;  // cycle t + layer_cycle_ after a last beat of a layer; 0 none
  uint32_t finished_layer_ = 0;
  Statistics finished_;
  bool finished_image_ = false;

  // PROJECT to COMMIT, LOAD
  std::array<int32_t, regs::kMaxFeatures> sums_{};
  uint32_t step_cycle_ = 0;  // number of this cycle in CENTRE or SLOPES or in a step of the loop
  uint32_t tune_word_ = 0;   // to be written and read back
  uint32_t read_back_ = 0;
  uint32_t access_cycles_ = 0;

  // ADAPT
  LoopImage loop_;
  bool entry_changed_ = false;  // in this pass

  // Self-tuning monitor
  MonitorReads monitor_;
  uint32_t mon_cycle_ = 0;    // number of this cycle in WAIT or DIVIDE, of ACCESS cycles so far
  bool mon_dropped_ = false;  // the transfer under way has had a cycle without leave to work

  ParityMemory<uint32_t> stim_;
  ParityMemory<uint32_t> stat_;
  ParityMemory<uint32_t> proj_;
  ParityMemory<uint32_t> codebook_;
  ParityMemory<uint32_t> delta_;
  ParityMemory<uint32_t> store_;
  ParityMemory<uint64_t> log_;
};

}  // namespace kintsugi
