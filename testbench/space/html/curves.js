// A curve of yields for each key.
"use strict";

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
    const chart = addChart(body, `yield over ${axes[axis].key}`,
                           axes.length === 1 ? 1180 : 590, 300,
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
        // Four bands over each other would show none.
        if (key === "untuned" || key === "repaired") {
          chart.plot.append("path").attr("class", "band").style("fill", colour)
            .attr("d", d3.svg.area().x(place).y0(d => y(d[key][1])).y1(d => y(d[key][2]))(values));
        }
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
