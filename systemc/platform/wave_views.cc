#include "systemc/platform/wave_views.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "models/registers/tuning_ctrl.h"
#include "systemc/platform/host_script.h"

namespace kintsugi {
namespace {

using Colour = GtkwSignal::Colour;
using Format = GtkwSignal::Format;

constexpr Colour kRtl = Colour::Green;
constexpr Colour kReference = Colour::Blue;
constexpr Colour kTransaction = Colour::Yellow;
constexpr Colour kModel = Colour::Violet;

// Builds the groups of a view: probes by path, those there are; pins of the RTL by name and width.
class ViewBuilder {
 public:
  ViewBuilder(std::string name, const ProbeList& probes) : probes_(probes) {
    view_.name = std::move(name);
    group("time");
    pin("platform.clock", 1);
    probe("lock_step.edge", Colour::Normal, "edge", Format::Decimal);
  }

  void group(const std::string& title) { view_.groups.push_back({title, {}}); }
  void pin(const std::string& path, int width, Colour colour = Colour::Normal) {
    add({path, width, Format::Hex, colour});
  }
  void probe(const std::string& path, Colour colour, const std::string& alias = "") {
    const Probe* const found = probes_.find(path);
    if (found == nullptr) return;
    add(gtkw_signal(*found, colour));
    view_.groups.back().signals.back().alias = alias;
  }
  void probe(const std::string& path, Colour colour, const std::string& alias, Format format) {
    if (const Probe* found = probes_.find(path)) {
      add({path, found->width, format, colour, alias});
    }
  }
  // Every probe whose path begins with `prefix`.
  void probes(const std::string& prefix, Colour colour) {
    for (const Probe& probe : probes_.all()) {
      if (probe.path.compare(0, prefix.size(), prefix) == 0) add(gtkw_signal(probe, colour));
    }
  }
  // A field of the declared state as the RTL has it.
  void state(const std::string& field) { probe("lock_step." + field + "_actual", kRtl, field); }
  void number(const std::string& field) {
    probe("lock_step." + field + "_actual", kRtl, field, Format::Decimal);
  }
  void lane(const std::string& socket, const std::vector<const char*>& fields) {
    for (const std::string field : fields) {
      const std::string path = "platform." + socket + "." + field;
      if (field == "id" || field == "fifo_level") {
        probe(path, kTransaction, socket + " " + field, Format::Decimal);
      } else {
        probe(path, kTransaction, socket + " " + field);
      }
    }
  }
  void check(const std::vector<std::string>& fields) {
    group("RTL and reference");
    probe("lock_step.mismatch", Colour::Red);
    for (const std::string& field : fields) {
      probe("lock_step." + field + "_actual", kRtl);
      probe("lock_step." + field + "_expected", kReference);
      probe("lock_step." + field + "_mismatch", Colour::Red);
    }
  }
  GtkwView view() const { return view_; }

 private:
  void add(GtkwSignal signal) { view_.groups.back().signals.push_back(std::move(signal)); }

