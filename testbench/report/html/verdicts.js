// What the controller predicted and what it shipped: predictions against the truth, escapes and
// overkill over the shipping limit, and their numbers.
"use strict";

const predictions = run.predictions;  // null when the test program has no predictors

// The three predictions of a die, the limits each is held against, and the numbers of its error.
const predictors = [
  {key: "before", title: "Before repair", truth: "untuned", limits: ["PASS"], suffix: ""},
  {key: "forecast", title: "Forecast of the repair", truth: "repaired",
   limits: ["REPAIR", "ADAPT"], suffix: "_forecast"},
  {key: "after", title: "After repair", truth: "repaired", limits: ["SHIP"], suffix: "_after"},
].map(p => ({...p, rmse: summary["prediction_rmse" + p.suffix],
             spread: summary["population_sd" + p.suffix]}));

const nearThreshold = 10;  // points below it

function drawPredictions(card) {
  const controls = card.append("div").attr("class", "controls");
  const redraw = () => {
    panels.html("");
    for (const predictor of predictors) {
      drawPredictor(panels.append("div"), predictor, range.property("value") === "near");
    }
  };
  const range = addSelect(controls, "accuracies", [
    {value: "near", label: `from ${nearThreshold} points below the threshold`},
    {value: "all", label: "all"},
  ], redraw);
  addLegend(card, verdicts);
  const panels = card.append("div").attr("class", "panels");
  redraw();
}

function predictionRange(points, predictor, near) {
  const [low, high] = d3.extent([...points.flatMap(p => [p.truth, p.predicted]),
                                 summary.ideal_accuracy,
                                 ...predictor.limits.map(name => predictions.limits[name])]);
  return [Math.max(0, near ? summary.yield_threshold - nearThreshold : low - 1),
          Math.min(100, high + 0.5)];
}

function drawPredictor(panel, predictor, near) {
  panel.append("h3").text(predictor.title);
  panel.append("p").attr("class", "about").text(predictor.rmse === null ? "of no die" :
    `RMS error ${fixed(2)(predictor.rmse[0])} of a spread of ` +
    `${fixed(2)(predictor.spread[0])} points`);
  const points = drawn.filter(die => die.predicted[predictor.key] !== null)
    .map(die => ({die, truth: die.accuracy[predictor.truth],
                  predicted: die.predicted[predictor.key]}));
  const chart = addChart(panel, "predicted against true accuracy, " + predictor.key, 380, 340,
                         {left: 52, right: 8, top: 6, bottom: 46});
  const [low, high] = predictionRange(points, predictor, near);
  const x = d3.scale.linear().domain([low, high]).range([0, chart.width]);
  const y = d3.scale.linear().domain([low, high]).range([chart.height, 0]);
  addAxis(chart, "bottom", x, "true accuracy, %", 5);
  addAxis(chart, "left", y, "predicted, %", 5);
  addLine(chart.plot, "ideal", x(low), y(low), x(high), y(high));
  addLine(chart.plot, "threshold", x(summary.yield_threshold), 0, x(summary.yield_threshold),
          chart.height);
  const within = value => value >= low && value <= high;
  const inside = points.filter(p => within(p.truth) && within(p.predicted));
  addPredictionMarks(chart, inside, x, y);
  const limits = predictor.limits.map(name => [name, predictions.limits[name]]);
  for (const [name, limit] of limits.filter(([, value]) => within(value))) {
    addLine(chart.plot, "limit", 0, y(limit), chart.width, y(limit));
    chart.plot.append("text").attr({class: "tag", x: 4, y: y(limit) - 4})
      .text(`${name} from ${percent(limit)}`);
  }
  if (inside.length < points.length) {
    chart.plot.append("text").attr({class: "quiet tag", x: 4, y: 12})
      .text(`${plural(points.length - inside.length, "die")} outside`);
  }
}

// Mistakes lie on top of the many others.
function addPredictionMarks(chart, points, x, y) {
  const order = points.slice()
    .sort((a, b) => verdicts.indexOf(a.die.verdict) - verdicts.indexOf(b.die.verdict));
  const many = points.length > 300;
  const marks = chart.plot.selectAll("path.dot").data(order).enter().append("path")
    .attr("class", "dot")
    .attr("d", p => d3.svg.symbol().type(p.die.verdict.symbol)
      .size(p.die.verdict.mistake ? 46 : many ? 14 : 26)())
    .attr("transform", p => `translate(${x(p.truth)},${y(p.predicted)})`)
    .style("fill", p => p.die.verdict.colour);
  markDies(marks.datum(p => p.die));
}

