#include "testbench/checkers/protocol_rules.h"

namespace kintsugi {
namespace {

using Rules = std::vector<std::string>;

void note(bool broken, const char* rule, Rules* rules) {
  if (broken) rules->push_back(rule);
}

bool same_beat(const ControllerOutputs& a, const ControllerOutputs& b) {
  return a.stim_data == b.stim_data && a.stim_tag == b.stim_tag && a.stim_last == b.stim_last;
}

bool same_cfg_payload(const ControllerOutputs& a, const ControllerOutputs& b) {
  return a.cfg_pwrite == b.cfg_pwrite && a.cfg_paddr == b.cfg_paddr &&
         a.cfg_pwdata == b.cfg_pwdata && a.cfg_pstrb == b.cfg_pstrb;
}

void check_stimulus(const ControllerOutputs& before, const ControllerInputs& in,
                    const ControllerOutputs& now, Rules* rules) {
  const bool waits = before.stim_valid != 0 && in.stim_ready == 0;
  note(waits && now.stim_valid == 0 && now.flush == 0, "stim_valid_o falls before stim_ready_i",
       rules);
  note(waits && now.stim_valid != 0 && !same_beat(before, now),
       "the stimulus beat changes while it waits for stim_ready_i", rules);
  note(now.stim_valid == 0 && !same_beat(now, {}),
       "the stimulus payload is not 0 while stim_valid_o is low", rules);
}

void check_signature(const Side& now, Rules* rules) {
  const uint64_t fill = regs::obs_get<regs::ObsId::sig_fill>(now.obs.data());
  note(now.out.sig_ready != 0 && fill >= 2,
       "sig_ready_o is high while the FIFO behind it is full: the next beat is one too many",
       rules);
}

void check_cfg(const ControllerOutputs& before, const ControllerInputs& in,
               const ControllerOutputs& now, bool timed_out, Rules* rules) {
  const bool setup = before.cfg_psel != 0 && before.cfg_penable == 0;
  const bool access = before.cfg_psel != 0 && before.cfg_penable != 0;
  const bool selected = now.cfg_psel != 0;
  const bool enabled = now.cfg_penable != 0;
  const bool under_way = setup || (access && in.cfg_pready == 0);
  note(before.cfg_psel == 0 && selected && enabled,
       "cfg_penable_o is high in the first cycle of a transfer: APB wants a SETUP cycle", rules);
  note(setup && selected && !enabled,
       "cfg_penable_o is low in the second cycle of a transfer: SETUP lasts one cycle", rules);
  note(under_way && !selected && !(access && timed_out), "cfg_psel_o falls before cfg_pready_i",
       rules);
  note(access && in.cfg_pready == 0 && selected && !enabled,
       "cfg_penable_o falls before cfg_pready_i", rules);
  note(access && in.cfg_pready != 0 && enabled, "cfg_penable_o stays high after cfg_pready_i",
       rules);
  note(under_way && selected && !same_cfg_payload(before, now),
       "address, data or direction of the cfg transfer change before cfg_pready_i", rules);
  note(!selected && (enabled || !same_cfg_payload(now, {})),
       "the cfg port is not all 0 while cfg_psel_o is low", rules);
}

void check_csr(const ControllerInputs& in, const ControllerOutputs& now, Rules* rules) {
  const bool ready = now.csr_pready != 0;
  note(ready && (in.csr_psel == 0 || in.csr_penable == 0),
       "csr_pready_o answers although no transfer is in ACCESS", rules);
  note(!ready && (now.csr_pslverr != 0 || now.csr_prdata != 0),
       "csr_pslverr_o or csr_prdata_o is not 0 while csr_pready_o is low", rules);
}

// While reset lasts nothing is offered, asked or answered.
void check_reset(const ControllerOutputs& now, Rules* rules) {
  const bool quiet = now.csr_pready == 0 && now.stim_valid == 0 && now.sig_ready == 0 &&
                     now.cfg_psel == 0 && now.irq == 0 && now.flush == 0;
  note(!quiet, "an output is not 0 in reset", rules);
}

}  // namespace

Rules broken_pin_rules(const ControllerOutputs& before, const ControllerInputs& in,
                       const ControllerOutputs& now, bool cfg_timed_out) {
  Rules rules;
  if (in.rst_n == 0) {
    check_reset(now, &rules);
    return rules;
  }
  check_stimulus(before, in, now, &rules);
  check_cfg(before, in, now, cfg_timed_out, &rules);
  check_csr(in, now, &rules);
  note(before.flush != 0 && now.flush != 0, "flush_o lasts longer than one cycle", &rules);
  return rules;
}

Rules broken_rules(const Side& before, const ControllerInputs& in, const Side& now) {
  Rules rules = broken_pin_rules(before.out, in, now.out);
  if (in.rst_n != 0) check_signature(now, &rules);
  return rules;
}

}  // namespace kintsugi