  const ProbeList& probes_;
  GtkwView view_;
};

void apb_pins(ViewBuilder& v, const std::string& port, bool slave, int address_width) {
  const std::string out = slave ? "_i" : "_o";  // direction of the request
  const std::string back = slave ? "_o" : "_i";
  const std::string prefix = "TOP." + port + "_";
  v.group(port + " pins");
  for (const char* name : {"psel", "penable", "pwrite"}) v.pin(prefix + name + out, 1);
  v.pin(prefix + "paddr" + out, address_width);
  v.pin(prefix + "pwdata" + out, 32);
  v.pin(prefix + "pready" + back, 1);
  v.pin(prefix + "prdata" + back, 32);
  v.pin(prefix + "pslverr" + back, 1, Colour::Red);
}

void tuning(ViewBuilder& v) {
  v.group("ReLU tuning in force");
  v.probes("platform.accelerator.tuning.gain_", kModel);
  v.probes("platform.accelerator.tuning.offset_", kModel);
  v.probe("platform.accelerator.tuning.commits", kModel, "commits", Format::Decimal);
  v.probe("platform.accelerator.tuning.commit_waits", kModel);
}

// Predicted accuracies, in points above the ideal chip.
void predictions(ViewBuilder& v) {
  for (const std::string name : {"now", "forecast", "after"}) {
    v.probe("lock_step.predicted_" + name, kRtl, "predicted " + name);
  }
}

GtkwView overview(const ProbeList& probes) {
  ViewBuilder v("overview", probes);
  v.group("controller");
  v.probe("platform.host.stage", kTransaction, "host stage");
  v.state("state");
  v.state("pass");
  v.number("image");
  v.state("error_code");
  v.pin("TOP.irq_o", 1, Colour::Orange);
  v.group("accelerator");
  v.probe("platform.accelerator.busy", kModel);
  v.probe("platform.accelerator.layer", kModel, "layer", Format::Decimal);
  v.probe("platform.accelerator.computing", kModel);
  v.probe("platform.accelerator.beats_sent", kModel, "beats sent", Format::Decimal);
  v.group("transactions");
  for (const char* socket : {"csr", "stim", "sig", "cfg"}) v.lane(socket, {"id"});
  v.group("decision");
  v.number("best0");
  v.number("dist0");
  v.state("decision");
  predictions(v);
  v.state("outcome");
  v.number("best1");
  v.number("dist1");
  tuning(v);
  v.check({"state"});
  return v.view();
}

GtkwView repair(const ProbeList& probes) {
  ViewBuilder v("repair", probes);
  v.group("controller");
  v.state("state");
  v.state("decision");
  v.number("best0");
  predictions(v);
  v.state("outcome");
  v.group("tuning writer");
  v.state("writer_step");
  v.number("writer_layer");
  v.number("writer_retry");
  v.number("writer_index");
  v.state("applied_we");
  v.state("applied_word");
  v.group("cfg transaction");
  v.lane("cfg", {"id", "kind", "address", "data", "status"});
  v.group("cfg pins");
  v.pin("TOP.cfg_psel_o", 1);
  v.pin("TOP.cfg_penable_o", 1);
  v.pin("TOP.cfg_pready_i", 1);
  v.group("last-layer loop");
  v.state("adapt_step");
  v.state("adapt_phase");
  v.number("adapt_image");
  v.number("wrong_first");
  v.number("wrong_last");
  v.number("adapt_written");
  v.group("self-tuning monitor");
  v.state("mon_step");
  v.number("mon_layer");
  v.number("mon_windows");
  v.number("mon_commits");
  tuning(v);
  v.group("shadow registers");
  v.probes("platform.accelerator.tuning.shadow_", Colour::Indigo);
  v.group("cells (Gmax)");
  v.probes("platform.accelerator.cell.", Colour::Orange);
  v.check({"writer_step"});
  return v.view();
}

GtkwView bus(const ProbeList& probes) {
  ViewBuilder v("bus", probes);
  v.group("csr");
  v.state("state");
  v.lane("csr", {"id", "kind", "address", "data", "status"});
  apb_pins(v, "csr", true, 20);
  v.group("stimulus");
  v.lane("stim", {"id", "address", "data", "status"});
  v.pin("TOP.stim_valid_o", 1);
  v.pin("TOP.stim_ready_i", 1);
  v.pin("TOP.stim_data_o", 4);
  v.pin("TOP.stim_last_o", 1);
  v.group("signature");
  v.lane("sig", {"id", "address", "data", "status", "fifo_level"});
  v.pin("TOP.sig_valid_i", 1);
  v.pin("TOP.sig_ready_o", 1);
  v.pin("TOP.sig_value_i", 24);
  v.group("cfg");
  v.lane("cfg", {"id", "kind", "address", "data", "status"});
  apb_pins(v, "cfg", false, 16);
  v.check({});
  return v.view();
}

// The edge of the first log entry that `is_it`.
template <typename Predicate>
std::optional<uint64_t> first_edge(const WaveStory& story, Predicate is_it) {
  constexpr uint64_t kFirstCounted = HostScript::kResetEdges - 1;  // CYCLE is 0 after this edge
  const auto found = std::find_if(story.log.begin(), story.log.end(), is_it);
  if (found == story.log.end()) return std::nullopt;
  return found->cycle + kFirstCounted;
}

std::optional<uint64_t> entered(regs::State state, const WaveStory& story) {
  return first_edge(story, [=](const LogEntry& entry) { return entry.to == state; });
}

std::optional<uint64_t> left(regs::State state, const WaveStory& story) {
  return first_edge(story, [=](const LogEntry& entry) { return entry.from == state; });
}

// Cycles that a view shows first: from, to and the marker.
struct Focus {
  uint64_t from;
  uint64_t to;
  uint64_t marker;
};

Focus around(uint64_t cycle, uint64_t before, uint64_t after) {
  return {cycle - std::min(cycle, before), cycle + after, cycle};
}

Focus focus_of(const std::string& view, const WaveStory& story) {
  const Focus all = {story.first_cycle, story.last_cycle,
                     story.mismatch.value_or(story.first_cycle)};
  if (view == "overview") return all;
  if (story.mismatch) return around(*story.mismatch, 40, 20);
  if (const auto write = entered(regs::State::Write, story); write && view == "repair") {
    const uint64_t end = left(regs::State::Commit, story).value_or(*write + 100);
    return {*write - std::min<uint64_t>(*write, 10), end + 10, *write};
  }
  if (const auto check = entered(regs::State::Check, story)) return around(*check, 20, 60);
  return all;
}

GtkwWindow window_of(const std::string& view, const WaveStory& story) {
  const Focus focus = focus_of(view, story);
  const auto time = [&](uint64_t cycle) {
    return std::clamp(cycle, story.first_cycle, std::max(story.first_cycle, story.last_cycle)) *
           story.period_ps;
  };
  return {time(focus.from), time(focus.to), time(focus.marker)};
}

}  // namespace

std::vector<GtkwView> wave_views(const ProbeList& probes) {
  std::vector<GtkwView> views = {overview(probes), repair(probes), bus(probes)};
  for (GtkwView& view : views) {
    auto& groups = view.groups;
    groups.erase(std::remove_if(groups.begin(), groups.end(),
                                [](const GtkwGroup& group) { return group.signals.empty(); }),
                 groups.end());
  }
  return views;
}

void write_wave_views(const std::string& fst, const ProbeList& probes, const WaveStory& story) {
  const std::string dump_file = std::filesystem::absolute(fst).string();
  for (const GtkwView& view : wave_views(probes)) {
    const std::string file = gtkw_file(fst, view.name);
    std::ofstream out(file, std::ios::binary);
    out << gtkw_text(view, dump_file, window_of(view.name, story));
    if (!out.flush()) throw std::runtime_error("cannot write " + file);
  }
}

}  // namespace kintsugi
