// Which wires, drivers and sense ends a tile has. Word line r runs along the columns, bit line c
// along the rows; cell (r, c) is the resistor where they cross.
#pragma once

#include <string>

namespace kintsugi {

enum class DriveEnd { Left, Right, Both };   // ends of a word line: left of column 0, or the last
enum class SenseEnd { Bottom, Top, Both };   // ends of a bit line: below the last row, or above 0
enum class SupplyEnd { Bottom, Top, Both };  // the same ends of a source line

constexpr int kLargestWiredTile = 1024;  // rows or columns
constexpr double kLeastOhm = 1e-6;       // a resistance is 0 or in [kLeastOhm, kMostOhm]
constexpr double kMostOhm = 1e6;

// Every word line is driven all the time (an inactive one at 0 V) and cells are ohmic, so a tile is
// a linear network. One wire segment lies between neighbouring cells, one between a driven end and
// the cell next to it, and one between a sensed end and the cell next to it. An end that is neither
// driven nor sensed is open. Two driven ends of a word line have the same voltage and a driver
// each; the currents of two sensed ends are added.
struct WireDesign {
  DriveEnd drive = DriveEnd::Left;
  SenseEnd sense = SenseEnd::Bottom;
  double word_ohm = 0.0;    // a segment of a word line
  double bit_ohm = 0.0;     // a segment of a bit line
  double driver_ohm = 0.0;  // between a driver's voltage and its end of the word line
  double sense_ohm = 0.0;   // between an end of the bit line and virtual ground

  bool ideal() const {
    return word_ohm == 0.0 && bit_ohm == 0.0 && driver_ohm == 0.0 && sense_ohm == 0.0;
  }
};

// 1T1R with the inputs on the gates: cell (r, c) lies between bit line c and source line c where
// the bit of row r is 1, and nowhere where it is 0. Both lines run along the rows; segments as
// above. The source line is held at the read voltage, the bit line sensed at virtual ground.
struct GatedWireDesign {
  SenseEnd sense = SenseEnd::Bottom;
  SupplyEnd supply = SupplyEnd::Top;
  double bit_ohm = 0.0;
  double source_ohm = 0.0;  // a segment of a source line
  double driver_ohm = 0.0;  // between the read voltage and an end of the source line
  double sense_ohm = 0.0;
};

// Throw UserError, naming the key of the scenario table [wires], where a resistance is none.
void check_wires(const WireDesign& design);
void check_wires(const GatedWireDesign& design);

// "left", "bottom" and so on.
std::string name_of(DriveEnd end);
std::string name_of(SenseEnd end);
std::string name_of(SupplyEnd end);

}  // namespace kintsugi
