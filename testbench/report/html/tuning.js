// Charts of what the controller measured, chose and took: signatures, gains, cycles.
"use strict";

// A die whose controller gave up before the first signature was whole has no place in the plane.
const placed = drawn.filter(die => die.features0.some(value => value !== 0));

const features = (die, pass) => pass === 1 && die.features1.length > 0 ? die.features1
                                                                       : die.features0;
const entryOf = (die, pass) => pass === 1 && die.features1.length > 0 ? die.best1 : die.best0;

// Neighbouring centroids get neighbouring hues: the direction from the middle of the codebook.
function entryColour(entry) {
  const [a, b = 0] = run.codebook[entry].centroid;
  const hue = Math.atan2(b, a) * 180 / Math.PI;
  return `hsl(${fixed(0)((hue + 360) % 360).replace("\u2212", "-")}, 55%, var(--shade))`;
}

function drawSignatures(card) {
  const controls = card.append("div").attr("class", "controls");
  const names = run.codebook[0].centroid.map((_, i) => ({value: i, label: "feature " + i}));
  const redraw = () => drawSignaturePlane(plane, +across.property("value"), +up.property("value"),
                                          +pass.property("value"), colour.property("value"));
  const across = addSelect(controls, "across", names, redraw);
  const up = addSelect(controls, "up", names, redraw).property("value", names.length > 1 ? 1 : 0);
  const pass = addSelect(controls, "signature of the", [
    {value: 0, label: "test, before repair"},
    ...(dies.some(die => die.features1.length > 0)
      ? [{value: 1, label: "retest, after repair"}] : []),
  ], redraw);
  const colour = addSelect(controls, "coloured by", [
    {value: "decision", label: "decision"}, {value: "entry", label: "codebook entry"},
  ], redraw);
  addLegend(card, [
    ...outcomes.filter(o => dies.some(die => die.outcome === o.name))
      .map(o => ({label: o.name, colour: o.colour, symbol: o.symbol})),
    {label: "below the threshold after repair", colour: "var(--ink)", hollow: true},
  ]);
  const plane = card.append("div");
  redraw();
}

function drawSignaturePlane(plane, across, up, pass, colouredBy) {
  plane.html("");
  const chart = addChart(plane, "dies and codebook entries by two features", 660, 490,
                         {left: 62, right: 16, top: 8, bottom: 46});
  const at = (die, i) => features(die, pass)[i] || 0;
  const centroids = run.codebook.map((entry, i) => ({
    entry: i, x: entry.centroid[across], y: entry.centroid[up],
    dies: placed.filter(die => entryOf(die, pass) === i).length,
  }));
  const scale = (values, range) => {
    const [low, high] = d3.extent(values);
    const margin = 0.05 * (high - low) || 1;
    return d3.scale.linear().domain([low - margin, high + margin]).range(range);
  };
  const x = scale([...placed.map(die => at(die, across)), ...centroids.map(c => c.x)],
                  [0, chart.width]);
  const y = scale([...placed.map(die => at(die, up)), ...centroids.map(c => c.y)],
                  [chart.height, 0]);
  addAxis(chart, "bottom", x, "feature " + across, 6, grouped);
  addAxis(chart, "left", y, "feature " + up, 6, grouped);
  const colour = die => colouredBy === "entry" ? entryColour(entryOf(die, pass))
                                               : outcomeOf[die.outcome].colour;
  chart.plot.selectAll("line.spoke").data(placed).enter().append("line").attr("class", "spoke")
    .attr({x1: die => x(at(die, across)), y1: die => y(at(die, up)),
           x2: die => x(centroids[entryOf(die, pass)].x),
           y2: die => y(centroids[entryOf(die, pass)].y)})
    .style({stroke: colour, "stroke-opacity": 0.45});
  addCentroids(chart, centroids, x, y);
  markDies(chart.plot.selectAll("path.dot").data(placed).enter().append("path")
    .attr("class", die => die.good ? "dot" : "dot below")
    .attr("d", die => d3.svg.symbol().type(outcomeOf[die.outcome].symbol).size(52)())
    .attr("transform", die => `translate(${x(at(die, across))},${y(at(die, up))})`)
    .style("fill", colour));
}

function addCentroids(chart, centroids, x, y) {
  const marks = chart.plot.selectAll("g.centroid").data(centroids).enter().append("g")
    .attr("class", "centroid").attr("transform", c => `translate(${x(c.x)},${y(c.y)})`)
    .style("opacity", c => c.dies > 0 ? 1 : 0.3);
  marks.append("path").attr("d", "M-5,0H5M0,-5V5")
    .style({stroke: "var(--ink)", "stroke-width": 1.6});
  marks.append("text").attr({x: 6, y: -4, class: "quiet tag"})
    .text(c => c.dies > 0 ? c.entry : "");
  explain(marks, c => `codebook entry ${c.entry}: ` +
    `${run.decisions[run.codebook[c.entry].decision]}\nnearest to ${plural(c.dies, "die")}`);
}

// Treatments that give each die a tuning of its own; the repair stands first.
const tunedBy = [treatmentOf.repaired, ...treatments.filter(t => t.key !== "repaired")]
  .filter(({tuning}) => dies.some(die => (die[tuning] || []).length > 0));

