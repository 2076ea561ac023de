// Converters of one die: codes against inputs, and how far they are from the line.
"use strict";

const converterColours = ["var(--repaired)", "var(--fixed-gain)", "var(--mean-match)",
                          "var(--other)"];

// Transitions in LSB of the converter's own line, INL and DNL as IEEE 1241 has them. Codes of a
// straight converter change where they should.
function linearity({curve}, bits) {
  const codes = 2 ** bits;
  const widths = curve === null ? new Array(codes - 2).fill(1) : curve.widths.map(w => w / 16);
  const transitions = [curve === null ? 1 : curve.first / 16];
  for (const width of widths) transitions.push(transitions[transitions.length - 1] + width);
  return {transitions, inl: transitions.map((t, i) => t - (i + 1)), dnl: widths.map(w => w - 1)};
}

// The same transitions as inputs in LSB of an ideal converter, zero in the middle of its range.
function inputsOf({gain, offset_lsb: offset}, transitions, bits) {
  const half = 2 ** (bits - 1);
  return transitions.map(t => (t - half - 0.5 - offset) / gain);
}

function converterCurves(tile) {
  const bits = shownDie.adc_bits;
  const half = 2 ** (bits - 1);
  return tile.converters.map((converter, i) => {
    const {transitions, inl, dnl} = linearity(converter, bits);
    const inputs = inputsOf(converter, transitions, bits);
    const codes = transitions.map((_, k) => k + 1 - half);
    const ideal = codes.map(code => code - 0.5);
    const points = values => values.map((value, k) => [codes[k], value]);
    return {...converter, colour: converterColours[i], label: `converter ${converter.index}`,
            transfer: inputs.map((input, k) => [input, codes[k]]),
            deviation: points(inputs.map((input, k) => input - ideal[k])),
            inl: points(inl), dnl: points(dnl), missing: dnl.filter(width => width <= -1).length};
  });
}

const converterPanels = [
  {key: "transfer", title: "Code against input", x: "input, LSB of an ideal converter", y: "code"},
  {key: "deviation", title: "Distance from the ideal converter", x: "code", y: "LSB"},
  {key: "inl", title: "Integral nonlinearity", x: "code", y: "INL, LSB"},
  {key: "dnl", title: "Differential nonlinearity", x: "code", y: "DNL, LSB"},
];

function drawConverters(card) {
  const tiles = shownDie.tiles.filter(tile => tile.converters.length > 0);
  const controls = card.append("div").attr("class", "controls");
  const redraw = () => {
    parts.html("");
    const curves = converterCurves(tiles[+which.property("value")]);
    addLegend(parts, curves);
    const panels = parts.append("div").attr("class", "quarters");
    for (const panel of converterPanels) {
      drawConverterPanel(panels.append("div"), panel, curves);
    }
    drawConverterTable(parts, curves);
  };
  const which = addSelect(controls, "tile", tileOptions(tiles), redraw);
  const parts = card.append("div");
  redraw();
}

function drawConverterPanel(panel, {key, title, x: across, y: up}, curves) {
  panel.append("h3").text(title);
  const chart = addChart(panel, title, 560, 270, {left: 56, right: 12, top: 8, bottom: 46});
  const all = curves.flatMap(curve => curve[key]);
  const spread = key === "transfer" ? 0 : Math.max(0.5, 1.05 * d3.max(all, ([, v]) => Math.abs(v)));
  const half = 2 ** (shownDie.adc_bits - 1);
  const x = d3.scale.linear().range([0, chart.width])
    .domain(key === "transfer" ? d3.extent([...all.map(([u]) => u), -half, half]) : [-half, half]);
  const y = d3.scale.linear().range([chart.height, 0])
    .domain(key === "transfer" ? [-half, half] : [-spread, spread]);
  addAxis(chart, "bottom", x, across, 5);
  addAxis(chart, "left", y, up, 5);
  addLine(chart.plot, "ideal", ...(key === "transfer" ? [x(-half), y(-half), x(half), y(half)]
                                                      : [0, y(0), chart.width, y(0)]));
  const line = d3.svg.line().x(d => x(d[0])).y(d => y(d[1])).interpolate("step-after");
  for (const {colour, [key]: points} of curves) {
    chart.plot.append("path").attr({class: "curve thin", d: line(points)}).style("stroke", colour);
  }
}

const worst = points => d3.max(points, ([, value]) => Math.abs(value));

function drawConverterTable(card, curves) {
  addTable(card.append("div").attr("class", "scroll"), "converters", [
    {title: "", fill: (cell, curve) => {
      cell.append("span").attr("class", "swatch").style("background", curve.colour);
      cell.append("span").text(" " + curve.label);
    }},
    {title: "gain", number: true, text: curve => fixed(4)(curve.gain)},
    {title: "offset, LSB", number: true, text: curve => fixed(3)(curve.offset_lsb)},
    {title: "largest |INL|, LSB", number: true, text: curve => fixed(3)(worst(curve.inl))},
    {title: "largest |DNL|, LSB", number: true, text: curve => fixed(3)(worst(curve.dnl))},
    {title: "missing codes", number: true, text: curve => grouped(curve.missing)},
  ], curves);
}
