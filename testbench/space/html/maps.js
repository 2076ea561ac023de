// A heat map for each pair of keys.
"use strict";

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
