// The page itself: what stands on it, in which order, and one sentence a chart.
"use strict";

// A section is there when the run has what it `needs`; `width` is a class of page.css.
const sections = [
  {id: "yield", title: "Yield", width: "large", draw: drawYields,
   about: `Share of the ${plural(dies.length, "die")} that reach ` +
     `${percent(summary.yield_threshold)} under each treatment: the thick whisker is the 95 % ` +
     "interval over the dies, the thin one adds the error of the judging images."},
  {id: "threshold", title: "Yield against the threshold", width: "small", draw: drawYieldCurves,
   about: "Yield if a die were good from another accuracy: a curve further to the right is a " +
     "better repair at every threshold."},
  {id: "before-after", title: "Accuracy before and after repair", width: "wide",
   draw: drawBeforeAfter,
   about: `A column a die, from the hollow dot before repair to the filled one after it. ` +
     repairStory()},
  {id: "wafer", title: "Wafer", width: "large", needs: () => run.wafer, draw: drawWafer,
   about: "Where the dies lie: they are numbered along wafers, each row from left to right, the " +
     "lowest first. A click shows a die in the table."},
  {id: "bins", title: "Bins", width: "small", needs: () => run.wafer, draw: drawBins,
   about: "What testers keep of the run, as in bins.csv, and how many dies of each bin were good " +
     "when all judging images were played."},
  {id: "predictions", title: "Predicted and true accuracy", width: "wide",
   needs: () => predictions !== null, draw: drawPredictions,
   about: "A mark a die; the dashed diagonal is a perfect prediction, the red line the accuracy " +
     "from which a die is good, the gold ones are limits of the test program. Errors are of all " +
     "dies, whatever is in sight."},
  {id: "limits", title: "Escapes and overkill over the shipping limit", width: "large",
   needs: () => predictions !== null && predictions.curve.length > 0, draw: drawLimitCurve,
   about: "What the run would have shipped with other limits, PASS moved along with SHIP and " +
     "every die as it ended; bands are 95 % over the dies, dots the limit as programmed."},
  {id: "verdicts", title: "Verdicts", width: "small", needs: () => verdictRows.length > 0,
   draw: drawVerdicts,
   also: predictions === null ? [] : [["Error of the predictions", drawPredictionErrors]],
   about: "What was shipped, held against the true accuracies; 95 % over the dies."},
  {id: "signatures", title: "Signature space", width: "large",
   needs: () => run.codebook.length > 0, draw: drawSignatures,
   about: "Each die by two features of its signature, joined to the nearest entry of the " +
     "codebook (cross); the shape is the controller's decision."},
  {id: "decisions", title: "Decisions", width: "small", draw: drawDecisions,
   also: [["Yield gained", drawGainTable], ["Expectations", drawExpectations]],
   about: "What the controller decided, and how the dies were judged afterwards: red beside PASS " +
     "or REPAIR reached the end below the threshold, green beside REJECT was good."},
  {id: "gains", title: "Gains by layer", width: "large",
   needs: () => run.tuned_layers.length > 0, draw: drawGains,
   about: "ReLU gain each die got in each tuned layer, a dot a die; the box spans the quartiles, " +
     "the dashed line is a gain of 1."},
  {id: "cycles", title: "Cycle budget", width: "small", needs: () => timed.length > 0,
   draw: drawCycles,
   about: "Clock cycles of a die from START to DONE, cut in two ways, beside the signatures that " +
     "mean matching would need."},
  {id: "offsets", title: "Offsets by layer", width: "large", needs: hasOffsets, draw: drawOffsets,
   about: "Offset each die got in each tuned layer, a dot a die; the box spans the quartiles."},
  {id: "budget", title: "Area, energy and latency", width: "wide", needs: () => run.cost,
   draw: drawBudget,
   about: `What the chip costs by docs/cost.md in the technology ${run.cost && run.cost.table}: ` +
     `${run.cost && run.cost.activity}. Bars are shares of the sum.`},
  {id: "cells", title: `Cells of die ${run.die && run.die.die}`, width: "wide",
   needs: () => run.die, draw: drawCells,
   about: (run.die && run.die.measured_cells ? "Measured conductances, " : "Conductances as " +
     "programmed, ") + "without lines and drivers, beside the levels that the weights want. " +
     (run.die && run.die.step > 1 ? `Of every ${run.die.step} rows and outputs one is shown. `
                                  : "") +
     "The key report.die chooses the die."},
  {id: "converters", title: `Converters of die ${run.die && run.die.die}`, width: "wide",
   needs: () => run.die && run.die.tiles.some(tile => tile.converters.length > 0),
   draw: drawConverters,
   about: "Some converters of a tile; dashed is an ideal one. The distance from it has gain and " +
     "offset in it; INL and DNL are of the converter's own line (IEEE 1241), zero where codes " +
     "lie on it."},
  {id: "program", title: "Test program", width: "wide pages", needs: () => run.program,
   draw: drawProgram,
   about: run.program && `What the controller is loaded with: ${run.program.name}, made from ` +
     `${plural(run.program.fit_dies, "training die")} of seed ${run.program.fit_seed}.`},
  {id: "dies", title: "Dies", width: "wide pages", draw: drawDieTable,
   about: "Every die of the run; a click on a heading sorts, a second one turns the order round."},
  {id: "scenario", title: "Scenario", width: "wide pages", draw: drawScenario,
   about: "Every key of the scenario; those with a gold bar were given, the others are defaults."},
  // Fills what a chart without a neighbour leaves.
  {id: "origin", title: "Seeds and versions",
   width: timed.length === 0 || hasOffsets() ? "small" : "wide", draw: drawOrigin,
   about: "The same seeds, versions and scenario give this page again, byte for byte; no die " +
     "judges a test program that it helped to make, because the two seeds differ."},
].filter(section => !section.needs || section.needs());

