// A page as a browser without a window sees it: loaded from disk, its scripts run.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "testbench/tests/population/temporary_folder.h"

namespace kintsugi {

struct BrowserView {
  std::string dom;      // the document after its scripts ran
  std::string console;  // lines that it wrote on the console, errors among them
};

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Opens `html` in Chromium. `probe` is a script that runs last and may look at the page and click.
// `more` are options of Chromium; of one given twice the last counts.
inline BrowserView view_page(std::string html, const std::string& probe,
                             const std::vector<std::string>& more = {}) {
  const TemporaryFolder folder;
  const size_t end = html.rfind("</body>");
  if (end == std::string::npos) throw std::runtime_error("the page has no end");
  html.insert(end, "<script>" + probe + "</script>");
  const std::string base = folder.path().string();
  std::ofstream(base + "/page.html", std::ios::binary) << html;
  std::string options;
  for (const std::string& option : more) options += " " + option;
  const std::string command = "'" KINTSUGI_CHROMIUM
                              "' --headless --no-sandbox --disable-gpu --disable-dev-shm-usage "
                              "--window-size=1280,2000 --enable-logging=stderr --user-data-dir=" +
                              base + "/profile" + options + " --dump-dom file://" + base +
                              "/page.html >" + base + "/dom 2>" + base + "/log";
  if (std::system(command.c_str()) != 0) {
    throw std::runtime_error("Chromium failed: " + read_text(base + "/log"));
  }
  BrowserView view;
  view.dom = read_text(base + "/dom");
  std::ifstream log(base + "/log");
  for (std::string line; std::getline(log, line);) {
    if (line.find("CONSOLE") != std::string::npos) view.console += line + '\n';
  }
  return view;
}

}  // namespace kintsugi
