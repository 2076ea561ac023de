// What every part of the page uses: errors, the run's data, numbers as text, axes, the tooltip.
"use strict";

// An error is shown on the page itself: a reader must know when part of it is missing.
function showError(text) {
  const list = document.getElementById("errors");
  list.hidden = false;
  list.appendChild(document.createElement("li")).textContent = text;
}
window.addEventListener("error", event => showError(event.message));
document.addEventListener("securitypolicyviolation",
                          event => showError("blocked: " + event.blockedURI));

const run = JSON.parse(document.getElementById("data").textContent);
const summary = run.summary;

// Those of the summary, in its order: a run may know more than these.
const knownTreatments = {
  untuned: {label: "untuned", colour: "var(--untuned)"},
  fixed_gain: {label: "fixed gain", colour: "var(--fixed-gain)"},
  mean_match: {label: "mean matching", colour: "var(--mean-match)", tuning: "mean_match_tuning"},
  repaired: {label: "repaired", colour: "var(--repaired)", tuning: "applied"},
  optimum: {label: "per-die optimum"},
};
const treatments = Object.keys(summary.yield).map(key => ({
  key, label: key.replace(/_/g, " "), colour: "var(--other)", tuning: key + "_tuning",
  ...knownTreatments[key],
}));
const treatmentOf = Object.fromEntries(treatments.map(treatment => [treatment.key, treatment]));

// The controller's decision, or ERROR when it ended in one; symbols tell them apart without colour.
const outcomes = [
  {name: "PASS", colour: "var(--pass)", symbol: "circle"},
  {name: "REPAIR", colour: "var(--repair)", symbol: "diamond"},
  {name: "REPAIR_AND_ADAPT", colour: "var(--repair-and-adapt)", symbol: "triangle-up"},
  {name: "REJECT", colour: "var(--reject)", symbol: "cross"},
  {name: "ERROR", colour: "var(--error)", symbol: "square"},
];
const outcomeOf = Object.fromEntries(outcomes.map(outcome => [outcome.name, outcome]));

// What became of a die beside what it is, when the test program predicts; mistakes come last.
const verdicts = [
  {key: "shipped", label: "good, shipped", colour: "var(--good)", symbol: "circle"},
  {key: "kept", label: "below the threshold, kept back", colour: "var(--untuned)",
   symbol: "circle"},
  {key: "overkill", label: "overkill: good, kept back", colour: "var(--other)", symbol: "diamond",
   mistake: true},
  {key: "escape", label: "escape: below the threshold, shipped", colour: "var(--bad)",
   symbol: "square", mistake: true},
];
const verdictOf = (good, shipped) =>
  verdicts[good ? (shipped ? 0 : 2) : (shipped ? 3 : 1)];

const dies = run.dies.rows.map((row, i) => {
  const die = Object.fromEntries(row.map((value, column) => [run.dies.columns[column], value]));
  die.ended = run.outcomes[die.outcome];
  die.outcome = die.error_code === 0 ? run.decisions[die.decision] : "ERROR";
  die.good = die.repaired >= run.required_correct;
  die.accuracy = {};  // %, null under a treatment that this die did not get
  for (const {key} of treatments) {
    die.accuracy[key] = die[key] < 0 ? null : 100 * die[key] / die.images;
  }
  if (run.predictions) {
    const [before, forecast, after] = run.predictions.dies[i];
    die.predicted = {before, forecast, after};  // %, null where there is none
    die.verdict = verdictOf(die.good, run.predictions.shipped[i]);
  }
  return die;
});

// The numbers of this page are of all dies; marks are drawn for so many, which are as good a sample
// as any, because dies do not know their number.
const drawnAtMost = 1000;
const drawn = dies.slice(0, drawnAtMost);

