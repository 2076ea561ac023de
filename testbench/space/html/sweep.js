// The page of a sweep: its sections in their order, the table of points, the keys.
"use strict";

// Every point, sortable by any column.
const pointColumns = [
  {title: "point", value: point => point.number, text: point => String(point.number)},
  ...axes.map((axis, i) => ({title: axis.key, value: point => point.at[i],
                             text: point => valueText(i, point.at[i]), number: axis.numeric})),
  ...treatments.map(({key, label}) => ({
    title: label + ", %", value: point => point["yield_" + key],
    text: point => `${fixed(1)(point["yield_" + key])} (${range(withInterval(point, "yield_" + key).slice(1))})`})),
  {title: "gain, points", value: point => point.gain_over_untuned,
   text: point => `${points(1)(point.gain_over_untuned)} ` +
                  `(${range(withInterval(point, "gain_over_untuned").slice(1))})`},
  {title: "ideal, %", value: point => point.ideal_accuracy,
   text: point => fixed(2)(point.ideal_accuracy)},
  {title: "mean accuracy repaired, %", value: point => point.mean_accuracy_repaired,
   text: point => fixed(2)(point.mean_accuracy_repaired)},
];

let showPoint = () => {};
function drawPoints(card) {
  const table = card.append("div").attr("class", "scroll").append("table").attr("class", "dies");
  const heads = table.append("thead").append("tr").selectAll("th").data(pointColumns).enter()
    .append("th").classed("number", column => column.number !== false);
  const body = table.append("tbody");
  let sorted = {column: 0, down: false};
  const fill = () => {
    const {value} = pointColumns[sorted.column];
    const rows = sweptPoints.slice().sort((a, b) =>
      (sorted.down ? value(b) - value(a) : value(a) - value(b)) || a.number - b.number);
    body.html("");
    const lines = body.selectAll("tr").data(rows).enter().append("tr")
      .attr("id", point => "point-" + point.number);
    for (const column of pointColumns) {
      lines.append("td").classed("number", column.number !== false).text(column.text);
    }
    heads.attr("aria-sort", (_, i) =>
      i !== sorted.column ? null : sorted.down ? "descending" : "ascending");
  };
  heads.append("button").text(column => column.title).on("click", (_, i) => {
    sorted = {column: i, down: sorted.column === i && !sorted.down};
    fill();
  });
  fill();
  showPoint = number => {
    const line = document.getElementById("point-" + number);
    body.selectAll("tr").classed("chosen", false);
    d3.select(line).classed("chosen", true);
    line.scrollIntoView({block: "center"});
  };
}

function drawKeys(card) {
  const table = card.append("table").attr("class", "keys");
  const head = table.append("thead").append("tr");
  for (const title of ["key", "value", "meaning"]) head.append("th").text(title);
  const rows = [
    ...axes.map(axis => [axis.key, axis.values.join(", "), axis.unit, axis.meaning, true]),
    ...sweep.scenario_keys.map(key => [...key, false]),
  ];
  for (const [key, value, unit, meaning, swept] of rows) {
    const line = table.append("tbody").append("tr").classed("given", swept);
    line.append("td").text(key);
    line.append("td").text(unit ? `${value} ${unit}` : value);
    line.append("td").text(meaning);
  }
}

function drawOriginOfSweep(card) {
  const table = card.append("table");
  for (const [name, value] of [["seed of the dies", sweep.seed], ...Object.entries(sweep.versions)]) {
    const line = table.append("tr");
    line.append("td").text(name.replace(/_/g, " "));
    line.append("td").attr("class", "code").text(value);
  }
}

// A setting that spoils the ideal chip lowers the threshold of its dies as well.
const threshold = "A die is good when it comes near the ideal chip of its own setting, whose accuracy " +
  "is in the tip and in the curves.";
const together = axes.length > 1
  ? " All settings of the other keys together, or one of them: together, the interval is that of " +
    "their mean over the dies."
  : "";
const origin = {
  id: "origin", title: "Seed and versions", width: "wide", draw: drawOriginOfSweep,
  about: "The same seed, versions and scenario give this page again, byte for byte."};
const sweepSections = [
  ...sweep.pairs.map((pair, i) => ({
    id: "pair-" + i, title: `${axes[pair.a].key} and ${axes[pair.b].key}`, width: "wide",
    draw: drawPair(pair),
    about: "Yields and the gain of the repair, a cell a setting; a click shows a point in the table. " +
           threshold +
           (axes.length > 2 ? together : "")})),
  ...axes.map((axis, i) => ({
    id: "key-" + i, title: axis.key, width: axes.length === 1 ? "wide" : "half", draw: drawCurve(i),
    about: axis.meaning.charAt(0).toUpperCase() + axis.meaning.slice(1) + ". Intervals are 95 %" +
           (axis.numeric ? ", bands those of untuned and repaired dies." : ".") +
           together})),
  // Beside the last curve where that has no neighbour.
  ...(axes.length > 1 && axes.length % 2 === 1 ? [{...origin, width: "half"}] : []),
  {id: "points", title: "Points", width: "wide pages", draw: drawPoints,
   about: "Every point, with 95 % intervals; a click on a heading sorts, a second one turns the " +
          "order round."},
  {id: "scenario", title: "Scenario", width: "wide pages", draw: drawKeys,
   about: "The swept keys (gold bar) and those that the scenario or --set gives to all points; the " +
          "others have their defaults."},
  ...(axes.length > 1 && axes.length % 2 === 1 ? [] : [origin]),
];

const best = (name, sign = 1) =>
  sweptPoints.reduce((a, b) => sign * b[name] > sign * a[name] ? b : a);
const shortSetting = point => settingOf(point).replace(/\n/g, ", ").replace(/ = /g, " ");

function sweepFigures() {
  const repaired = best("yield_repaired");
  const gain = best("gain_over_untuned");
  const worst = best("yield_repaired", -1);
  const yieldFigure = (name, point) =>
    [name, fixed(1)(point.yield_repaired) + " %", shortSetting(point)];
  return [
    yieldFigure("best yield, repaired", repaired),
    yieldFigure("worst yield, repaired", worst),
    ["largest gain of the repair", points(1)(gain.gain_over_untuned) + " points",
     shortSetting(gain)],
    ["all points together", fixed(1)(summary.yield.repaired) + " %",
     `untuned ${fixed(1)(summary.yield.untuned)} %`],
    ["dies", grouped(sweptPoints.length * sweep.dies),
     `${plural(sweptPoints.length, "point")} of ${plural(sweep.dies, "die")}`],
  ];
}

const programs = sweep.refit
  ? "a test program fitted for each point"
  : "every point carries the same test program";

drawPageHead([
  plural(sweptPoints.length, "point"),
  `${plural(sweep.dies, "die")} of seed ${sweep.seed} each`,
  "judged on " + plural(sweptPoints[0].images, "image"),
  `engine ${sweep.engine}`, programs,
], sweepSections, sweepFigures(), "Yields and intervals as docs/statistics.md defines them; the same " +
  "numbers are in sweep.csv, sweep.json and sweep.sqlite beside this file.");
sweepSections.forEach(drawSection);
