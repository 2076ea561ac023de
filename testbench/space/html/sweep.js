// The page of a sweep: heat maps of every pair of keys, a curve for every key, all points.
"use strict";

const sweep = run.sweep;
const axes = sweep.keys;

// A point: places of its values on the axes, and the columns of sweep.csv by name.
const sweptPoints = sweep.points.map(([at, numbers], number) => ({
  number, at, ...Object.fromEntries(numbers.map((value, i) => [sweep.columns[i], value])),
}));
const withInterval = (point, name) => [point[name], point[name + "_low"], point[name + "_high"]];
const yieldsOf = point => ({
  ...Object.fromEntries(treatments.map(({key}) => [key, withInterval(point, "yield_" + key)])),
  gain: withInterval(point, "gain_over_untuned"),
  ideal_accuracy: point.ideal_accuracy, mean_accuracy_repaired: point.mean_accuracy_repaired,
});

const valueText = (axis, place) => String(axes[axis].values[place]);
const axisTitle = axis => axes[axis].key + (axes[axis].unit ? ", " + axes[axis].unit : "");
const settingOf = point =>
  point.at.map((place, axis) => `${axes[axis].key} = ${valueText(axis, place)}`).join("\n");
const range = ([low, high]) => fixed(1)(low) + " .. " + fixed(1)(high);
const estimateText = (estimate, unit, digits = 1) =>
  `${fixed(digits)(estimate[0])} ${unit}  (95 %: ${range(estimate.slice(1))})`;

// What a chart shows of the other keys: all of them pooled, or one setting of them.
function othersOf(shown) {
  const rest = d3.range(axes.length).filter(axis => !shown.includes(axis));
  const settings = new Map();
  for (const {at} of sweptPoints) {
    settings.set(rest.map(axis => at[axis]).join(), rest.map(axis => at[axis]));
  }
  return {rest, settings: [...settings.values()].sort((a, b) => {
    const differs = a.findIndex((place, i) => place !== b[i]);
    return differs < 0 ? 0 : a[differs] - b[differs];
  })};
}

// A choice of the other keys above the charts that `draw` makes; none where there is no choice.
function chooseOthers(card, shown, draw) {
  const {rest, settings} = othersOf(shown);
  const body = card.append("div");
  const redraw = setting => {
    body.html("");
    draw(body, setting === null ? null : point => rest.every((axis, i) => point.at[axis] === setting[i]));
  };
  if (rest.length > 0) {
    const label = card.insert("div", "div").attr("class", "controls").append("label");
    label.append("span").text("Other keys");
    const select = label.append("select").on("change", function() {
      redraw(this.value === "" ? null : settings[Number(this.value)]);
    });
    select.append("option").attr("value", "").text("all their settings together");
    settings.forEach((setting, i) => select.append("option").attr("value", i)
      .text(rest.map((axis, k) => `${axes[axis].key} = ${valueText(axis, setting[k])}`).join(", ")));
  }
  redraw(null);
}

const heatPanels = [
  {key: "untuned", title: "Yield, untuned", unit: "%"},
  {key: "repaired", title: "Yield, repaired", unit: "%"},
  {key: "gain", title: "Gain of the repair", unit: "points"},
];

// A yield is gold on the card's colour, a gain green, a loss red; the number says it too.
const heatFill = (panel, value) =>
  panel.key !== "gain" ? "var(--repaired)" : value < 0 ? "var(--bad)" : "var(--good)";
const heatStrength = (value, full) => 0.04 + 0.92 * Math.min(1, Math.abs(value) / full);

const accuracyText = d => `ideal accuracy ${percent(d.ideal_accuracy)}, mean of the repaired dies ` +
                          percent(d.mean_accuracy_repaired);

function cellsOf(pair, chosen) {
  if (chosen === null) {
    const single = new Map();
    for (const point of sweptPoints) {
      const key = [point.at[pair.a], point.at[pair.b]];
      if (!single.has(key.join())) single.set(key.join(), []);
      single.get(key.join()).push(point);
    }
    return [
      ...pair.cells.map(cell => ({...cell, about: plural(cell.points, "point") + " together"})),
      ...[...single.values()].filter(points => points.length === 1).map(([point]) => ({
        at: [point.at[pair.a], point.at[pair.b]], ...yieldsOf(point), about: settingOf(point),
        point: point.number})),
    ];
  }
  return sweptPoints.filter(chosen).map(point => ({
    at: [point.at[pair.a], point.at[pair.b]], ...yieldsOf(point), about: settingOf(point),
    point: point.number}));
}

