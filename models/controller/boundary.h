// The controller's boundary as a table: a row PIN(name, width in bits) a pin, in the order of
// docs/controller.md, section 2. Name and place are those of the structs in pins.h; the RTL adds _i
// or _o. The clock, rst_ni and obs_o (regs::kObsWidth bits) stand aside.
#pragma once

// clang-format off
#define KINTSUGI_CONTROLLER_INPUTS(PIN) \
  PIN(csr_psel, 1)                      \
  PIN(csr_penable, 1)                   \
  PIN(csr_pwrite, 1)                    \
  PIN(csr_paddr, 20)                    \
  PIN(csr_pwdata, 32)                   \
  PIN(csr_pstrb, 4)                     \
  PIN(stim_ready, 1)                    \
  PIN(sig_valid, 1)                     \
  PIN(sig_layer, 4)                     \
  PIN(sig_channel, 10)                  \
  PIN(sig_tag, 8)                       \
  PIN(sig_value, 24)                    \
  PIN(sig_last_channel, 1)              \
  PIN(sig_last_layer, 1)                \
  PIN(sig_last_image, 1)                \
  PIN(cfg_pready, 1)                    \
  PIN(cfg_prdata, 32)                   \
  PIN(cfg_pslverr, 1)

#define KINTSUGI_CONTROLLER_OUTPUTS(PIN) \
  PIN(csr_pready, 1)                     \
  PIN(csr_prdata, 32)                    \
  PIN(csr_pslverr, 1)                    \
  PIN(stim_valid, 1)                     \
  PIN(stim_data, 4)                      \
  PIN(stim_tag, 8)                       \
  PIN(stim_last, 1)                      \
  PIN(sig_ready, 1)                      \
  PIN(cfg_psel, 1)                       \
  PIN(cfg_penable, 1)                    \
  PIN(cfg_pwrite, 1)                     \
  PIN(cfg_paddr, 16)                     \
  PIN(cfg_pwdata, 32)                    \
  PIN(cfg_pstrb, 4)                      \
  PIN(irq, 1)                            \
  PIN(flush, 1)
// clang-format on