const engines = {
  cosim: "Verilated RTL against the accelerator, every cycle compared",
  fast: "numeric models alone, no clock",
};

const facts = [
  plural(dies.length, "die") + " of seed " + summary.seed,
  "judged on " + plural(summary.images, "image") + " each",
  `engine ${summary.engine}: ${engines[summary.engine]}`,
  ...(dies.length > drawnAtMost ? [`marks of the first ${grouped(drawnAtMost)} dies`] : []),
];

function keyFigures() {
  const good = summary.shipped_good;
  const figures = [
    ["yield, repaired", fixed(1)(summary.yield.repaired) + " %",
     `95 %: ${interval(summary.yield_ci.repaired)} %`],
    ["yield, untuned", fixed(1)(summary.yield.untuned) + " %",
     `95 %: ${interval(summary.yield_ci.untuned)} %`],
    good === null
      ? ["mean accuracy, repaired", percent(summary.mean_accuracy.repaired),
         `ideal ${percent(summary.ideal_accuracy)}`]
      : ["shipped and good", fixed(1)(good[0]) + " %", `95 %: ${interval(good.slice(1))} %`],
  ];
  if (summary.test_ms_median !== null) {
    figures.push(["test and repair of a die", fixed(2)(summary.test_ms_median) + " ms",
                  `${grouped(summary.test_cycles_median)} cycles, median`]);
  }
  figures.push(summary.cycles_compared > 0
    ? [summary.check === "transaction" ? "transactions of the RTL" : "RTL against reference",
       plural(summary.mismatches, "mismatch", "mismatches"),
       `in ${grouped(summary.cycles_compared)} cycles`]
    : ["RTL against reference", "not compared", "this engine runs no RTL"]);
  const held = summary.expectations.filter(e => e.ok).length;
  if (summary.test_ms_median === null) {
    figures.push(["expectations", `${held} of ${summary.expectations.length}`, "held"]);
  }
  return figures;
}

drawPageHead(facts, sections, keyFigures(), "Yields and intervals as docs/statistics.md defines " +
  "them; the same numbers are in summary.json and dies.csv beside this file.");
sections.forEach(drawSection);
