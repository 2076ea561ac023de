// What users write, in the files that others parse.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "testbench/report/html_page.h"
#include "testbench/report/report_files.h"
#include "testbench/report/xml_text.h"
#include "testbench/scenario/utf8.h"
#include "testbench/tests/population/sample_records.h"

namespace kintsugi {
namespace {

struct Awkward {
  std::string text;
  std::string in_xml;  // what a reader of XML finds
};

std::vector<Awkward> awkward_texts() {
  return {{"</script><script>alert(1)</script>", "</script><script>alert(1)</script>"},
          {"a & b < c > \"d\" 'e' ]]> <!-- &amp;", "a & b < c > \"d\" 'e' ]]> <!-- &amp;"},
          {"two\nlines", "two\nlines"},
          {std::string("nul\0 bell\a tab\t", 15), "nul  bell  tab "},
          {"next line \xC2\x85 turned \xE2\x80\xAE separated \xE2\x80\xA8.",
           "next line   turned   separated  ."},
          {"\xff half \xC3", "\xEF\xBF\xBD half \xEF\xBF\xBD"},
          {"surrogate \xED\xA0\x80", "surrogate \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
          {"overlong \xC0\xAF", "overlong \xEF\xBF\xBD\xEF\xBF\xBD"},
          {"none \xEF\xBF\xBF", "none \xEF\xBF\xBD"},
          {"{{data}} %s \xE9\x87\x91\xE7\xB6\x99\xE3\x81\x8E \xF0\x9F\x94\xA7",
           "{{data}} %s \xE9\x87\x91\xE7\xB6\x99\xE3\x81\x8E \xF0\x9F\x94\xA7"}};
}

TEST(Escaping, LeavesOfATextWhatXmlMayHold) {
  for (const Awkward& awkward : awkward_texts()) {
    const std::string escaped = xml_text(awkward.text);
    pugi::xml_document document;
    const std::string xml = "<a b=\"" + escaped + "\">" + escaped + "</a>";
    ASSERT_TRUE(document.load_string(xml.c_str(), pugi::parse_full)) << xml;
    EXPECT_EQ(document.child("a").attribute("b").value(), awkward.in_xml);
    EXPECT_EQ(document.child("a").text().get(), awkward.in_xml);
  }
}

TEST(Escaping, KeepsJunitWhole) {
  for (const Awkward& awkward : awkward_texts()) {
    std::vector<DieRecord> records = sample_records(3);
    records[1].message = awkward.text;
    RunFacts facts = sample_facts();
    facts.scenario = awkward.text;
    pugi::xml_document document;
    ASSERT_TRUE(document.load_string(
        junit_xml(summarise(records, facts), records, {{"key", 0, 0, true}}).c_str()));
    const pugi::xml_node suite = document.child("testsuite");
    EXPECT_EQ(suite.attribute("name").value(), awkward.in_xml);
    EXPECT_EQ(suite.find_node([](const auto& n) { return n.name() == std::string("failure"); })
                  .attribute("message")
                  .value(),
              awkward.in_xml);
  }
}

size_t count_of(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Escaping, KeepsThePageWhole) {
  const auto page = [](const std::string& text, bool framed) {
    std::vector<DieRecord> records = sample_records(3);
    records[0].message = text;
    PageFacts facts;
    facts.keys = {{"network", text, "", text, true}};
    facts.versions = {{"network", text}};
    facts.tuned_layers = {text, "fc1"};
    const std::string data = page_data(facts, summarise(records, sample_facts()), records, {});
    return framed ? framed_page(text, data, "", "", "") : html_page(text, data, "");
  };
  for (const bool framed : {false, true}) {
    const std::string plain = page("plain", framed);
    for (const Awkward& awkward : awkward_texts()) {
      const std::string html = page(awkward.text, framed);
      for (const char* part : {"<script", "</script", "<!--", "<style"}) {
        EXPECT_EQ(count_of(html, part), count_of(plain, part)) << part << " in " << awkward.text;
      }
      const std::string open = "<script id=\"data\" type=\"application/json\">";
      const size_t from = html.find(open) + open.size();
      const auto data =
          nlohmann::json::parse(html.substr(from, html.find("</script>", from) - from));
      EXPECT_EQ(data["tuned_layers"][0], data["keys"][0]["value"]);
    }
  }
}

TEST(Escaping, KeepsTheLinesOfATableOfDies) {
  std::vector<DieRecord> records = sample_records(1);
  records[0].message = "he said \"no\",\nand left\r";
  EXPECT_NE(dies_csv(records).find(",\"he said \"\"no\"\",\nand left\r\"\n"), std::string::npos);
}

}  // namespace
}  // namespace kintsugi
