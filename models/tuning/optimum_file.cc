#include "models/tuning/optimum_file.h"

#include <fmt/format.h>

#include "models/tuning/digest.h"
#include "models/tuning/json_reader.h"

namespace kintsugi::tuning {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kOptimumFormat = 1;
constexpr int kSearch = 1;  // counted up when find_optimum goes another way
constexpr const char* kOptimumRemedy =
    "remove the file and make it anew with `kintsugi optimum SCENARIO`";

std::string die_text(uint64_t seed, uint32_t die, const Optimum& optimum) {
  const Json line = {{"seed", seed},
                     {"die", die},
                     {"start", optimum.start},
                     {"correct", optimum.correct},
                     {"loss", optimum.loss},
                     {"evaluations", optimum.evaluations},
                     {"tuning", tuning_json(optimum.tuning)}};
  return line.dump();
}

}  // namespace

namespace {

// What the first files did not know of a device.
std::vector<double> later_fields(const DeviceStatistics& s) {
  std::vector<double> fields = {s.g_max_us,
                                static_cast<double>(s.programming),
                                s.verify_window,
                                s.verify_window_absolute,
                                static_cast<double>(s.verify_pulses),
                                s.sigma_wafer,
                                s.sigma_lot,
                                s.sigma_reticle,
                                s.radial,
                                s.sigma_radial,
                                s.wafer.wafer_diameter_mm,
                                s.wafer.edge_exclusion_mm,
                                s.wafer.die_width_mm,
                                s.wafer.die_height_mm,
                                static_cast<double>(s.wafer.reticle_columns),
                                static_cast<double>(s.wafer.reticle_rows),
                                static_cast<double>(s.wafer.wafers_per_lot),
                                s.sigma_correlated,
                                s.correlation_length,
                                s.gradient_rows,
                                s.gradient_columns,
                                s.sigma_gradient,
                                static_cast<double>(s.drift),
                                s.age_s,
                                s.drift_t0_s,
                                s.drift_nu,
                                s.drift_sigma_nu,
                                s.drift_mean_us,
                                s.drift_sigma_us,
                                s.drift_sigma0_us,
                                s.temperature_c,
                                s.reference_temperature_c,
                                s.activation_energy_ev,
                                s.rtn_share,
                                s.rtn_low_r,
                                s.rtn_high_r,
                                s.rtn_occupancy,
                                static_cast<double>(s.rtn_speed),
                                s.stuck_lrs,
                                s.stuck_hrs,
                                s.stuck_lrs_g,
                                s.stuck_hrs_g,
                                s.read_noise,
                                s.read_noise_absolute};
  for (const auto* list :
       {&s.conductances, &s.conductances_us, &s.sigma_us, &s.mean_shift_us,
        &s.programming_table.g_us, &s.programming_table.mean_us, &s.programming_table.sigma_us}) {
    fields.push_back(static_cast<double>(list->size()));
    fields.insert(fields.end(), list->begin(), list->end());
  }
  return fields;
}

// Keys that came later count only where they are set, so that older files keep their key.
void add_if_set(const ChipConfig& config, Digest& d) {
  const ChipConfig plain;
  const auto add = [&](int number, double value, double usual) {
    if (value == usual) return;
    d.add(number);
    d.add(value);
  };
  add(1, static_cast<double>(config.crossbar.reference),
      static_cast<double>(plain.crossbar.reference));
  add(2, config.crossbar.slices, plain.crossbar.slices);
  add(3, config.dac.bits, plain.dac.bits);
  add(4, config.dac.bipolar ? 1.0 : 0.0, 0.0);
  add(6, config.dac.gain_sigma, 0.0);
  add(7, config.dac.offset_sigma_lsb, 0.0);
  add(8, config.dac.inl_sigma_lsb, 0.0);
  add(9, static_cast<double>(config.adc.type), static_cast<double>(plain.adc.type));
  add(10, config.adc.comparator_sigma_lsb, 0.0);
  add(11, config.adc.ladder_sigma, 0.0);
  add(12, config.adc.capacitor_sigma, 0.0);
  add(13, config.adc.ramp_inl_sigma_lsb, 0.0);
  add(14, config.adc.noise_lsb, 0.0);
  const WiresConfig& wires = config.wires;
  add(15, static_cast<double>(wires.topology), 0.0);
  add(16, static_cast<double>(wires.drive), 0.0);
  add(17, static_cast<double>(wires.sense), 0.0);
  add(18, static_cast<double>(wires.supply), static_cast<double>(WiresConfig{}.supply));
  add(19, wires.word_ohm, 0.0);
  add(20, wires.bit_ohm, 0.0);
  add(21, wires.source_ohm, 0.0);
  add(22, wires.driver_ohm, 0.0);
  add(23, wires.sense_ohm, 0.0);
  const std::vector<double> device = later_fields(config.device);
  if (device != later_fields(plain.device)) d.add_all(device);
}

}  // namespace

