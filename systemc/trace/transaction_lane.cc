#include "systemc/trace/transaction_lane.h"

namespace kintsugi {

void TransactionLane::add_probes(ProbeList& probes, const std::string& scope,
                                 int address_bits) const {
  add_probes(probes, scope, address_bits,
             {[this] { return id_; }, [this] { return kind_; }, [this] { return address_; },
              [this] { return data_; }, [this] { return status_; }});
}

void TransactionLane::add_probes(ProbeList& probes, const std::string& scope, int address_bits,
                                 const Reads& reads) {
  probes.bits(scope + ".id", 32, reads.id);
  probes.enumeration(scope + ".kind", 3, {"NONE", "READ", "WRITE", "IMAGE", "BEAT"},
                     [kind = reads.kind] { return static_cast<uint64_t>(kind()); });
  probes.bits(scope + ".address", address_bits, reads.address);
  probes.bits(scope + ".data", 32, reads.data);
  probes.enumeration(scope + ".status", 3, {"IDLE", "BUSY", "OK", "ERROR", "DROPPED"},
                     [status = reads.status] { return static_cast<uint64_t>(status()); });
}

}  // namespace kintsugi
