#include "systemc/rtl_host/rtl_host.h"

#include <utility>

namespace kintsugi {

RtlHost::RtlHost(sc_core::sc_module_name name, sc_core::sc_time period, ControllerModel& rtl,
                 ReferenceModel& reference, std::vector<PinAdapter*> adapters,
                 CycleObserver& observer)
    : sc_module(name),
      period_(period),
      rtl_(rtl),
      reference_(reference),
      adapters_(std::move(adapters)),
      observer_(observer),
      compares_(observer.wants_reference()) {
  // Stopping is how every simulation here ends, not news.
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  SC_HAS_PROCESS(RtlHost);
  SC_METHOD(take_edge);
}

void RtlHost::take_edge() {
  for (PinAdapter* adapter : adapters_) adapter->edge(out_, in_);
  rtl_.step(in_, out_);
  if (compares_) reference_.step(in_);
  const uint32_t* const state = rtl_.obs();
  const uint32_t* const expected = reference_.declared_state();
  const Cycle cycle{
      edge_, in_, out_, reference_.outputs(), state, expected == nullptr ? state : expected};
  const bool go_on = observer_.on_cycle(cycle);
  ++edge_;
  if (go_on && !stop_) {
    next_trigger(period_);
  } else {
    sc_core::sc_stop();
  }
}

}  // namespace kintsugi

// Debian's libsystemc brings a main() that calls this. Our programs have their own main(), but the
// library does not link without the symbol.
int sc_main(int /*argc*/, char* /*argv*/[]) { return 1; }
