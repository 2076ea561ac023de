// What the chip costs: area, energy and latency by part (docs/cost.md).
"use strict";

const cost = run.cost;

// Three digits of a number with the unit that suits it: [size, unit], largest first.
const scaledText = units => value => {
  const [size, unit] = units.find(([least]) => value >= least) || units[units.length - 1];
  const scaled = value / size;
  return (scaled >= 100 ? grouped(scaled) : scaled.toPrecision(3)) + "\u00a0" + unit;
};
const areaText = um2 => um2 >= 1e4 ? scaledText([[1e6, "mm\u00b2"]])(um2)
                                   : grouped(um2) + "\u00a0\u00b5m\u00b2";
const energyText = scaledText([[1e9, "mJ"], [1e6, "\u00b5J"], [1e3, "nJ"], [1, "pJ"]]);
const durationText = scaledText([[1e9, "s"], [1e6, "ms"], [1e3, "\u00b5s"], [1, "ns"]]);

const energyOf = part => part.dynamic_pj + part.static_pj;
const partName = name => name.replace(/_/g, " ");

function budgetRows() {
  return cost.components.map(part => ({name: partName(part.component), area: part.area_um2,
                                       energy: energyOf(part)}))
    .filter(row => row.area > 0 || row.energy > 0);
}

function layerRows() {
  const cycle = cost.image.ns / cost.image_cycles;
  return cost.layers.map(layer => ({name: layer.name, latency: layer.cycles * cycle,
                                    energy: d3.sum(layer.components, energyOf), macs: layer.macs}));
}

function drawBudget(card) {
  const halves = card.append("div").attr("class", "halves");
  const parts = halves.append("div");
  parts.append("h3").text("By part");
  drawShares(parts, "area and energy by part", budgetRows(), [
    {key: "area", label: "area", colour: "var(--fixed-gain)", text: areaText},
    {key: "energy", label: "energy of an inference", colour: "var(--repaired)", text: energyText},
  ]);
  const side = halves.append("div");
  side.append("h3").text("By layer");
  drawShares(side, "latency and energy by layer", layerRows(), [
    {key: "latency", label: "latency of an inference", colour: "var(--mean-match)",
     text: durationText},
    {key: "energy", label: "its energy", colour: "var(--repaired)", text: energyText},
  ]);
  drawTotals(side);
}

// For each row a bar a measure, as its share of the sum over the rows.
function drawShares(card, label, rows, measures) {
  addLegend(card, measures.map(measure => ({...measure, symbol: "square"})));
  const line = 17 * measures.length + 9;
  const chart = addChart(card, label, 560, 30 + line * rows.length,
                         {left: 130, right: 84, top: 0, bottom: 30});
  const sums = measures.map(({key}) => d3.sum(rows, row => row[key]) || 1);
  const largest = d3.max(measures, ({key}, i) => d3.max(rows, row => row[key] / sums[i]));
  const x = d3.scale.linear().domain([0, 100 * largest]).range([0, chart.width]);
  addAxis(chart, "bottom", x, "", 5, share => share + " %");
  rows.forEach((row, r) => {
    const top = r * line + 4;
    chart.plot.append("text").text(row.name)
      .attr({x: -10, y: top + line / 2, "text-anchor": "end"});
    measures.forEach(({key, colour, text, label: name}, i) => {
      const share = 100 * row[key] / sums[i];
      const bar = chart.plot.append("rect").datum(row).style("fill", colour)
        .attr({class: "mark", x: 0, y: top + 17 * i, width: x(share), height: 13});
      explain(bar, () => `${row.name}\n${name} ${text(row[key])}, ${fixed(1)(share)} %`);
      chart.plot.append("text").attr({class: "quiet", x: x(share) + 6, y: top + 17 * i + 11})
        .text(text(row[key]));
    });
  });
  addLine(chart.plot, "base", 0, 0, 0, chart.height);
}

function drawTotals(card) {
  card.append("h3").text("An inference and a test");
  const {image, test} = cost;
  const row = (name, inference, tested) => ({name, inference, tested});
  addTable(card, "totals", [
    {title: "", text: r => r.name},
    {title: "inference", number: true, text: r => r.inference},
    {title: "test of a repaired die", number: true, text: r => r.tested},
  ], [
    row("images played", "1", test === null ? "" : grouped(test.images)),
    row("clock cycles", grouped(cost.image_cycles), test === null ? "" : grouped(test.cycles)),
    row("latency", durationText(image.ns), test === null ? "" : durationText(test.ns)),
    row("energy", energyText(image.total_pj), test === null ? "" : energyText(test.total_pj)),
    row("of it leakage", energyText(image.static_pj),
        test === null ? "" : energyText(test.static_pj)),
  ]);
  addTable(card, "chip", [
    {title: "the chip", text: r => r[0]}, {title: "", number: true, text: r => r[1]},
  ], [
    ["area", areaText(cost.area_um2)],
    ["area of controller logic, of the arrays",
     fixed(2)(cost.overhead.controller_logic.of_arrays_percent) + " %"],
    ["area of test memories, of the arrays",
     fixed(2)(cost.overhead.test_memories.of_arrays_percent) + " %"],
    ["throughput, one image at a time", fixed(3)(cost.tops) + " TOPS"],
    ["efficiency", fixed(2)(cost.tops_per_watt) + " TOPS/W"],
  ]);
}