// Numbers as text; a narrow space groups thousands.
const fixed = digits => value => value.toFixed(digits).replace("-", "\u2212");
const percent = value => fixed(2)(value) + "\u00a0%";
const points = digits => value => (value > 0 ? "+" : "") + fixed(digits)(value);
const interval = ([low, high]) => fixed(1)(low) + " .. " + fixed(1)(high);
const grouped = value => fixed(0)(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
const milliseconds = cycles => cycles / (1000 * summary.clock_mhz);
const plural = (count, one, many = one + "s") => grouped(count) + " " + (count === 1 ? one : many);
const layerName = layer => run.tuned_layers[layer] || "layer " + (layer + 1);
const realGain = gain => gain / run.unity_gain;

function sortedBy(list, value) {
  return list.slice().sort((a, b) => value(a) - value(b) || a.die - b.die);
}

// An empty chart in `card`: `plot` is [width] x [height] within the margins.
function addChart(card, label, width, height, margin) {
  const svg = card.append("svg")
    .attr({class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label});
  const plot = svg.append("g").attr("transform", `translate(${margin.left},${margin.top})`);
  return {svg, plot, width: width - margin.left - margin.right,
          height: height - margin.top - margin.bottom};
}

function addAxis(chart, side, scale, title, ticks = 6, format = null) {
  const bottom = side === "bottom";
  const axis = d3.svg.axis().scale(scale).orient(side).ticks(ticks).tickPadding(8)
    .innerTickSize(bottom ? -chart.height : -chart.width).outerTickSize(0);
  if (format) axis.tickFormat(format);
  chart.plot.append("g").attr("class", "axis")
    .attr("transform", bottom ? `translate(0,${chart.height})` : null).call(axis);
  const label = chart.plot.append("text").attr("class", "quiet").text(title);
  if (bottom) {
    label.attr({x: chart.width / 2, y: chart.height + 38, "text-anchor": "middle"});
  } else {
    label.attr({transform: `translate(-44,${chart.height / 2}) rotate(-90)`,
                "text-anchor": "middle"});
  }
}

function addLine(plot, name, x1, y1, x2, y2) {
  return plot.append("line").attr({class: name, x1, y1, x2, y2});
}

// Threshold and ideal accuracy as lines across the chart, `vertical` or level.
function addAccuracyLines(chart, scale, vertical) {
  for (const [name, value, text] of [
    ["ideal", summary.ideal_accuracy, "ideal " + percent(summary.ideal_accuracy)],
    ["threshold", summary.yield_threshold, "good from " + percent(summary.yield_threshold)],
  ]) {
    const at = scale(value);
    const label = chart.plot.append("text").text(text);
    if (vertical) {
      // One above the other: the two may be near each other.
      const top = name === "ideal" ? -30 : -16;
      addLine(chart.plot, name, at, top, at, chart.height);
      label.attr({x: at - 5, y: top + 6, "text-anchor": "end"});
    } else {
      addLine(chart.plot, name, 0, at, chart.width, at);
      label.attr({x: chart.width + 8, y: at + (name === "ideal" ? 0 : 9)});
    }
  }
}

function addLegend(card, items) {
  const spans = card.append("div").attr("class", "legend").selectAll("span").data(items).enter()
    .append("span");
  spans.append("svg").attr("viewBox", "-8 -7 16 14").append("path")
    .attr("d", item => d3.svg.symbol().type(item.symbol || "circle").size(70)())
    .attr("class", item => item.name || null)
    .style("fill", item => item.hollow ? "none" : item.colour)
    .style("stroke", item => item.hollow ? item.colour : null)
    .style("stroke-width", item => item.hollow ? 2 : null);
  spans.append("span").text(item => item.label);
}

const quartiles = values => {
  const sorted = values.slice().sort(d3.ascending);
  return [0.25, 0.5, 0.75].map(q => d3.quantile(sorted, q));
};

// The tooltip stands beside the pointer and inside the window.
function showTip(text) {
  const tip = document.getElementById("tip");
  tip.hidden = false;
  tip.textContent = text;
  const room = document.documentElement.clientWidth - tip.offsetWidth - 12;
  tip.style.left = Math.min(d3.event.pageX + 14, window.scrollX + room) + "px";
  tip.style.top = d3.event.pageY + 14 + "px";
}
function hideTip() {
  document.getElementById("tip").hidden = true;
}
function explain(selection, text) {
  selection.on("mousemove", d => showTip(text(d))).on("mouseleave", hideTip);
}

function dieText(die) {
  const lines = treatments.filter(({key}) => die.accuracy[key] !== null)
    .map(({key, label}) => `${label} ${percent(die.accuracy[key])}`);
  const predicted = Object.entries(die.predicted || {}).filter(([, value]) => value !== null)
    .map(([when, value]) => `predicted, ${when} ${percent(value)}`);
  return [`die ${die.die}`, ...lines, ...predicted,
          `${die.outcome}, codebook entry ${die.best0}`,
          ...(die.verdict ? [die.ended, die.verdict.label] : [])].join("\n");
}

// Marks of dies: the same die lights up in every chart, and a click shows it in the table.
function markDies(selection) {
  selection.classed("die", true)
    .on("mousemove", die => showTip(dieText(die)))
    .on("mouseenter", die => d3.selectAll(".die").classed("lit", other => other === die))
    .on("mouseleave", () => {
      hideTip();
      d3.selectAll(".lit").classed("lit", false);
    })
    .on("click", die => showInTable(die));
}
