// What a wave shows beside the signals of the RTL: named values, read once a clock edge.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace kintsugi {

struct Probe {
  enum class Kind { Bits, Signed, Enum, Real };
  std::string path;  // "platform.cfg.address": scopes and the name, '.' between them
  Kind kind = Kind::Bits;
  int width = 1;                         // bits, at most 64
  std::vector<std::string> value_names;  // of an Enum, from value 0 on
  std::function<uint64_t()> read;        // low `width` bits; the bits of a double for Real
  const bool* changed = nullptr;         // where given: whether it may read otherwise than before
};

// The probes of a simulation, declared before its wave is opened.
class ProbeList {
 public:
  using Bits = std::function<uint64_t()>;

  void bits(std::string path, int width, Bits read);
  void signed_bits(std::string path, int width, std::function<int64_t()> read);
  void real(std::string path, const std::function<double()>& read);
  void enumeration(std::string path, int width, std::vector<std::string> value_names, Bits read);

  // The probes declared by `declare` are only read in samples for which *changed is true; it must be
  // in the first.
  void read_when(const bool* changed, const std::function<void()>& declare);

  // To be called once a sample, before the probes are read.
  void before_sample(std::function<void()> refresh) { refresh_.push_back(std::move(refresh)); }

  const std::vector<Probe>& all() const { return probes_; }
  const Probe* find(const std::string& path) const;

  // Reads the probes that may have changed into `values` [all().size()], which holds the sample
  // before.
  void sample(std::vector<uint64_t>& values) const;

 private:
  std::vector<Probe> probes_;
  std::vector<std::function<void()>> refresh_;
};

}  // namespace kintsugi
