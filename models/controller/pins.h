// The pins of the tuning controller as plain structs (docs/controller.md, section 2). The RTL host
// and the reference model are stepped with the same Inputs and compared on Outputs.
#pragma once

#include <cstdint>

namespace kintsugi {

struct ControllerInputs {
  uint8_t rst_n = 0;
  // CSR port, APB4 slave
  uint8_t csr_psel = 0;
  uint8_t csr_penable = 0;
  uint8_t csr_pwrite = 0;
  uint8_t csr_pstrb = 0;
  uint32_t csr_paddr = 0;  // 20 bits
  uint32_t csr_pwdata = 0;
  // stimulus stream out, signature stream in
  uint8_t stim_ready = 0;
  uint8_t sig_valid = 0;
  uint8_t sig_layer = 0;
  uint8_t sig_tag = 0;
  uint16_t sig_channel = 0;
  uint32_t sig_value = 0;  // 24 bits, two's complement
  uint8_t sig_last_channel = 0;
  uint8_t sig_last_layer = 0;
  uint8_t sig_last_image = 0;
  // cfg port, APB4 master
  uint8_t cfg_pready = 0;
  uint8_t cfg_pslverr = 0;
  uint32_t cfg_prdata = 0;
};

struct ControllerOutputs {
  uint8_t csr_pready = 0;
  uint8_t csr_pslverr = 0;
  uint8_t stim_valid = 0;
  uint8_t stim_data = 0;
  uint8_t stim_tag = 0;
  uint8_t stim_last = 0;
  uint8_t sig_ready = 0;
  uint8_t cfg_psel = 0;
  uint8_t cfg_penable = 0;
  uint8_t cfg_pwrite = 0;
  uint8_t cfg_pstrb = 0;
  uint8_t irq = 0;
  uint8_t flush = 0;
  uint16_t cfg_paddr = 0;
  uint32_t csr_prdata = 0;
  uint32_t cfg_pwdata = 0;
};

}  // namespace kintsugi
