// What the RTL does while its assertions are watched.
#pragma once

#include <functional>

namespace kintsugi {

// Plays tests, commands and register traffic on the RTL alone until `enough` says so or all has
// been played. A controller that hangs or errs is no failure here.
void play_until_assertion(const std::function<bool()>& enough);

}  // namespace kintsugi
