// The float phase as verify_policies() runs it.
#pragma once

#include "models/datasets/dataset.h"
#include "models/training/policy_study.h"
#include "models/training/settings.h"

namespace kintsugi {

// Trains the network of `settings` in float with the policy over `budget` iterations (batches of
// 128) of its optimiser and peak rate, and judges it on the 5 000 held-out training images every
// `check_every` iterations; no test image is used. Runs of one seed start from the same weights
// and see the same batches. Throws UserError as train() does.
PolicyRun policy_runner(const TrainingSettings& settings, const Dataset& training, int64_t budget,
                        int check_every);

}  // namespace kintsugi
