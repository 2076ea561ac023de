#include "models/training/distillation.h"

namespace kintsugi {

torch::Tensor distillation_loss(const torch::Tensor& student, const torch::Tensor& teacher,
                                double temperature) {
  const auto wanted = torch::log_softmax(teacher / temperature, 1);
  const auto found = torch::log_softmax(student / temperature, 1);
  return (wanted.exp() * (wanted - found)).sum(1).mean() * (temperature * temperature);
}

}  // namespace kintsugi
