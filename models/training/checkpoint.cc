#include "models/training/checkpoint.h"

#include <ATen/Context.h>

#include <fstream>
#include <mutex>

#include "models/core/error.h"

namespace kintsugi {
namespace {

std::string key(size_t i) { return "tensor" + std::to_string(i); }

// Calls use(name, generator) with each generator that a network on `device` draws from.
template <class Use>
void each_generator(const torch::Device& device, const Use& use) {
  const auto locked = [&](const char* name, at::Generator generator) {
    const std::lock_guard<std::mutex> lock(generator.mutex());
    use(name, generator);
  };
  locked("generator", at::globalContext().defaultGenerator(torch::kCPU));
  if (device.is_cuda()) {
    locked("device_generator", at::globalContext().defaultGenerator(device));
  }
}

torch::Device device_of(const torch::optim::Optimizer& optimiser) {
  return optimiser.param_groups().front().params().front().device();
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const std::string& settings,
                     const TrainingPlace& place, const std::vector<torch::Tensor>& tensors,
                     const torch::optim::Optimizer& optimiser) {
  torch::serialize::OutputArchive archive;
  archive.write("settings", torch::IValue(settings));
  archive.write("phase", torch::IValue(place.phase));
  archive.write("epoch", torch::IValue(place.epoch));
  archive.write("float_accuracy", torch::IValue(place.float_accuracy));
  for (size_t i = 0; i < tensors.size(); ++i) archive.write(key(i), tensors[i].detach());
  torch::serialize::OutputArchive of_optimiser(archive.compilation_unit());
  optimiser.save(of_optimiser);
  archive.write("optimiser", of_optimiser);
  each_generator(device_of(optimiser), [&](const char* name, const at::Generator& generator) {
    archive.write(name, generator.get_state());
  });
  auto beside = path;
  beside += ".new";
  std::ofstream file(beside, std::ios::binary);
  archive.save_to(file);
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(beside, path, error);
  if (!file || error) {
    throw UserError("The checkpoint '" + path.string() +
                    "' cannot be written; check that there is room and the folder is writable.");
  }
}

Checkpoint::Checkpoint(const std::filesystem::path& path, const std::string& settings) {
  torch::IValue value;
  try {
    std::ifstream file(path, std::ios::binary);
    archive_.load_from(file);
    archive_.read("settings", value);
  } catch (const c10::Error&) {
    throw UserError("The checkpoint '" + path.string() +
                    "' is damaged or none; delete it and train from the beginning.");
  }
  if (value.toStringRef() != settings) {
    throw UserError("The checkpoint '" + path.string() + "' is of other settings (" +
                    value.toStringRef() + "); resume with those or delete it.");
  }
  archive_.read("phase", value);
  place_.phase = static_cast<int>(value.toInt());
  archive_.read("epoch", value);
  place_.epoch = static_cast<int>(value.toInt());
  archive_.read("float_accuracy", value);
  place_.float_accuracy = value.toDouble();
}

void Checkpoint::restore(const std::vector<torch::Tensor>& tensors) {
  const torch::NoGradGuard no_grad;
  for (size_t i = 0; i < tensors.size(); ++i) {
    torch::Tensor saved;
    archive_.read(key(i), saved);
    torch::Tensor(tensors[i]).copy_(saved);
  }
}

void Checkpoint::restore(torch::optim::Optimizer& optimiser) {
  torch::serialize::InputArchive of_optimiser;
  archive_.read("optimiser", of_optimiser);
  optimiser.load(of_optimiser);
  each_generator(device_of(optimiser), [&](const char* name, at::Generator& generator) {
    torch::Tensor state;
    archive_.read(name, state);
    generator.set_state(state);
  });
}

}  // namespace kintsugi
