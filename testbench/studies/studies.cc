#include "testbench/studies/studies.h"

#include "study_digest.h"
#include "testbench/studies/study_command.h"

namespace kintsugi {

std::vector<Study> simulated_studies() {
  std::vector<Study> studies = {
      {"signature", "Signature, clusters and one-step repair",
       "Learning-assisted test and tuning (DATE 2024): a signature of all layers' outputs to "
       "compact "
       "images leads to the ReLU gains of each layer in one step; yield +45 % and more, about 4 % "
       "below the digital network, in less than a second. Population A; a die is good within 2 "
       "points "
       "of the ideal chip.",
       "fashion_lenet, fashion_convnet, fashion_mlp", "", signature_study},
      {"images", "Images of a test",
       "Optimised tests of RRAM networks need 2 to 4 images, with a prediction error 31 % below "
       "prior "
       "art. LeNet on Fashion-MNIST, population A.",
       "fashion_lenet", "", images_study},
      {"clusters", "Entries of the codebook",
       "Clusters with one setting each, as published, beside piecewise affine entries, which move "
       "the gains along the features. LeNet on Fashion-MNIST, population A.",
       "fashion_lenet", "", clusters_study},
      {"mapping", "How weights lie on cells",
       "On-line adaptation (DAC 2020) starts from 31.76 % on MNIST and 10.49 % on CIFAR-10: 65 nm, "
       "10 "
       "levels, 50 % variance. The mapping is not stated; these curves say which mapping gives "
       "that.",
       "fashion_lenet", "", mapping_study},
      {"transfer", "A program from another population",
       "Not published. A program fitted on population A tests and repairs dies of others.",
       "fashion_lenet", "", transfer_study},
      {"share", "What the dies have in common",
       "Not published: the split of the spread between cells and what a tile or a die has in "
       "common "
       "is not public, so it is swept.",
       "fashion_lenet_b_sparse", "", share_study},
      {"selftune", "Gains that follow in use",
       "Self-tuning beside variability- and quantisation-aware training (DATE 2022): trained "
       "networks "
       "lose up to 54 % under variation within and between chips; layer-wise activations adjusted "
       "while inferring bring the loss below 10 %. LeNet on Fashion-MNIST.",
       "fashion_lenet_wide, fashion_lenet", "", selftune_study},
      {"osa", "Few deltas beside frozen cells",
       "On-line sparse adaptation (DAC 2020): importance-sampled SRAM beside frozen RRAM regains "
       "the baseline at 7.86 % of the area, from 31.76 % on MNIST. Single cells, 10 levels, all "
       "spread in the cells.",
       "fashion_lenet_b_sparse", "", osa_study},
      {"cost", "What repairs cost and buy",
       "Not published. Yield against added area and test time, over all repairs and combinations.",
       "fashion_lenet_b_sparse", "", cost_study},
  };
  for (Study& study : studies) study.version = kStudyDigest;
  return studies;
}

int simulated_study(const StudyOptions& options, std::ostream& out) {
  return study_command(options, simulated_studies(), out);
}

}  // namespace kintsugi
