// Two runs side by side: what was changed, what that changed, die by die.
"use strict";

const compared = run.comparison;
const sides = [
  {name: "A", ...compared.a, colour: "var(--untuned)"},
  {name: "B", ...compared.b, colour: "var(--repaired)"},
];
const pairs = compared.pairs.map(([die, a, b, decisionA, decisionB, entryA, entryB]) => ({
  die, a, b, decisionA, decisionB, entryA, entryB, moved: decisionA !== decisionB,
}));
const signedPoints = ([value, low, high]) =>
  `${points(2)(value)} (${points(2)(low)} .. ${points(2)(high)})`;

function drawRuns(card) {
  const row = (name, value) => ({name, texts: sides.map(value)});
  const judged = value => ({summary: of}) => of === null ? "not finished" : value(of);
  addTable(card, "runs", [
    {title: "", text: r => r.name},
    ...sides.map(({name}, i) => ({title: name, code: true, text: r => r.texts[i]})),
  ], [
    row("folder", side => side.folder),
    row("scenario", side => side.scenario),
    row("seed", side => side.seed),
    row("engine", side => side.engine),
    row("dies", side => grouped(side.dies)),
    row("judging images", judged(of => grouped(of.images))),
    row("ideal accuracy", judged(of => percent(of.ideal_accuracy))),
    row("good from", judged(of => percent(of.yield_threshold))),
  ]);
}

function drawChangedKeys(card) {
  if (compared.keys.length === 0) {
    card.append("p").text("All keys, seeds and versions are the same.");
    return;
  }
  addTable(card, "changed-keys", [
    {title: "key", text: row => row.key},
    {title: "A", code: true, text: row => row.a},
    {title: "B", code: true, text: row => row.b},
  ], compared.keys);
}

const withYields = sides.filter(side => side.summary !== null);

function drawYieldPairs(card) {
  addLegend(card, withYields.map(({name, colour, dies: count}) =>
    ({label: `${name}, ${plural(count, "die")}`, colour, symbol: "square"})));
  const chart = addChart(card, "yields of both runs", 660, 46 + 62 * treatments.length,
                         {left: 116, right: 130, top: 0, bottom: 46});
  const x = d3.scale.linear().domain([0, 100]).range([0, chart.width]);
  const y = d3.scale.ordinal().domain(treatments.map(t => t.key))
    .rangeRoundBands([0, chart.height], 0.3, 0.15);
  addAxis(chart, "bottom", x, "yield, % of the dies");
  const height = y.rangeBand() / withYields.length;
  for (const {key, label} of treatments) {
    chart.plot.append("text").text(label)
      .attr({x: -10, y: y(key) + y.rangeBand() / 2 + 4, class: "strong", "text-anchor": "end"});
    withYields.forEach(({summary: of, colour}, i) => {
      const middle = y(key) + height * (i + 0.5);
      chart.plot.append("rect").style("fill", colour)
        .attr({class: "mark", x: 0, y: y(key) + height * i + 1, height: height - 2,
               width: x(of.yield[key])});
      const [low, high] = of.yield_ci[key];
      addLine(chart.plot, "whisker", x(low), middle, x(high), middle).style("stroke-width", 1.6);
      chart.plot.append("text").text(`${fixed(1)(of.yield[key])} % (${interval([low, high])})`)
        .attr({x: chart.width + 10, y: middle + 4});
    });
  }
  addLine(chart.plot, "base", 0, 0, 0, chart.height);
}

function drawChanges(card) {
  const rows = treatments.filter(({key}) => compared.accuracy[key])
    .map(treatment => ({...treatment, ...compared.accuracy[treatment.key],
                        gained: compared.yield_change && compared.yield_change[treatment.key]}));
  addTable(card.append("div").attr("class", "scroll"), "changes", [
    {title: "B minus A", text: row => row.label},
    ...(compared.yield_change === null ? [] : [
      {title: "yield, points (95 %)", number: true, text: row => signedPoints(row.gained)}]),
    {title: "accuracy, points (95 %)", number: true, text: row =>
      signedPoints([row.change, ...row.change_ci])},
    {title: "better", number: true, text: row => grouped(row.better)},
    {title: "same", number: true, text: row =>
      grouped(pairs.length - row.better - row.worse)},
    {title: "worse", number: true, text: row => grouped(row.worse)},
  ], rows);
}

const pairText = (pair, i) => [
  `die ${pair.die}`, ...treatments.map(({label}, t) =>
    `${label} ${percent(pair.a[t])} \u2192 ${percent(pair.b[t])}`),
  `entry ${pair.entryA} \u2192 ${pair.entryB}`,
  pair.moved ? `${pair.decisionA} \u2192 ${pair.decisionB}` : pair.decisionA].join("\n");

// As many marks as a browser likes; every number is of all dies.
const drawnPairs = pairs.slice(0, 2000);

function drawPairs(card) {
  const controls = card.append("div").attr("class", "controls");
  const redraw = () => {
    panels.html("");
    drawPairPlane(panels.append("div"), +which.property("value"));
    drawPairChanges(panels.append("div"), +which.property("value"));
  };
  const which = addSelect(controls, "accuracy of the dies", treatments.map(({label}, i) =>
    ({value: i, label})), redraw).property("value", treatments.length - 1);
  addLegend(card, [
    {label: "same decision", colour: "var(--fixed-gain)"},
    {label: "another decision", colour: "var(--bad)", symbol: "diamond"},
  ]);
  const panels = card.append("div").attr("class", "halves");
  redraw();
}

const pairSymbol = size => pair =>
  d3.svg.symbol().type(pair.moved ? "diamond" : "circle").size(size)();