std::string optimum_key(const Chip& chip, const TestProgram& program) {
  Digest d;
  d.add(kSearch);
  d.add_all(digest(chip.network));
  d.add_all(digest(program));
  const DeviceStatistics& device = chip.config.device;
  const AdcConfig& adc = chip.config.adc;
  for (double value : {device.g_min, device.sigma_within, device.sigma_tile, device.sigma_die,
                       adc.gain_sigma, adc.offset_sigma_lsb}) {
    d.add(value);
  }
  for (int value :
       {device.levels, chip.config.crossbar.rows, chip.config.crossbar.columns,
        static_cast<int>(chip.config.crossbar.mapping), adc.bits, adc.columns_per_adc}) {
    d.add(value);
  }
  for (const LayerPlan& plan : chip.layers) d.add(plan.adc_full_scale);
  add_if_set(chip.config, d);
  if (chip.config.cells != nullptr) {
    for (const std::vector<int16_t>& tile : *chip.config.cells) d.add_all(tile);
  }
  if (chip.measured != nullptr) {
    d.add_all(chip.measured->centre);
    d.add_all(chip.measured->sigma);
  }
  return d.hex();
}

std::string digest(const TrainingImages& images, int pixels) {
  Digest d;
  d.bytes(images.codes, static_cast<size_t>(images.count) * static_cast<size_t>(pixels));
  d.bytes(images.labels, static_cast<size_t>(images.count));
  return d.hex();
}

std::string optima_text(const OptimumFile& file) {
  std::string text = fmt::format(
      "{{\n\"format\": {},\n\"chip\": {},\n\"fitting_images\": {},\n\"images_digest\": {},\n"
      "\"dies\": [",
      kOptimumFormat, Json(file.chip).dump(), file.fitting_images, Json(file.images_digest).dump());
  const char* separator = "\n";
  for (const auto& [key, optimum] : file.dies) {
    text += separator + die_text(key.first, key.second, optimum);
    separator = ",\n";
  }
  return text + "\n]\n}\n";
}

OptimumFile load_optima(const std::filesystem::path& path, const std::string& chip,
                        int tuned_layers) {
  const Json json = read_json(path, kOptimumRemedy);
  const JsonReader reader(json, path, "", kOptimumRemedy);
  reader.number<int>("format", kOptimumFormat, kOptimumFormat);
  OptimumFile file;
  file.chip = reader.text("chip");
  file.fitting_images = reader.number<int>("fitting_images", 1, INT32_MAX);
  file.images_digest = reader.text("images_digest");
  const int layers = file.chip == chip ? tuned_layers : -1;  // -1: any number
  reader.require_array(reader.at("dies"), "dies", -1);
  for (const Json& item : reader.at("dies")) {
    const JsonReader die(item, path, "dies.", kOptimumRemedy);
    Optimum optimum;
    optimum.tuning = die.tuning("tuning", layers);
    optimum.start = die.text("start");
    optimum.correct = die.number<int>("correct", 0, file.fitting_images);
    if (!die.at("loss").is_number()) die.fail("loss", "must be a number");
    optimum.loss = die.at("loss").get<double>();
    optimum.evaluations = die.number<int>("evaluations", 1, INT32_MAX);
    const auto seed = die.number<uint64_t>("seed", 0, INT64_MAX);
    const auto number = die.number<uint32_t>("die", 0, UINT32_MAX);
    if (!file.dies.emplace(std::pair(seed, number), std::move(optimum)).second) {
      die.fail("die", fmt::format("die {} of seed {} stands there twice", number, seed));
    }
  }
  return file;
}

}  // namespace kintsugi::tuning
