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

function drawHead() {
  d3.select("#facts").text([
    plural(dies.length, "die") + " of seed " + summary.seed,
    "judged on " + plural(summary.images, "image") + " each",
    `engine ${summary.engine}: ${engines[summary.engine]}`,
    ...(dies.length > drawnAtMost ? [`marks of the first ${grouped(drawnAtMost)} dies`] : []),
  ].join(" \u00b7 "));
  d3.select("#contents").selectAll("a").data(sections).enter().append("a")
    .attr("href", section => "#" + section.id).text(section => section.title);
  d3.select("#foot").text("Yields and intervals as docs/statistics.md defines them; the same " +
    "numbers are in summary.json and dies.csv beside this file.");
}

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

function drawKeyFigures() {
  const items = d3.select("#key-figures").selectAll("li").data(keyFigures()).enter().append("li")
    .classed("first", (_, i) => i === 0);
  items.append("span").attr("class", "name").text(figure => figure[0]);
  items.append("span").attr("class", "value").text(figure => figure[1]);
  items.append("span").attr("class", "more").text(figure => figure[2]);
}

// One chart that fails must not take the others with it.
function draw(section) {
  const card = d3.select("#sections").append("section")
    .attr({id: section.id, class: section.width});
  card.append("h2").text(section.title);
  card.append("p").attr("class", "about").text(section.about);
  try {
    section.draw(card);
    for (const [title, drawMore] of section.also || []) {
      card.append("h2").text(title);
      drawMore(card);
    }
  } catch (error) {
    showError(`${section.title}: ${error.message}`);
  }
}

drawHead();
drawKeyFigures();
sections.forEach(draw);
