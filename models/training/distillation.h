// Knowledge distillation: a student learns the softened logits of a teacher (Hinton et al., 2015).
#pragma once

#include <torch/torch.h>

namespace kintsugi {

// T^2 x KL(softmax(teacher / T) || softmax(student / T)), mean over the images; both [n, classes].
torch::Tensor distillation_loss(const torch::Tensor& student, const torch::Tensor& teacher,
                                double temperature);

}  // namespace kintsugi
