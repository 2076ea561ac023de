// Each planted fault of the RTL is found from its report alone: the right class, the right cycle
// (by comparison with the untouched RTL run by itself), and a line that meets it again when pasted.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "testbench/faults/scene.h"
#include "testbench/mismatch/signals.h"
#include "testbench/tests/systemc/in_child.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct Fault {
  const char* name;
  const char* fault_class;
  const char* word;  // of the sentence that says why
  const char* scene = "test";
};

constexpr Fault kFaults[] = {
    {"accumulator_one_bit_narrow", "data", "obs.stat_wdata"},
    {"argmin_tie_order", "data", "obs.best0"},
    {"beat_lost_under_back_pressure", "missing", "obs.sig_fill"},
    {"cfg_penable_late", "protocol", "SETUP lasts one cycle"},
    {"cluster_done_early", "latency shift", "1 cycle early"},
    {"commit_of_a_passed_window", "data", "obs.mon_step", "upkeep"},
    {"delta_wraps", "data", "obs.delta_wdata", "upkeep"},
    {"flush_two_cycles", "protocol", "flush_o lasts longer than one cycle"},
    {"gain_clamp_ignores_high_bits", "data", "cfg_pwdata_o"},
    {"gain_offset_swapped", "data", "cfg_pwdata_o"},
    {"inject_stays_armed", "data", "obs.inject", "upkeep"},
    {"learned_word_not_cleared", "data", "obs.delta_wdata", "upkeep"},
    {"monitor_gain_rounded_down", "data", "cfg_pwdata_o", "upkeep"},
    {"rival_compared_unsigned", "missing", "obs.wrong_first", "upkeep"},
    {"sig_ready_late", "protocol", "the next beat is one too many"},
    {"stim_valid_dropped", "protocol", "stim_valid_o falls before stim_ready_i"},
    {"writer_layer_address", "data", "cfg_paddr_o"},
};

// No pin and no declared state shows it: the sweep of the memories does.
constexpr Fault kSweptFault = {"scrub_leaves_the_last_word", "data", "found by the sweep",
                               "upkeep"};

std::string command_of(const Fault& fault) {
  return std::string(KINTSUGI_FAULT_BINARIES) + "/fault_" + fault.name + " --scene " + fault.scene;
}

struct Answer {
  int status = -1;
  std::string out;
};

Answer run_shell(const std::string& line) {
  Answer answer;
  FILE* pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) return answer;
  char buffer[4096];
  for (size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    answer.out.append(buffer, n);
  }
  const int status = pclose(pipe);
  answer.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return answer;
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What a RecordingController wrote for one edge, field by field: padding is nobody's business.
std::vector<uint64_t> compared_values(const std::string& trace, size_t edge) {
  Side side;
  const char* record = trace.data() + edge * RecordingController::kRecordBytes;
  std::memcpy(&side.out, record, sizeof side.out);
  std::memcpy(side.obs.data(), record + sizeof side.out, 4 * regs::kObsWords);
  std::vector<uint64_t> values;
  for (const Signal& signal : compared_signals()) values.push_back(signal.get(side));
  return values;
}

// Edge after which the two controllers first differ, each having run in a simulation of its own.
size_t first_visible_effect(const std::string& right, const std::string& wrong) {
  const size_t edges = std::min(right.size(), wrong.size()) / RecordingController::kRecordBytes;
  for (size_t edge = 0; edge < edges; ++edge) {
    if (compared_values(right, edge) != compared_values(wrong, edge)) return edge;
  }
  return edges;
}

// The untouched RTL in the same scene.
void record_right_controller(const std::string& scene, uint64_t seed, const fs::path& file) {
  const std::string said = in_child([&]() -> std::string {
    const auto rtl = make_verilated_controller(static_cast<uint32_t>(seed));
    RecordingController recorded(*rtl, file);
    ControllerReference reference;
    const auto [program, run] = named_scene(scene, seed);
    return sentences(run_synthetic(program, run, recorded, reference).verdict);
  });
  EXPECT_EQ(said, "") << "the untouched RTL must pass";
}

