// A controller that is not ours, as a plan's words and a sign-off's digest name it.
#pragma once

#include <string>
#include <vector>

#include "testbench/own_controller/subject.h"
#include "testbench/signoff/plan.h"

namespace kintsugi::signoff {

// "second_controller by transactions"
std::string name_of(const Subject& subject);

// {controller}: the options of `kintsugi run`. {own}: settings of the bench's environment.
std::vector<std::string> run_words(const Subject& subject);
std::vector<std::string> bench_words(const Subject& subject);

// What it consists of; builds what build/controllers/ does not hold. Throws UserError for RTL or a
// model that cannot be used.
std::string digest_of(const Subject& subject);

// Throws UserError for a plan with a command that is about another controller than is asked for:
// with `own` each must hold {controller} or {own}, without none may.
void check_subject(const Plan& plan, bool own);

}  // namespace kintsugi::signoff