// A column of dots a layer for each of them, with its quartiles.
function drawTuning(card, name, title, value, fixedValue, neutral) {
  addLegend(card, [
    ...tunedBy, {label: "fixed gain, all dies", colour: "var(--fixed-gain)", symbol: "diamond"},
  ]);
  const chart = addChart(card, name, 660, 400, {left: 58, right: 14, top: 8, bottom: 34});
  const layers = d3.range(run.tuned_layers.length);
  const values = drawn.flatMap(die => tunedBy.flatMap(({tuning}) => die[tuning].map(value)));
  const x = d3.scale.ordinal().domain(layers).rangeBands([0, chart.width], 0.12, 0.06);
  const y = d3.scale.linear().range([chart.height, 0])
    .domain(d3.extent([...values, ...run.fixed_gain.map(fixedValue), neutral])).nice();
  addAxis(chart, "left", y, title);
  addLine(chart.plot, "ideal", 0, y(neutral), chart.width, y(neutral));
  for (const layer of layers) {
    const width = x.rangeBand() / tunedBy.length;
    tunedBy.forEach(({tuning, colour}, i) => {
      const tuned = drawn.filter(die => die[tuning].length > layer);
      addStrip(chart, tuned, colour, x(layer) + width * i, width, y,
               die => value(die[tuning][layer]));
    });
    const middle = x(layer) + x.rangeBand() / 2;
    if (run.fixed_gain.length > layer) {
      chart.plot.append("path").attr("d", d3.svg.symbol().type("diamond").size(90)())
        .attr("transform", `translate(${middle},${y(fixedValue(run.fixed_gain[layer]))})`)
        .style("fill", "var(--fixed-gain)");
    }
    chart.plot.append("text").text(layerName(layer))
      .attr({x: middle, y: chart.height + 24, "text-anchor": "middle"});
  }
}

function addStrip(chart, tuned, colour, left, width, y, value) {
  // The golden ratio spreads neighbours evenly, and the same way each time.
  const spread = i => left + width * (0.16 + 0.68 * ((i * 0.618034) % 1));
  addDots(chart, tuned, (die, i) => spread(i), die => y(value(die)),
          drawn.length > 300 ? 3 : 4.8, {stroke: colour, "stroke-opacity": 0.5});
  const [low, median, high] = quartiles(tuned.map(value));
  chart.plot.append("rect").attr({class: "box", x: left + 0.1 * width, y: y(high),
                                  width: 0.8 * width, height: Math.max(0, y(low) - y(high))})
    .style("stroke", "var(--ink)").style("pointer-events", "none");
  addLine(chart.plot, "whisker", left + 0.1 * width, y(median), left + 0.9 * width, y(median))
    .style("stroke-width", 2.4);
}

const drawGains = card =>
  drawTuning(card, "gains by layer", "gain", layer => realGain(layer[0]),
             layer => realGain(layer[0]), 1);
const drawOffsets = card =>
  drawTuning(card, "offsets by layer", "offset, accumulator LSB", layer => layer[1],
             layer => layer[1], 0);
const hasOffsets = () =>
  dies.some(die => tunedBy.some(({tuning}) => die[tuning].some(layer => layer[1] !== 0)));

const timed = dies.filter(die => die.cycles_total > 0);

// Means over the dies add up, medians do not.
function cycleBars() {
  const mean = value => d3.mean(timed, value);
  return [
    {name: "by step", parts: [
      {label: "test", colour: "var(--fixed-gain)", cycles: mean(die => die.cycles_test)},
      {label: "repair: write and commit", colour: "var(--bad)",
       cycles: mean(die => die.cycles_repair)},
      {label: "retest", colour: "var(--mean-match)", cycles: mean(die => die.cycles_retest)},
    ]},
    {name: "by who works", parts: [
      {label: "images play, signatures are collected", colour: "var(--untuned)",
       cycles: mean(die => die.cycles_total - die.cycles_own)},
      {label: "controller's own share", colour: "var(--repaired)",
       cycles: mean(die => die.cycles_own)},
    ]},
    {name: "mean matching", parts: [
      {label: "a signature each tuned layer", colour: "var(--repair-and-adapt)",
       cycles: mean(die => die.mean_match_tuning.length * die.cycles_test)},
    ]},
  ];
}

function drawCycles(card) {
  const bars = cycleBars();
  const total = bar => d3.sum(bar.parts, part => part.cycles);
  const chart = addChart(card, "cycles of test and repair", 460, 176,
                         {left: 104, right: 16, top: 4, bottom: 46});
  const x = d3.scale.linear().domain([0, d3.max(bars, total)]).range([0, chart.width]);
  const y = d3.scale.ordinal().domain(bars.map(bar => bar.name))
    .rangeRoundBands([0, chart.height], 0.36, 0.2);
  addAxis(chart, "bottom", x, `ms at ${summary.clock_mhz} MHz`, 5,
          cycles => milliseconds(cycles).toFixed(1));
  for (const bar of bars) {
    let from = 0;
    for (const part of bar.parts) {
      // A share too thin to see is still drawn one pixel wide.
      explain(chart.plot.append("rect").datum(part)
        .attr({class: "mark", x: x(from), y: y(bar.name), height: y.rangeBand(),
               width: Math.max(part.cycles > 0 ? 1 : 0, x(part.cycles))})
        .style("fill", part.colour), p => `${p.label}\n${grouped(p.cycles)} cycles`);
      from += part.cycles;
    }
    chart.plot.append("text").text(bar.name)
      .attr({x: -10, y: y(bar.name) + y.rangeBand() / 2 + 4, "text-anchor": "end"});
  }
  addLine(chart.plot, "base", 0, 0, 0, chart.height);
  const rows = bars.flatMap(bar => bar.parts.map(part => ({...part, of: total(bar)})));
  addTable(card, "cycles", [
    {title: "mean over the dies", fill: (cell, part) => {
      cell.append("span").attr("class", "swatch").style("background", part.colour);
      cell.append("span").text(" " + part.label);
    }},
    {title: "cycles", number: true, text: part => grouped(part.cycles)},
    {title: "ms", number: true, text: part => fixed(4)(milliseconds(part.cycles))},
    {title: "share", number: true, text: part => fixed(2)(100 * part.cycles / part.of) + " %"},
  ], rows);
}
