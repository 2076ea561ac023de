// Coverage of many models in many processes, summed in one file.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace kintsugi {

// Adds `counts` to those of `file`, 32 bits each, which it makes if there is none. Processes may do
// so at the same time. Counts stay at UINT32_MAX. Throws std::runtime_error if the file cannot be
// written or holds another number of counts.
void add_coverage(const std::string& file, const std::atomic<uint32_t>* counts, size_t size);

// The counts of a file; std::runtime_error if it cannot be read.
std::vector<uint32_t> read_coverage(const std::string& file);

// Writes the points of the controller's RTL with the counts of `file` as Verilator's coverage.dat.
// False if the model was built without coverage.
bool write_coverage_points(const std::string& file, const std::string& dat);

}  // namespace kintsugi
