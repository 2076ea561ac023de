// What a study leaves behind, and its section of a page.
#pragma once

#include <filesystem>
#include <string>

#include "testbench/studies/study.h"

namespace kintsugi {

// Rows, counts and notes; `wall_s` is the only value that differs from call to call.
std::string study_json(const Study& study, const StudyResult& result, bool quick);

// A line a point: series,x,y,low,high.
std::string curve_csv(const Curve& curve);

std::string curve_svg(const Curve& curve);

// Rows and counts for a terminal.
std::string study_table(const Study& study, const StudyResult& result);

// study.json, NAME.csv and NAME.svg of every curve. Throws UserError when they cannot be written.
void write_study(const Study& study, const StudyResult& result, bool quick,
                 const std::filesystem::path& folder);

// The study's section in Markdown, markers included. Plots are looked for in `plots`, relative to
// the page.
std::string study_section(const Study& study, const StudyResult& result, const std::string& plots);

// `page` with the section between the study's markers replaced, or, where it has none, added at the
// end. Throws UserError, naming `file`, for a marker without its partner.
std::string with_section(const std::string& page, const std::string& name,
                         const std::string& section, const std::string& file);

// Puts the study's section into the file `page`, which must be there, and its plots beside it.
// Throws UserError.
void write_section(const Study& study, const StudyResult& result,
                   const std::filesystem::path& page);

}  // namespace kintsugi