// Estimates of a curve's points, by the limit from the point before up to which they hold.
const limitCurves = [
  {key: "escape_rate", at: 1, label: "escapes, of those shipped", colour: "var(--bad)"},
  {key: "overkill", at: 2, label: "overkill, of the good", colour: "var(--other)"},
  {key: "misclassified", at: 3, label: "misclassified, of all dies", colour: "var(--fixed-gain)"},
];

function drawLimitCurve(card) {
  addLegend(card, limitCurves);
  const chart = addChart(card, "escapes and overkill over the shipping limit", 660, 380,
                         {left: 52, right: 16, top: 22, bottom: 46});
  const ship = predictions.limits.SHIP;
  const limits = predictions.curve.map(point => point[0]);
  const lowest = Math.max(d3.min(limits), Math.min(summary.yield_threshold, ship) - 8);
  const x = d3.scale.linear().domain([lowest, Math.max(d3.max(limits), ship) + 0.4])
    .range([0, chart.width]);
  const y = d3.scale.linear().domain([0, 100]).range([chart.height, 0]);
  addAxis(chart, "bottom", x, "predicted accuracy from which a die ships, %");
  addAxis(chart, "left", y, "% of the dies", 5);
  for (const curve of limitCurves) {
    addLimitCurve(chart, stepsOf(curve, lowest), x, y, curve.colour);
  }
  addLine(chart.plot, "limit", x(ship), -8, x(ship), chart.height);
  chart.plot.append("text").text("SHIP, as programmed: " + percent(ship))
    .attr({x: x(ship) + (x(ship) > chart.width / 2 ? -5 : 5), y: -6,
           "text-anchor": x(ship) > chart.width / 2 ? "end" : "start"});
  for (const {key, colour} of limitCurves.filter(curve => summary[curve.key] !== null)) {
    chart.plot.append("circle").attr({class: "dot operating", r: 5, cx: x(ship),
                                      cy: y(summary[key][0])}).style("fill", colour);
  }
}

// [limit, estimate], rising; the first one carries the value at the left edge.
function stepsOf({at}, lowest) {
  const steps = predictions.curve.filter(point => point[at] !== null)
    .map(point => [point[0], point[at]]);
  const first = steps.findIndex(([limit]) => limit >= lowest);
  return first < 0 ? [] : [[lowest, steps[first][1]], ...steps.slice(first)];
}

function addLimitCurve(chart, steps, x, y, colour) {
  const band = d3.svg.area().x(step => x(step[0])).interpolate("step-before")
    .y0(step => y(step[1][1])).y1(step => y(step[1][2]));
  const line = d3.svg.line().x(step => x(step[0])).y(step => y(step[1][0]))
    .interpolate("step-before");
  if (steps.length === 0) return;
  chart.plot.append("path").attr({class: "band", d: band(steps)}).style("fill", colour);
  chart.plot.append("path").attr({class: "curve", d: line(steps)}).style("stroke", colour);
}

// Numbers of the summary that this run has.
const verdictRows = [
  {key: "shipped_good", label: "shipped and good, of all dies", unit: " %"},
  {key: "escape_rate", label: "escapes, of those shipped", unit: " %"},
  {key: "escape_rate", label: "escapes, DPPM", scale: 1e4},
  {key: "overkill", label: "overkill, of the good", unit: " %"},
  {key: "misclassified", label: "misclassified, of all dies", unit: " %"},
  {key: "misclassified_ship_all", label: "misclassified, were all dies shipped", unit: " %"},
  {key: "recovered_share", label: "share of the optimum's gain recovered", digits: 2},
].filter(row => summary[row.key] !== null);

function drawVerdicts(card) {
  const text = (row, value) => row.scale ? grouped(row.scale * value)
                                         : fixed(row.digits || 1)(value) + (row.unit || "");
  addTable(card, "verdicts", [
    {title: "dies", text: row => row.label},
    {title: "share", number: true, text: row => text(row, summary[row.key][0])},
    {title: "95 %", number: true,
     text: row => summary[row.key].slice(1).map(value => text({...row, unit: ""}, value))
       .join(" .. ")},
  ], verdictRows);
}

function drawPredictionErrors(card) {
  const range = ([, low, high]) => `${fixed(2)(low)} .. ${fixed(2)(high)}`;
  addTable(card, "prediction-errors", [
    {title: "points", text: row => row.title.toLowerCase()},
    {title: "RMS error", number: true, text: row => fixed(2)(row.rmse[0])},
    {title: "95 %", number: true, text: row => range(row.rmse)},
    {title: "spread", number: true, text: row => fixed(2)(row.spread[0])},
    {title: "95 %", number: true, text: row => range(row.spread)},
  ], predictors.filter(row => row.rmse !== null));
}
