// Where the dies lie and which bins they are in.
"use strict";

// Soft bins of docs/handoff.md.
const binColours = {
  PASSED: "var(--pass)", REPAIRED: "var(--repair)", NEEDS_ADAPT: "var(--repair-and-adapt)",
  BELOW: "var(--untuned)", RESTORED: "var(--fixed-gain)", REJECTED: "var(--reject)",
  ERROR: "var(--error)",
};
const binOf = number =>
  run.wafer.bins.find(({bin}) => bin === number) || {bin: number, name: "NONE"};

if (run.wafer) {
  dies.forEach((die, i) => {
    const [wafer, x, y, bin] = run.wafer.places[i];
    die.place = {wafer, x, y, bin: binOf(bin)};
  });
}

// What a die is coloured by: classes of dies, each with a label and a colour.
const steps = 8;
function accuracyClasses(key) {
  const known = dies.filter(die => die.accuracy[key] !== null);
  const [low, high] = d3.extent(known, die => die.accuracy[key]);
  const step = (high - low) / steps || 1;
  return d3.range(steps).map(i => ({
    label: i === 0 ? percent(low) : i === steps - 1 ? percent(high) : "",
    colour: "color-mix(in srgb, var(--gold) " +
      `${Math.round(12 + 88 * i / (steps - 1))}%, var(--grid))`,
    has: die => die.accuracy[key] !== null &&
      Math.min(steps - 1, Math.floor((die.accuracy[key] - low) / step)) === i,
  }));
}
const waferColours = () => [
  {value: "bin", label: "bin", classes: run.wafer.bins.filter(bin => bin.count > 0).map(bin => ({
    label: bin.name, colour: binColours[bin.name], has: die => die.place.bin === bin}))},
  {value: "verdict", label: "in the end", classes: run.predictions
    ? verdicts.map(verdict => ({...verdict, has: die => die.verdict === verdict}))
    : [{label: "good", colour: "var(--good)", has: die => die.good},
       {label: "below the threshold", colour: "var(--bad)", has: die => !die.good}]},
  ...["untuned", "repaired"].map(key => ({
    value: key, label: `accuracy, ${treatmentOf[key].label}`, classes: accuracyClasses(key)})),
];

const placeText = ({wafer, x, y}) =>
  `lot ${Math.floor(wafer / run.wafer.wafers_per_lot)}, wafer ${wafer}, column ${x}, row ${y}`;

function drawWafer(card) {
  const byWafer = d3.nest().key(die => die.place.wafer).entries(dies);
  const onAWafer = d3.sum(run.wafer.rows, ([, , count]) => count);
  const controls = card.append("div").attr("class", "controls");
  const colours = waferColours();
  const redraw = () => {
    const chosen = byWafer[+which.property("value")];
    const {classes} = colours.find(({value}) => value === colour.property("value"));
    legend.html("");
    addLegend(legend, classes.map(({label, colour: fill}) =>
      ({label, colour: fill, symbol: "square"})));
    map.html("");
    drawWaferMap(map, chosen.values, classes, view.property("value") === "dies");
  };
  const which = addSelect(controls, "wafer", byWafer.map(({key, values}, i) =>
    ({value: i, label: `${key}: ${plural(values.length, "die")}`})), redraw);
  const colour = addSelect(controls, "coloured by", colours, redraw);
  const view = addSelect(controls, "in sight", [
    {value: "wafer", label: "the whole wafer"}, {value: "dies", label: "the dies of the run"},
  ], redraw).property("value", byWafer[0].values.length < 0.15 * onAWafer ? "dies" : "wafer");
  const legend = card.append("div");
  const map = card.append("div").attr("class", "wafer");
  redraw();
}

