// Words of the controller's memories, and of registers that hold the same, in plain numbers.
#pragma once

#include <cstdint>
#include <string>

#include "testbench/mismatch/meaning.h"

namespace kintsugi {

std::string tuning_word(uint64_t word, const MeaningContext& c);  // {offset, gain}
std::string feature_pair(uint64_t word, const MeaningContext& c);
std::string pixels(uint64_t word, const MeaningContext& c);
std::string log_entry(uint64_t word, const MeaningContext& c);
std::string delta_word(uint64_t word, const MeaningContext& c);  // of the sparse array

// Of statistics by their slot in STAT, of other memories by the place of the word.
std::string slot_name(uint64_t slot, const tuning::TestProgram& program);
std::string statistic(uint64_t slot, uint64_t value, const MeaningContext& c);
std::string projection_word(uint64_t word, uint64_t value, const tuning::TestProgram& program);
std::string codebook_word(uint64_t word, uint64_t value, const MeaningContext& c);
std::string store_name(uint64_t word, const MeaningContext& c);
std::string store_word(uint64_t word, uint64_t value, const MeaningContext& c);

// Of a difference that the sweep found: `signal` is "Stat[12]"; empty for anything else.
std::string memory_word(const std::string& signal, uint64_t value, const MeaningContext& c);

}  // namespace kintsugi
