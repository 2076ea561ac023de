// Charts of accuracies: yields, their threshold, every die before and after repair, decisions.
"use strict";

function drawYields(card) {
  const chart = addChart(card, "yield of every treatment", 660, 62 + 50 * treatments.length,
                         {left: 116, right: 124, top: 6, bottom: 46});
  const x = d3.scale.linear().domain([0, 100]).range([0, chart.width]);
  const y = d3.scale.ordinal().domain(treatments.map(t => t.key))
    .rangeRoundBands([0, chart.height], 0.34, 0.2);
  addAxis(chart, "bottom", x, "yield, % of the dies");
  for (const {key, label, colour} of treatments) {
    const middle = y(key) + y.rangeBand() / 2;
    chart.plot.append("rect").attr({class: "mark", x: 0, y: y(key), height: y.rangeBand(),
                                    width: x(summary.yield[key])}).style("fill", colour);
    const whisker = ([low, high], width, cap) => {
      for (const [name, extra] of [["halo", 2.5], ["whisker", 0]]) {
        addLine(chart.plot, name, x(low), middle, x(high), middle)
          .style("stroke-width", width + extra);
        for (const end of [low, high]) {
          addLine(chart.plot, name, x(end), middle - cap, x(end), middle + cap)
            .style("stroke-width", 1.4 + extra);
        }
      }
    };
    whisker(summary.yield_ci[key], 1.4, 6);
    whisker(summary.yield_wilson[key], 4, 0);
    const text = (at, line, name, anchor, words) => chart.plot.append("text").text(words)
      .attr({x: at, y: middle + line, class: name, "text-anchor": anchor});
    text(-10, -2, "strong", "end", label);
    const some = key === "optimum" && summary.optimum_dies < dies.length;
    text(-10, 13, "quiet", "end", some ? `of ${plural(summary.optimum_dies, "die")}`
                                       : "mean " + percent(summary.mean_accuracy[key]));
    text(chart.width + 14, -2, "strong", "start", fixed(1)(summary.yield[key]) + " %");
    text(chart.width + 14, 13, "quiet", "start", interval(summary.yield_ci[key]) + " %");
  }
  addLine(chart.plot, "base", 0, 0, 0, chart.height);
}

// Share of dies at or above an accuracy, as steps from the highest accuracy down to the lowest.
function shareAtOrAbove(key, [lowest, highest]) {
  const accuracies = dies.map(die => die.accuracy[key]).filter(accuracy => accuracy !== null)
    .sort(d3.descending);
  const steps = [[highest, 0]];
  accuracies.forEach((accuracy, i) => steps.push([accuracy, 100 * (i + 1) / accuracies.length]));
  const within = steps.filter(([accuracy]) => accuracy >= lowest);
  return [...within, [lowest, within[within.length - 1][1]]];
}

function drawYieldCurves(card) {
  addLegend(card, treatments);
  const chart = addChart(card, "yield against the threshold", 460, 246,
                         {left: 52, right: 14, top: 40, bottom: 46});
  const best = Math.max(summary.ideal_accuracy,
                        d3.max(treatments, ({key}) => d3.max(dies, die => die.accuracy[key])));
  const x = d3.scale.linear()
    .domain([Math.max(0, summary.yield_threshold - 8), best + 0.4]).range([0, chart.width]);
  const y = d3.scale.linear().domain([0, 100]).range([chart.height, 0]);
  addAxis(chart, "bottom", x, "threshold: accuracy from which a die is good, %");
  addAxis(chart, "left", y, "yield, %", 5);
  // Leftwards: a die counts from its own accuracy down, so a step comes after the way to it.
  const line = d3.svg.line().x(d => x(d[0])).y(d => y(d[1])).interpolate("step-after");
  for (const {key, colour} of treatments) {
    chart.plot.append("path").attr({class: "curve", d: line(shareAtOrAbove(key, x.domain()))})
      .style("stroke", colour);
  }
  addAccuracyLines(chart, x, true);
}

function repairStory() {
  const before = die => die.untuned >= run.required_correct;
  const bad = dies.filter(die => !before(die));
  const saved = bad.filter(die => die.good).length;
  const lost = dies.filter(die => before(die) && !die.good).length;
  return `Of ${plural(bad.length, "die")} below the threshold before repair, ${grouped(saved)} ` +
         `became good; of ${plural(dies.length - bad.length, "good die")}, ${grouped(lost)} ` +
         (lost === 1 ? "was lost." : "were lost.");
}