class FaultReport : public ::testing::TestWithParam<Fault> {
 protected:
  FaultReport() {
    std::string name = (fs::temp_directory_path() / "kintsugi_fault_XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~FaultReport() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  std::string binary() const { return command_of(GetParam()); }
  // The report of the first seed in which the fault is caught.
  Json report() const {
    const Answer answer = run_shell(binary() + " --json --record " + (folder_ / "wrong").string() +
                                    " --out " + (folder_ / "report").string());
    EXPECT_EQ(answer.status, 0) << answer.out;
    return Json::parse(answer.out);
  }
  fs::path folder_;
};

TEST_P(FaultReport, NamesTheClassAndTheCause) {
  const Json json = report();
  EXPECT_EQ(json.at("class").at("name"), GetParam().fault_class) << json.at("class");
  const std::string why = json.at("class").at("why");
  EXPECT_NE(why.find(GetParam().word), std::string::npos) << why;
}

TEST_P(FaultReport, DivergesWithinACycleOfTheFirstVisibleEffect) {
  const Json json = report();
  const uint64_t seed = std::stoull(json.at("seeds").at("program").get<std::string>());
  record_right_controller(GetParam().scene, seed, folder_ / "right");
  const auto effect = static_cast<int64_t>(
      first_visible_effect(read_file(folder_ / "right"), read_file(folder_ / "wrong")));
  const auto cycle = json.at("divergence").at("cycle").get<int64_t>();
  EXPECT_LE(std::abs(cycle - effect), 1) << "effect at " << effect << ", divergence at " << cycle;
}

TEST_P(FaultReport, PastedLineMeetsTheSameDivergence) {
  const Json json = report();
  const Answer again = run_shell(json.at("rerun").get<std::string>());
  ASSERT_EQ(again.status, 0) << json.at("rerun") << again.out;
  const Json repeated = Json::parse(again.out);
  EXPECT_EQ(repeated.at("divergence"), json.at("divergence"));
  EXPECT_EQ(repeated.at("cycles"), json.at("cycles"));
}

TEST_P(FaultReport, HoldsEverythingADesignerNeeds) {
  const Json json = report();
  const uint64_t cycle = json.at("divergence").at("cycle");
  EXPECT_EQ(json.at("last_agreed"), cycle - 1);
  EXPECT_EQ(json.at("divergence").at("time_ps"), cycle * 5000);
  EXPECT_GE(json.at("resets"), 1);
  EXPECT_GT(json.at("transactions").size(), 4U);
  EXPECT_TRUE(json.at("versions").contains("kintsugi"));
  ASSERT_GE(json.at("cycles").size(), 17U);
  EXPECT_EQ(json.at("cycles")[0].at("cycle"), cycle - 16);
  const Json& there = json.at("cycles")[16];
  EXPECT_NE(there.at("expected"), there.at("actual"));
  for (size_t i = 0; i < 16; ++i) {
    EXPECT_EQ(json.at("cycles")[i].at("expected"), json.at("cycles")[i].at("actual"));
  }
  for (const char* ending : {".txt", ".json", ".wavejson", ".svg"}) {
    EXPECT_GT(fs::file_size(folder_ / (std::string("report") + ending)), 500U) << ending;
  }
}

TEST_P(FaultReport, FaultThatIsDueEarlierDoesNotCount) {
  const Json json = report();
  const uint64_t cycle = json.at("divergence").at("cycle");
  const std::string seed = json.at("seeds").at("program");
  const Answer earlier =
      run_shell(binary() + " --seed " + seed + " --until " + std::to_string(cycle - 1));
  EXPECT_EQ(earlier.status, 1) << earlier.out;
}

INSTANTIATE_TEST_SUITE_P(Rtl, FaultReport, ::testing::ValuesIn(kFaults),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_P(FaultReport, PictureInTheDocumentationIsTheOneOfTheReport) {
  const fs::path picture =
      fs::path(KINTSUGI_DOCS) / (std::string("debugging_") + GetParam().name + ".svg");
  if (!fs::exists(picture)) return;  // only some faults are shown there
  report();
  EXPECT_EQ(read_file(folder_ / "report.svg"), read_file(picture))
      << "make it again: " << binary() << " --out /tmp/report && cp /tmp/report.svg " << picture;
}

TEST_P(FaultReport, WalkInTheDocumentationQuotesTheReportOfToday) {
  if (std::string(GetParam().name) != "sig_ready_late") return;  // the one that is walked through
  report();
  const std::string text = read_file(folder_ / "report.txt");
  const std::string page = read_file(fs::path(KINTSUGI_DOCS) / "debugging.md");
  EXPECT_NE(page.find(text.substr(0, text.find('\n'))), std::string::npos) << text;
}

// What catches the faults by transactions says nothing where there is none.
TEST(FaultReports, UntouchedRtlPassesTransactionsInTheSameScenes) {
  for (uint64_t seed = 1; seed <= 24; ++seed) {
    for (const char* name : {"test", "upkeep"}) {
      const std::string said = in_child([&] {
        const auto rtl = make_verilated_controller(static_cast<uint32_t>(seed));
        ControllerReference unused;
        auto [program, run] = named_scene(name, seed);
        run.transactions = true;
        return sentences(run_synthetic(program, run, *rtl, unused).verdict);
      });
      EXPECT_EQ(said, "") << name << ", seed " << seed;
    }
  }
}

TEST(FaultReports, WordThatIsNotScrubbedIsFoundByTheSweep) {
  const Answer answer = run_shell(command_of(kSweptFault) + " --json");
  ASSERT_EQ(answer.status, 0) << answer.out;
  const Json json = Json::parse(answer.out);
  EXPECT_EQ(json.at("class").at("name"), kSweptFault.fault_class);
  const std::string why = json.at("class").at("why");
  EXPECT_NE(why.find(kSweptFault.word), std::string::npos) << why;
  EXPECT_EQ(json.at("divergence").at("signal"), "Stim[1023]");
  const Answer again = run_shell(json.at("rerun").get<std::string>());
  EXPECT_EQ(Json::parse(again.out).at("divergence"), json.at("divergence"));
  const Answer untold = run_shell(command_of(kSweptFault) + " --transactions --seed 1");
  EXPECT_EQ(untold.status, 1) << "a pin shows it: " << untold.out;
}

TEST(FaultReports, CoverEveryPatch) {
  size_t patches = 0;
  for (const auto& entry : fs::recursive_directory_iterator(KINTSUGI_FAULT_PATCHES)) {
    if (entry.path().extension() != ".patch") continue;
    ++patches;
    const bool upkeep = entry.path().parent_path().filename() == "upkeep";
    const auto known = [&](const Fault& fault) {
      return entry.path().stem() == fault.name &&
             std::string(fault.scene) == (upkeep ? "upkeep" : "test");
    };
    if (known(kSweptFault)) continue;
    EXPECT_TRUE(std::any_of(std::begin(kFaults), std::end(kFaults), known)) << entry.path();
  }
  EXPECT_EQ(patches, std::size(kFaults) + 1);
}

}  // namespace
}  // namespace kintsugi
