#include "testbench/tests/cost/saif.h"

#include <cctype>
#include <stdexcept>

namespace kintsugi {
namespace {

class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text) {}

  SaifNode list() {
    expect('(');
    SaifNode node;
    while (peek() != ')') node.items.push_back(peek() == '(' ? list() : word());
    expect(')');
    return node;
  }

  void end() {
    if (peek() != '\0') throw std::runtime_error("text after the last parenthesis");
  }

 private:
  char peek() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  void expect(char c) {
    if (peek() != c) throw std::runtime_error(std::string("no ") + c);
    ++at_;
  }

  // A backslash takes the next character as it is.
  SaifNode word() {
    SaifNode node;
    if (peek() == '"') {
      const size_t close = text_.find('"', at_ + 1);
      node.word = text_.substr(at_ + 1, close - at_ - 1);
      at_ = close + 1;
      return node;
    }
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) == 0 &&
           text_[at_] != '(' && text_[at_] != ')') {
      if (text_[at_] == '\\') ++at_;
      node.word += text_.at(at_++);
    }
    if (node.word.empty()) throw std::runtime_error("no word");
    return node;
  }

  const std::string& text_;
  size_t at_ = 0;
};

int64_t number(const SaifNode& net, const char* key) {
  return std::stoll(net.at(key).items.at(1).word);
}

void read_instance(const SaifNode& instance, const std::string& above, Saif& saif) {
  const std::string path = above + instance.items.at(1).word;
  for (const SaifNode& item : instance.items) {
    if (item.items.empty()) continue;
    if (item.items[0].word == "INSTANCE") read_instance(item, path + '/', saif);
    if (item.items[0].word != "NET") continue;
    for (size_t n = 1; n < item.items.size(); ++n) {
      const SaifNode& net = item.items[n];
      saif.nets[path + '/' + net.items.at(0).word] = {number(net, "T0"), number(net, "T1"),
                                                      number(net, "TX"), number(net, "TC")};
    }
  }
}

}  // namespace

const SaifNode& SaifNode::at(const std::string& key) const {
  for (const SaifNode& item : items) {
    if (!item.items.empty() && item.items[0].word == key) return item;
  }
  throw std::runtime_error("no " + key);
}

SaifNode parse_saif(const std::string& text) {
  Parser parser(text);
  SaifNode node = parser.list();
  parser.end();
  return node;
}

Saif read_saif(const std::string& text) {
  const SaifNode root = parse_saif(text);
  if (root.items.at(0).word != "SAIFILE" || root.at("SAIFVERSION").items.at(1).word != "2.0" ||
      root.at("DIRECTION").items.at(1).word != "backward") {
    throw std::runtime_error("no backward SAIF 2.0 file");
  }
  Saif saif;
  saif.duration = std::stoll(root.at("DURATION").items.at(1).word);
  read_instance(root.at("INSTANCE"), "", saif);
  return saif;
}

}  // namespace kintsugi