function drawBeforeAfter(card) {
  addLegend(card, [
    {label: "untuned", colour: "var(--untuned)", hollow: true},
    {label: "repaired, good", colour: "var(--repaired)"},
    {label: "repaired, below the threshold", colour: "var(--bad)", symbol: "square"},
  ]);
  const chart = addChart(card, "accuracy of every die before and after repair", 1180, 380,
                         {left: 56, right: 118, top: 10, bottom: 34});
  const order = sortedBy(drawn, die => die.untuned);
  const x = d3.scale.ordinal().domain(d3.range(order.length)).rangePoints([0, chart.width], 1.2);
  const all = drawn.flatMap(die => [die.accuracy.untuned, die.accuracy.repaired]);
  const [low, high] = d3.extent([...all, summary.ideal_accuracy, summary.yield_threshold]);
  const y = d3.scale.linear().domain([low - 0.04 * (high - low), high + 0.04 * (high - low)])
    .range([chart.height, 0]);
  addAxis(chart, "left", y, "accuracy, %");
  chart.plot.append("text").attr({class: "quiet", x: chart.width / 2, y: chart.height + 26,
                                  "text-anchor": "middle"})
    .text("dies, ordered by their accuracy before repair");
  addAccuracyLines(chart, y, false);
  const place = new Map(order.map((die, i) => [die, x(i)]));
  const size = Math.max(1.2, Math.min(4, 0.36 * chart.width / order.length));
  const after = die => y(die.accuracy.repaired);
  const start = die => `M${place.get(die).toFixed(1)},${y(die.accuracy.untuned).toFixed(1)}`;
  const columns = (which, stroke) => chart.plot.append("path")
    .attr("d", drawn.filter(which).map(die => `${start(die)}V${after(die).toFixed(1)}`).join(""))
    .style({stroke, "stroke-width": Math.max(1, 0.5 * size), "stroke-opacity": 0.45});
  columns(die => die.repaired >= die.untuned, "var(--repaired)");
  columns(die => die.repaired < die.untuned, "var(--bad)");
  const before = drawn.map(die => start(die) + "h0").join("");
  for (const [width, stroke] of [[2, "var(--untuned)"], [1.2, "var(--card)"]]) {
    chart.plot.append("path").attr("d", before)
      .style({stroke, "stroke-width": width * size, "stroke-linecap": "round"});
  }
  const dots = (good, colour, ends) =>
    addDots(chart, drawn.filter(die => die.good === good), die => place.get(die), after, 2 * size,
            {stroke: colour, "stroke-linecap": ends}, Math.abs);  // a column a die
  dots(true, "var(--repaired)", "round");
  dots(false, "var(--bad)", "square");
}

function drawDecisions(card) {
  addLegend(card, [
    {label: "good in the end", colour: "var(--good)", symbol: "square"},
    {label: "below the threshold in the end", colour: "var(--bad)", symbol: "square"},
  ]);
  const shown = outcomes.filter(o => o.name !== "ERROR" || summary.decisions.ERROR > 0);
  const room = 44 + 14 * grouped(dies.length).length;  // for the counts behind the longest bar
  const chart = addChart(card, "decisions of the controller", 460, 50 + 40 * shown.length,
                         {left: 142, right: room, top: 4, bottom: 44});
  const x = d3.scale.linear().domain([0, dies.length]).range([0, chart.width]);
  const y = d3.scale.ordinal().domain(shown.map(o => o.name))
    .rangeRoundBands([0, chart.height], 0.4, 0.2);
  addAxis(chart, "bottom", x, "dies", 4, grouped);
  for (const {name} of shown) {
    const decided = dies.filter(die => die.outcome === name);
    const good = decided.filter(die => die.good).length;
    const bar = (from, count, colour) => chart.plot.append("rect")
      .attr({class: "mark", x: x(from), y: y(name), width: x(count), height: y.rangeBand()})
      .style("fill", colour);
    bar(0, good, "var(--good)");
    bar(good, decided.length - good, "var(--bad)");
    const middle = y(name) + y.rangeBand() / 2 + 4;
    chart.plot.append("text").attr({x: -10, y: middle, "text-anchor": "end"}).text(name);
    chart.plot.append("text").attr({x: x(decided.length) + 8, y: middle, class: "strong"})
      .text(decided.length === good ? grouped(good)
                                    : `${grouped(good)} + ${grouped(decided.length - good)}`);
  }
  if (run.predictions) {
    card.append("p").attr("class", "about").text("Ended as " + Object.entries(summary.outcomes)
      .map(([name, count]) => grouped(count) + "\u00a0" + name).join(", ") + ".");
  }
  addLine(chart.plot, "base", 0, 0, 0, chart.height);
}
