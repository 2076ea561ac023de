#include "testbench/learning/learning_studies.h"

#include "learning_digest.h"

namespace kintsugi {

std::vector<Study> learning_studies() {
  std::vector<Study> studies = {
      {"lr", "Learning-rate policies",
       "Policies that are chosen and verified shorten training 1.6 to 6.7 times.", "fashion_lenet",
       "", lr_study},
      {"vat", "Variability-aware against post-training quantisation",
       "Joint variability- and quantisation-aware training gains up to 35.7 points at low bit "
       "width and high variation (DATE 2022).",
       "fashion_lenet", "", vat_study},
      {"compact", "Compact tests",
       "2 to 4 images whose pixels are optimised by backpropagation foretell a die's accuracy with "
       "an error 31 % below prior art, at a third of the test's cost.",
       "fashion_lenet", "", compact_study, true},
      {"egis", "Tests without data",
       "10 to 20 images synthesised by entropy and an outlier detector pass or fail dies very "
       "close "
       "to a test that is made from data.",
       "fashion_lenet", "", egis_study, true},
  };
  for (Study& study : studies) study.version = kLearningDigest;
  return studies;
}

}  // namespace kintsugi
