// Published device statistics by name.
#pragma once

#include <string>
#include <vector>

#include "models/device/statistics.h"

namespace kintsugi {

// One row of the table that is printed for users.
struct PresetInfo {
  std::string name;
  std::string what;
  std::string source;
  std::string assumed;        // what the source does not say and we chose
  int most_levels = 256;      // levels a cell of it can have
  std::string levels_reason;  // why no more
};

const std::vector<PresetInfo>& presets();
std::vector<std::string> preset_names();

// Sets what the preset describes and leaves all else: presets of faults or noise may follow one of
// a device. `levels` asks for another number of levels than the preset's own (0). Throws UserError
// for an unknown name, for more levels than the preset has, and for another number where its levels
// are a list.
void apply_preset(const std::string& name, DeviceStatistics& statistics, int levels = 0,
                  const KeyPlace& place = {});

// The preset on top of the defaults.
DeviceStatistics preset(const std::string& name, int levels = 0, const KeyPlace& place = {});

}  // namespace kintsugi