function drawHeatMap(panel, cells, pair, column) {
  const columns = axes[pair.b].values.length;
  const rows = axes[pair.a].values.length;
  column.append("h3").text(`${panel.title}, ${panel.unit}`);
  const longest = d3.max(d3.range(rows), row => valueText(pair.a, row).length);
  const left = Math.min(130, 30 + 7 * longest);
  // As strong as the largest gain of the map, so that small ones are seen.
  const full = panel.key !== "gain" ? 100 : Math.max(20, d3.max(cells, d => Math.abs(d.gain[0])));
  const height = Math.min(420, Math.max(110, rows * 40, 6.4 * axisTitle(pair.a).length)) + 58;
  const chart = addChart(column, `${panel.title} over ${axes[pair.a].key} and ${axes[pair.b].key}`,
                         390, height, {left, right: 6, top: 6, bottom: 52});
  const x = d3.scale.ordinal().domain(d3.range(columns)).rangeBands([0, chart.width], 0.04, 0);
  const y = d3.scale.ordinal().domain(d3.range(rows)).rangeBands([chart.height, 0], 0.04, 0);
  const cell = chart.plot.selectAll("g.cell").data(cells).enter().append("g").attr("class", "cell")
    .attr("transform", d => `translate(${x(d.at[1])},${y(d.at[0])})`);
  cell.append("rect").attr({width: x.rangeBand(), height: y.rangeBand(), rx: 3})
    .style("fill", d => heatFill(panel, d[panel.key][0]))
    .style("fill-opacity", d => heatStrength(d[panel.key][0], full));
  if (x.rangeBand() >= 30 && y.rangeBand() >= 14) {
    cell.append("text")
      .attr({x: x.rangeBand() / 2, y: y.rangeBand() / 2 + 4, "text-anchor": "middle"})
      .classed("on-strong", d => Math.abs(d[panel.key][0]) >= 0.55 * full)
      .text(d => (panel.key === "gain" ? points(0) : fixed(0))(d[panel.key][0]));
  }
  explain(cell, d => [
    `${axes[pair.a].key} = ${valueText(pair.a, d.at[0])}, ` +
    `${axes[pair.b].key} = ${valueText(pair.b, d.at[1])}`,
    ...heatPanels.map(({key, title, unit}) => `${title}: ${estimateText(d[key], unit)}`),
    accuracyText(d),
    ...(d.point === undefined ? [d.about] : [`point ${d.point}`]),
  ].join("\n"));
  if (cell.size() > 0) cell.on("click", d => d.point !== undefined && showPoint(d.point));
  addTicks(chart, pair.b, x, "bottom");
  addTicks(chart, pair.a, y, "left");
}

// Values beside their bands, as many as there is room for.
function addTicks(chart, axis, scale, side) {
  const places = d3.range(axes[axis].values.length);
  const longest = d3.max(places, place => valueText(axis, place).length);
  const room = side === "left" ? 15 : 7 * longest + 8;
  const every = Math.ceil(room / scale.rangeBand());
  for (const place of places.filter(place => place % every === 0)) {
    const middle = scale(place) + scale.rangeBand() / 2;
    const text = chart.plot.append("text").attr("class", "quiet").text(valueText(axis, place));
    if (side === "left") {
      text.attr({x: -8, y: middle + 4, "text-anchor": "end"});
    } else {
      text.attr({x: middle, y: chart.height + 18, "text-anchor": "middle"});
    }
  }
  const title = chart.plot.append("text").attr("class", "quiet").text(axisTitle(axis));
  if (side === "left") {
    const longestText = Math.min(130, 30 + 7 * longest);
    title.attr({transform: `translate(${12 - longestText},${chart.height / 2}) rotate(-90)`,
                "text-anchor": "middle"});
  } else {
    title.attr({x: chart.width / 2, y: chart.height + 40, "text-anchor": "middle"});
  }
}

const drawPair = pair => card => {
  addLegend(card, [
    {label: "yield of 100 %", colour: "var(--repaired)", symbol: "square"},
    {label: "gain", colour: "var(--good)", symbol: "square"},
    {label: "loss", colour: "var(--bad)", symbol: "square"},
  ]);
  chooseOthers(card, [pair.a, pair.b], (body, chosen) => {
    const cells = cellsOf(pair, chosen);
    const panels = body.append("div").attr("class", "panels");
    for (const panel of heatPanels) drawHeatMap(panel, cells, pair, panels.append("div"));
  });
};

// Yields of each value of a key: {place, untuned: [value, low, high], ...}.
function curveOf(axis, chosen) {
  if (chosen === null) return axes[axis].pooled.map((pooled, place) => ({place, ...pooled}));
  return sweptPoints.filter(chosen).map(point => ({place: point.at[axis], ...yieldsOf(point)}))
    .sort((a, b) => a.place - b.place);
}