const pairColour = pair => pair.moved ? "var(--bad)" : "var(--fixed-gain)";

function drawPairPlane(card, which) {
  const chart = addChart(card, "accuracy in A and in B", 560, 430,
                         {left: 56, right: 12, top: 8, bottom: 46});
  const [low, high] = d3.extent(pairs.flatMap(pair => [pair.a[which], pair.b[which]]));
  const margin = 0.04 * (high - low) || 1;
  const x = d3.scale.linear().domain([low - margin, high + margin]).range([0, chart.width]);
  const y = x.copy().range([chart.height, 0]);
  addAxis(chart, "bottom", x, "accuracy in A, %");
  addAxis(chart, "left", y, "accuracy in B, %");
  addLine(chart.plot, "ideal", x.range()[0], y.range()[0], x.range()[1], y.range()[1]);
  explain(chart.plot.selectAll("path.pair").data(drawnPairs).enter().append("path")
    .attr("class", "pair dot").attr("d", pairSymbol(36))
    .attr("transform", pair => `translate(${x(pair.a[which])},${y(pair.b[which])})`)
    .style({fill: pairColour, "fill-opacity": 0.8}), pairText);
}

// What each die gained, the losers left.
function drawPairChanges(card, which) {
  const change = pair => pair.b[which] - pair.a[which];
  const order = drawnPairs.slice().sort((p, q) => change(p) - change(q) || p.die - q.die);
  const chart = addChart(card, "change of every die", 560, 430,
                         {left: 56, right: 12, top: 8, bottom: 46});
  const x = d3.scale.linear().domain([0, order.length]).range([0, chart.width]);
  const y = d3.scale.linear().domain(d3.extent([0, ...order.map(change)])).nice()
    .range([chart.height, 0]);
  addAxis(chart, "left", y, "B minus A, points");
  chart.plot.append("text").attr({class: "quiet", x: chart.width / 2, y: chart.height + 38,
                                  "text-anchor": "middle"}).text("dies, ordered by their change");
  explain(chart.plot.selectAll("rect.pair").data(order).enter().append("rect")
    .attr({class: "pair", x: (_, i) => x(i), width: Math.max(0.5, 0.8 * x(1)),
           y: pair => Math.min(y(0), y(change(pair))),
           height: pair => Math.max(0.5, Math.abs(y(change(pair)) - y(0)))})
    .style("fill", pair => change(pair) < 0 ? "var(--bad)" : "var(--good)"), pairText);
  addLine(chart.plot, "base", 0, y(0), chart.width, y(0));
}

function drawMoves(card) {
  if (compared.decisions.length === 0) {
    card.append("p").text("Every die of both runs got the same decision.");
  } else {
    addTable(card.append("div").attr("class", "scroll"), "moves", [
      {title: "decision in A", text: row => row.a}, {title: "in B", text: row => row.b},
      {title: "dies", number: true, text: row => grouped(row.dies.length)},
      {title: "", code: true, text: row => row.dies.slice(0, 12).join(" ") +
        (row.dies.length > 12 ? " \u2026" : "")},
    ], compared.decisions);
  }
  addTable(card, "changed-columns", [
    {title: "column of dies.csv", text: row => row[0]},
    {title: "differs on dies", number: true, text: row => grouped(row[1])},
  ], Object.entries(compared.columns));
}

const comparisonSections = [
  {id: "yield", title: "Yields", width: "large", needs: () => withYields.length > 0,
   draw: drawYieldPairs,
   about: "Of all dies of each run; 95 % intervals have the error of the judging images in them."},
  {id: "keys", title: "Keys that differ", width: withYields.length > 0 ? "small" : "wide",
   draw: drawChangedKeys, about: "Scenario keys, seeds and versions."},
  {id: "changes", title: "Changes", width: "wide", needs: () => pairs.length > 0,
   draw: drawChanges,
   about: `Of the ${plural(pairs.length, "die")} of both runs, each held against itself: what ` +
     "the dies themselves contribute cancels."},
  {id: "pairs", title: "Die by die", width: "wide", needs: () => pairs.length > 0,
   draw: drawPairs, about: "The same dies in both runs; above the dashed line B is better."},
  {id: "moves", title: "Decisions and columns that differ", width: "large",
   needs: () => pairs.length > 0, draw: drawMoves,
   about: "Dies that the controller decided otherwise, and columns of the results that changed."},
  {id: "runs", title: "Runs", width: pairs.length > 0 ? "small" : "wide", draw: drawRuns,
   about: "kintsugi diff A B --json has every changed die."},
].filter(section => !section.needs || section.needs());

function comparisonFigures() {
  const yields = withYields.map(({name, summary: of}) =>
    [`yield, repaired, in ${name}`, fixed(1)(of.yield.repaired) + " %",
     `95 %: ${interval(of.yield_ci.repaired)} %`]);
  const gained = compared.yield_change;
  return [
    ...(gained === null ? [] : [["yield, B minus A", points(1)(gained.repaired[0]) + " points",
      `95 %: ${gained.repaired.slice(1).map(points(1)).join(" .. ")}, paired`]]),
    ...yields,
    ["dies of both", grouped(pairs.length),
     `only in A ${grouped(compared.only_a)}, only in B ${grouped(compared.only_b)}`],
    ["keys that differ", grouped(compared.keys.length), compared.same ? "nothing differs" : ""],
  ];
}

drawPageHead([
  ...sides.map(({name, folder}) => `${name}: ${folder}`),
  ...(compared.keys.some(({key}) => key === "seed") ? ["other seeds make other dies"] : []),
], comparisonSections, comparisonFigures(),
  "Intervals as docs/statistics.md defines them; kintsugi diff prints the same numbers.");
comparisonSections.forEach(drawSection);
