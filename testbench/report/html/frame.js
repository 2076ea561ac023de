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

// Charts are drawn for a screen of a desk; on a telephone text would be too small to read.
const widest = document.documentElement.clientWidth < 600 ? 440 : Infinity;

// An empty chart in `card`: `plot` is [width] x [height] within the margins.
function addChart(card, label, wanted, height, margin) {
  const width = Math.min(wanted, widest);
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

// The same die lights up in every chart; null: none does. Charts that draw many dies at once are
// told which. A click shows it in the table.
const litListeners = [];
function whenLit(node, listener) {
  litListeners.push({node, listener});
}
let litDie = null;
function lightUp(die) {
  if (die === litDie) return;
  litDie = die;
  d3.selectAll(".lit").classed("lit", false);
  if (die) d3.selectAll(".die").filter(other => other === die).classed("lit", true);
  for (const {node, listener} of litListeners) {
    if (node.isConnected) listener(die);
  }
}

function markDies(selection) {
  selection.classed("die", true)
    .on("mousemove", die => showTip(dieText(die)))
    .on("mouseenter", lightUp)
    .on("mouseleave", () => {
      hideTip();
      lightUp(null);
    })
    .on("click", die => showInTable(die));
}

// What the pointer does over a chart that finds its dies by place; `find` gives null for none.
function pointAtDies(svg, find, text = dieText) {
  svg.on("mousemove", () => {
    const die = find();
    lightUp(die);
    if (die) showTip(text(die)); else hideTip();
  }).on("mouseleave", () => {
    hideTip();
    lightUp(null);
  }).on("click", () => {
    const die = find();
    if (die) showInTable(die);
  });
}

// Dots of dies as one path, for there may be thousands: lines of no length with round or square
// ends. The pointer takes the nearest one, by `distance` of (dx, dy).
function addDots(chart, marked, x, y, size, look, distance = Math.hypot) {
  if (!chart.dots) {
    chart.dots = [];
    followDots(chart, distance);
  }
  const dots = marked.map((die, i) => ({die, x: x(die, i), y: y(die, i)}));
  chart.dots.push(...dots);
  const path = dots.map(dot => `M${dot.x.toFixed(1)},${dot.y.toFixed(1)}h0`).join("");
  chart.plot.insert("path", ".ring").attr({class: "dots", d: path})
    .style({"stroke-width": size, ...look});
}

function followDots(chart, distance) {
  const ring = chart.plot.append("path").attr("class", "ring");
  whenLit(chart.svg.node(), die => ring.attr("d", chart.dots.filter(dot => dot.die === die)
    .map(({x, y}) => `M${x - 5},${y}a5,5 0 1,0 10,0a5,5 0 1,0 -10,0`).join("")));
  const near = 12;  // pixels
  pointAtDies(chart.svg, () => {
    const [x, y] = d3.mouse(chart.plot.node());
    let found = {die: null, far: near};
    for (const dot of chart.dots) {
      const far = distance(dot.x - x, dot.y - y);
      if (far < found.far) found = {die: dot.die, far};
    }
    return found.die;
  });
}

function addSelect(controls, label, options, change) {
  const select = controls.append("label").text(label).append("select");
  select.selectAll("option").data(options).enter().append("option")
    .attr("value", option => option.value).text(option => option.label);
  select.on("change", change);
  return select;
}

// Facts, contents, key figures ([name, value, more], the first one stands out) and foot of a page.
function drawPageHead(facts, contents, figures, foot) {
  d3.select("#facts").text(facts.join(" \u00b7 "));
  d3.select("#contents").selectAll("a").data(contents).enter().append("a")
    .attr("href", section => "#" + section.id).text(section => section.title);
  d3.select("#foot").text(foot);
  const items = d3.select("#key-figures").selectAll("li").data(figures).enter().append("li")
    .classed("first", (_, i) => i === 0);
  items.append("span").attr("class", "name").text(figure => figure[0]);
  items.append("span").attr("class", "value").text(figure => figure[1]);
  items.append("span").attr("class", "more").text(figure => figure[2]);
}

// One chart that fails must not take the others with it.
function drawSection(section) {
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