const drawCurve = axis => card => {
  addLegend(card, [...treatments, {label: "accuracy of the ideal chip (dashed)", colour: "var(--muted)",
                                   symbol: "cross"}]);
  chooseOthers(card, [axis], (body, chosen) => {
    const values = curveOf(axis, chosen);
    const chart = addChart(body, `yield over ${axes[axis].key}`, 590, 300,
                           {left: 52, right: 16, top: 10, bottom: 48});
    const numeric = axes[axis].numeric;
    const numbers = axes[axis].values;
    const x = numeric
      ? d3.scale.linear().domain(d3.extent(numbers)).range([14, chart.width - 14])
      : d3.scale.ordinal().domain(d3.range(numbers.length)).rangePoints([0, chart.width], 1);
    const y = d3.scale.linear().domain([0, 100]).range([chart.height, 0]);
    addAxis(chart, "left", y, "yield and accuracy, %", 5);
    const place = d => x(numeric ? numbers[d.place] : d.place);
    addValueAxis(chart, axis, d => place({place: d}));
    treatments.forEach(({key, label, colour}, series) => {
      // Names have room beside each other, numbers have not.
      const beside = numeric ? 0 : 12 * (series - (treatments.length - 1) / 2);
      const placed = d => place(d) + beside;
      if (numeric && values.length > 1) {
        chart.plot.append("path").attr("class", "band").style("fill", colour)
          .attr("d", d3.svg.area().x(place).y0(d => y(d[key][1])).y1(d => y(d[key][2]))(values));
        chart.plot.append("path").attr("class", "curve").style("stroke", colour)
          .attr("d", d3.svg.line().x(place).y(d => y(d[key][0]))(values));
      } else {
        for (const d of values) {
          addLine(chart.plot, "whisker", placed(d), y(d[key][1]), placed(d), y(d[key][2]))
            .style({stroke: colour, "stroke-width": 2});
        }
      }
      const dots = chart.plot.selectAll(null).data(values).enter().append("circle")
        .attr({class: "dot", cx: placed, cy: d => y(d[key][0]), r: 4}).style("fill", colour);
      explain(dots, d => `${axes[axis].key} = ${valueText(axis, d.place)}\n` +
                         `${label}: ${estimateText(d[key], "%")}\n` +
                         `gain over untuned: ${estimateText(d.gain, "points")}\n` +
                         accuracyText(d));
    });
    chart.plot.append("path").attr("class", "ideal").style("fill", "none")
      .attr("d", d3.svg.line().x(place).y(d => y(d.ideal_accuracy))(values));
  });
};

// A tick at each value that was swept; labels where there is room.
function addValueAxis(chart, axis, place) {
  let free = -Infinity;
  axes[axis].values.forEach((_, i) => {
    const at = place(i);
    const half = 3.6 * valueText(axis, i).length + 4;
    chart.plot.append("g").attr("class", "axis").append("line")
      .attr({x1: at, x2: at, y1: 0, y2: chart.height});
    if (at - half < free) return;
    free = at + half;
    chart.plot.append("text").attr({class: "quiet", x: at, y: chart.height + 18,
                                    "text-anchor": "middle"}).text(valueText(axis, i));
  });
  chart.plot.append("text").attr({class: "quiet", x: chart.width / 2, y: chart.height + 40,
                                  "text-anchor": "middle"}).text(axisTitle(axis));
}

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
    about: axis.meaning.charAt(0).toUpperCase() + axis.meaning.slice(1) + ". Intervals are 95 %." +
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

d3.select("#facts").text([
  plural(sweptPoints.length, "point"),
  `${plural(sweep.dies, "die")} of seed ${sweep.seed} each`,
  "judged on " + plural(sweptPoints[0].images, "image"),
  `engine ${sweep.engine}`, programs,
].join(" \u00b7 "));
d3.select("#contents").selectAll("a").data(sweepSections).enter().append("a")
  .attr("href", section => "#" + section.id).text(section => section.title);
d3.select("#foot").text("Yields and intervals as docs/statistics.md defines them; the same numbers " +
  "are in sweep.csv, sweep.json and sweep.sqlite beside this file.");
const figures = d3.select("#key-figures").selectAll("li").data(sweepFigures()).enter().append("li")
  .classed("first", (_, i) => i === 0);
figures.append("span").attr("class", "name").text(figure => figure[0]);
figures.append("span").attr("class", "value").text(figure => figure[1]);
figures.append("span").attr("class", "more").text(figure => figure[2]);

for (const section of sweepSections) {
  const card = d3.select("#sections").append("section").attr({id: section.id, class: section.width});
  card.append("h2").text(section.title);
  card.append("p").attr("class", "about").text(section.about);
  try {
    section.draw(card);
  } catch (error) {
    showError(`${section.title}: ${error.message}`);
  }
}
