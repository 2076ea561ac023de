// The points of a sweep, and what a chart of some keys shows of the others.
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
