// The transaction on a socket as a wave shows it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "systemc/trace/probe.h"

namespace kintsugi {

// A transaction stands in its lane from begin() to one edge after its end, so that its status can
// be read; then the lane is empty until the next one.
class TransactionLane {
 public:
  enum class Kind : uint8_t { None, Read, Write, Image, Beat };
  enum class Status : uint8_t { Idle, Busy, Ok, Error, Dropped };

  // To be called at each edge before anything else.
  void edge() {
    if (status_ > Status::Busy) leave();
  }
  // The next transaction; one that has not ended is forgotten.
  void begin(Kind kind, uint32_t address, uint32_t data) {
    ++id_;
    kind_ = kind;
    address_ = address;
    data_ = data;
    status_ = Status::Busy;
  }
  void data(uint32_t data) { data_ = data; }
  // Ends the transaction that is under way, if there is one.
  void end(Status status) {
    if (status_ == Status::Busy) status_ = status;
  }

  // id (transactions so far), kind, address, data and status in scope `scope`. The lane must
  // outlive the list.
  void add_probes(ProbeList& probes, const std::string& scope, int address_bits) const;

  // The same for transactions that are kept elsewhere.
  struct Reads {
    std::function<uint32_t()> id;
    std::function<Kind()> kind;
    std::function<uint32_t()> address;
    std::function<uint32_t()> data;
    std::function<Status()> status;
  };
  static void add_probes(ProbeList& probes, const std::string& scope, int address_bits,
                         const Reads& reads);

 private:
  void leave() {
    kind_ = Kind::None;
    address_ = 0;
    data_ = 0;
    status_ = Status::Idle;
  }

  uint32_t id_ = 0;
  Kind kind_ = Kind::None;
  uint32_t address_ = 0;
  uint32_t data_ = 0;
  Status status_ = Status::Idle;
};

}  // namespace kintsugi
