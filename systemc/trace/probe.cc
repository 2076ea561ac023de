#include "systemc/trace/probe.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kintsugi {

void ProbeList::bits(std::string path, int width, Bits read) {
  probes_.push_back({std::move(path), Probe::Kind::Bits, width, {}, std::move(read)});
}

void ProbeList::signed_bits(std::string path, int width, std::function<int64_t()> read) {
  const uint64_t mask = width >= 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1;
  probes_.push_back({std::move(path), Probe::Kind::Signed, width, {}, [read, mask] {
                       return static_cast<uint64_t>(read()) & mask;
                     }});
}

void ProbeList::real(std::string path, const std::function<double()>& read) {
  probes_.push_back({std::move(path), Probe::Kind::Real, 64, {}, [read] {
                       const double value = read();
                       uint64_t raw = 0;
                       std::memcpy(&raw, &value, sizeof raw);
                       return raw;
                     }});
}

void ProbeList::enumeration(std::string path, int width, std::vector<std::string> value_names,
                            Bits read) {
  probes_.push_back(
      {std::move(path), Probe::Kind::Enum, width, std::move(value_names), std::move(read)});
}

void ProbeList::read_when(const bool* changed, const std::function<void()>& declare) {
  const size_t first = probes_.size();
  declare();
  for (size_t i = first; i < probes_.size(); ++i) probes_[i].changed = changed;
}

const Probe* ProbeList::find(const std::string& path) const {
  const auto found = std::find_if(probes_.begin(), probes_.end(),
                                  [&](const Probe& probe) { return probe.path == path; });
  return found == probes_.end() ? nullptr : &*found;
}

void ProbeList::sample(std::vector<uint64_t>& values) const {
  for (const auto& refresh : refresh_) refresh();
  values.resize(probes_.size());
  for (size_t i = 0; i < probes_.size(); ++i) {
    const Probe& probe = probes_[i];
    if (probe.changed == nullptr || *probe.changed) values[i] = probe.read();
  }
}

}  // namespace kintsugi
