// The only file that knows the inside of Verilator's FST writer, which is no public interface:
// callbacks for declaring, dumping all and dumping changes, and codes counted in 32-bit words.
#include "systemc/trace/wave_writer.h"

#include <verilated_fst_c.h>

#include <bitset>
#include <cstring>
#include <vector>

#if !defined(VERILATOR_VERSION_INTEGER) || VERILATOR_VERSION_INTEGER < 5006000 || \
    VERILATOR_VERSION_INTEGER >= 5008000
#error "wave_writer.cc was written for Verilator 5.006: check the trace callbacks of this version"
#endif

namespace kintsugi {
namespace {

// Numbers of enumeration tables: out of the way of those of the model.
constexpr int kFirstEnum = 1 << 20;

double as_double(uint64_t raw) {
  double value = 0;
  std::memcpy(&value, &raw, sizeof value);
  return value;
}

class FstWaveWriter : public WaveWriter {
 public:
  FstWaveWriter(const WaveRequest& request, const std::function<void(VerilatedFstC*)>& attach);
  bool is_open() const override { return fst_.isOpen(); }
  void sample() override;
  void dump(uint64_t cycle) override;
  void close(uint64_t last_cycle) override;

 private:
  static void declare(void* self, VerilatedFst* fst, uint32_t code);
  static void dump_all(void* self, VerilatedFst::Buffer* buffer);
  static void dump_changes(void* self, VerilatedFst::Buffer* buffer);

  bool show(uint64_t cycle);
  void declare(VerilatedFst& fst, uint32_t code);
  void declare(VerilatedFst& fst, const Probe& probe, uint32_t code);
  void declare_names(VerilatedFst& fst, const Probe& probe, int number) const;