// A path for all dies of a class: a wafer has thousands. The pointer finds its die by place.
function drawWaferMap(card, shown, classes, near) {
  const {rows, die_mm: [dieWidth, dieHeight]} = run.wafer;
  const radius = run.wafer.diameter_mm / 2;
  const centre = [rows[0][1] + rows[0][2] / 2, (rows[0][0] + rows[rows.length - 1][0] + 1) / 2];
  const left = x => (x - centre[0]) * dieWidth;  // mm from the wafer's centre; y upwards
  const bottom = y => (y - centre[1]) * dieHeight;
  const margin = 2 * Math.max(dieWidth, dieHeight);
  const extent = (values, size, whole) => {
    const [low, high] = near ? d3.extent(values) : [0, 0];
    return near ? [low - margin, high + size + margin] : [-whole, whole];
  };
  const across = extent(shown.map(die => left(die.place.x)), dieWidth, 1.02 * radius);
  const up = extent(shown.map(die => bottom(die.place.y)), dieHeight, 1.02 * radius);
  const scale = Math.min(620 / (across[1] - across[0]), 520 / (up[1] - up[0]), 9);
  const width = scale * (across[1] - across[0]);
  const height = scale * (up[1] - up[0]);
  const svg = card.append("svg").style("max-width", Math.round(width) + "px")
    .attr({class: "chart", viewBox: `0 0 ${fixed(1)(width)} ${fixed(1)(height)}`, role: "img",
           "aria-label": "map of the wafer"}).style("overflow", "hidden");
  const at = (mm, [low]) => scale * (mm - low);
  const circle = r => svg.append("circle")
    .attr({cx: at(0, across), cy: height - at(0, up), r: scale * r});
  circle(radius).attr("class", "wafer-edge");
  circle(radius - run.wafer.edge_mm).attr("class", "wafer-usable");
  const gap = Math.min(1, 0.08 * scale * dieWidth);
  const boxes = places => places.map(({x, y}) => {
    const start = [at(left(x), across), height - at(bottom(y + 1), up)].map(v => v + gap / 2);
    const [w, h] = [scale * dieWidth - gap, scale * dieHeight - gap];
    const [px, py, pw, ph] = [...start, w, h].map(v => v.toFixed(2));
    return `M${px},${py}h${pw}v${ph}h-${pw}z`;
  }).join("");
  svg.append("path").attr("class", "wafer-places").attr("d", boxes(rows.flatMap(
    ([y, first, count]) => d3.range(count).map(i => ({x: first + i, y})))));
  for (const {colour, has} of classes) {
    svg.append("path").attr("class", "wafer-dies").style("fill", colour)
      .attr("d", boxes(shown.filter(has).map(die => die.place)));
  }
  const mark = svg.append("path").attr("class", "wafer-mark");
  const here = new Map(shown.map(die => [`${die.place.x},${die.place.y}`, die]));
  whenLit(svg.node(), die => mark.attr("d", shown.includes(die) ? boxes([die.place]) : null));
  const found = () => {
    const [x, y] = d3.mouse(svg.node());
    return here.get([Math.floor((x / scale + across[0]) / dieWidth + centre[0]),
                     Math.floor(((height - y) / scale + up[0]) / dieHeight + centre[1])]
      .join()) || null;
  };
  pointAtDies(svg, found, die => `${dieText(die)}\n${die.place.bin.name}\n${placeText(die.place)}`);
}

function drawBins(card) {
  addTable(card, "bins", [
    {title: "soft bin", fill: (cell, row) => {
      cell.append("span").attr("class", "swatch").style("background", binColours[row.name]);
      cell.append("span").text(` ${row.bin} ${row.name}`);
    }},
    {title: "dies", number: true, text: row => grouped(row.count)},
    {title: "share", number: true, text: row => fixed(1)(100 * row.count / dies.length) + " %"},
    {title: "good in the end", number: true, text: row =>
      grouped(dies.filter(die => die.place.bin === row && die.good).length)},
    {title: "", text: row => row.passes ? "ships" : ""},
  ], run.wafer.bins);
}