  WaveRequest request_;
  VerilatedFstC fst_;
  uint32_t clock_code_ = 0;
  std::vector<uint32_t> codes_;    // [probes]
  std::vector<uint64_t> sampled_;  // [probes], of the cycle that is dumped next
  std::vector<uint64_t> shown_;    // [probes], in the file
  bool clock_ = true;
  int enums_ = kFirstEnum;
};

FstWaveWriter::FstWaveWriter(const WaveRequest& request,
                             const std::function<void(VerilatedFstC*)>& attach)
    : request_(request) {
  fst_.set_time_unit("1ps");
  fst_.set_time_resolution("1ps");
  VerilatedFst& trace = *fst_.spTrace();
  trace.scopeEscape(' ');
  trace.addInitCb(&FstWaveWriter::declare, this);
  trace.addFullCb(&FstWaveWriter::dump_all, this);
  trace.addChgCb(&FstWaveWriter::dump_changes, this);
  attach(&fst_);
  if (request_.probes != nullptr) sampled_.resize(request_.probes->all().size());
  shown_ = sampled_;
  fst_.open(request.file.c_str());
}

void FstWaveWriter::sample() {
  if (request_.probes != nullptr) request_.probes->sample(sampled_);
}

void FstWaveWriter::dump(uint64_t cycle) {
  if (show(cycle) && cycle < request_.to_cycle) {
    clock_ = false;
    fst_.dump(cycle * request_.period_ps + request_.period_ps / 2);
  }
}

void FstWaveWriter::close(uint64_t last_cycle) {
  show(last_cycle);
  fst_.close();
}

// The rising edge that begins `cycle`; false when the cycle is not in the window.
bool FstWaveWriter::show(uint64_t cycle) {
  if (cycle < request_.from_cycle || cycle > request_.to_cycle) return false;
  clock_ = true;
  fst_.dump(cycle * request_.period_ps);
  return true;
}

void FstWaveWriter::declare(void* self, VerilatedFst* fst, uint32_t code) {
  static_cast<FstWaveWriter*>(self)->declare(*fst, code);
}

void FstWaveWriter::declare(VerilatedFst& fst, uint32_t code) {
  clock_code_ = code++;
  fst.declBit(clock_code_, "platform clock", -1, FST_VD_IMPLICIT, FST_VT_VCD_WIRE, false, -1);
  if (request_.probes == nullptr) return;
  for (const Probe& probe : request_.probes->all()) {
    codes_.push_back(code);
    declare(fst, probe, code);
    code += probe.width > 32 ? 2 : 1;
  }
}

void FstWaveWriter::declare(VerilatedFst& fst, const Probe& probe, uint32_t code) {
  std::string path = probe.path;
  for (char& c : path) {
    if (c == '.') c = ' ';
  }
  int names = -1;
  if (probe.kind == Probe::Kind::Enum) {
    names = enums_++;
    declare_names(fst, probe, names);
  }
  const char* const name = path.c_str();
  if (probe.kind == Probe::Kind::Real) {
    fst.declDouble(code, name, -1, FST_VD_IMPLICIT, FST_VT_VCD_REAL, false, -1);
  } else if (probe.width == 1) {
    fst.declBit(code, name, names, FST_VD_IMPLICIT, FST_VT_VCD_WIRE, false, -1);
  } else {
    fst.declBus(code, name, names, FST_VD_IMPLICIT, FST_VT_VCD_WIRE, false, -1, probe.width - 1, 0);
  }
}

void FstWaveWriter::declare_names(VerilatedFst& fst, const Probe& probe, int number) const {
  std::vector<std::string> values;
  std::vector<const char*> name_of;
  std::vector<const char*> value_of;
  for (size_t i = 0; i < probe.value_names.size(); ++i) {
    const std::string bits = std::bitset<64>(i).to_string();
    values.push_back(bits.substr(bits.size() - static_cast<size_t>(probe.width)));
  }
  for (size_t i = 0; i < values.size(); ++i) {
    name_of.push_back(probe.value_names[i].c_str());
    value_of.push_back(values[i].c_str());
  }
  fst.declDTypeEnum(number, probe.path.c_str(), static_cast<uint32_t>(values.size()),
                    static_cast<unsigned>(probe.width), name_of.data(), value_of.data());
}

void FstWaveWriter::dump_all(void* self, VerilatedFst::Buffer* buffer) {
  auto& writer = *static_cast<FstWaveWriter*>(self);
  for (size_t i = 0; i < writer.shown_.size(); ++i) writer.shown_[i] = ~writer.sampled_[i];
  buffer->fullBit(buffer->oldp(writer.clock_code_), writer.clock_ ? 1 : 0);
  dump_changes(self, buffer);
}

void FstWaveWriter::dump_changes(void* self, VerilatedFst::Buffer* buffer) {
  auto& writer = *static_cast<FstWaveWriter*>(self);
  buffer->chgBit(buffer->oldp(writer.clock_code_), writer.clock_ ? 1 : 0);
  if (!writer.clock_) return;
  for (size_t i = 0; i < writer.shown_.size(); ++i) {
    const uint64_t value = writer.sampled_[i];
    if (value == writer.shown_[i]) continue;
    writer.shown_[i] = value;
    const Probe& probe = writer.request_.probes->all()[i];
    uint32_t* const old = buffer->oldp(writer.codes_[i]);
    if (probe.kind == Probe::Kind::Real) {
      buffer->fullDouble(old, as_double(value));
    } else if (probe.width == 1) {
      buffer->fullBit(old, static_cast<CData>(value));
    } else if (probe.width <= 32) {
      buffer->fullIData(old, static_cast<IData>(value), probe.width);
    } else {
      buffer->fullQData(old, value, probe.width);
    }
  }
}

}  // namespace

std::unique_ptr<WaveWriter> make_wave_writer(const WaveRequest& request,
                                             const std::function<void(VerilatedFstC*)>& attach) {
  return std::make_unique<FstWaveWriter>(request, attach);
}

}  // namespace kintsugi
