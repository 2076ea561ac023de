// The cells of one die: a map of each tile, and what became of each level.
"use strict";

const shownDie = run.die;

const conductance = steps => shownDie.g_max_us > 0 ? steps / 8192 * shownDie.g_max_us
                                                   : steps / 8192;
const conductanceUnit = run.die && run.die.g_max_us > 0 ? "\u00b5S" : "Gmax";
const conductanceText = steps =>
  fixed(shownDie.g_max_us > 0 ? 1 : 3)(conductance(steps)) + "\u00a0" + conductanceUnit;

const tileLabel = tile => `${tile.layer}, tile ${tile.tile}: ` +
  `${tile.rows} rows from ${tile.first_row}, ${tile.outputs} outputs from ${tile.first_output}`;
const tileOptions = tiles => tiles.map((tile, i) => ({value: i, label: tileLabel(tile)}));

// A tile's bytes, once they are asked for: of each cell its conductance and its level, and how many
// cells have each pair of the two. There are few pairs and many cells.
function cellsOf(tile) {
  if (tile.bytes) return tile.bytes;
  const bytes = bytesOf(tile.cells);
  const levels = bytesOf(tile.ideal);
  const counts = new Uint32Array(256 * tile.levels.length);
  const pair = i => 256 * levels[i] + bytes[i];
  for (let i = 0; i < bytes.length; ++i) ++counts[pair(i)];
  tile.bytes = {pair, counts};
  return tile.bytes;
}
const cellOf = (tile, pair) => pair % 256 * tile.unit;
const idealOf = (tile, pair) => tile.levels[pair >> 8];

const cellMaps = [
  {value: "cell", label: "conductance", stops: sequential, of: cellOf},
  {value: "error", label: "error against the level", stops: diverging,
   of: (tile, pair) => cellOf(tile, pair) - idealOf(tile, pair)},
  {value: "ideal", label: "level", stops: sequential, of: idealOf},
];

function drawCells(card) {
  const controls = card.append("div").attr("class", "controls");
  const redraw = () => {
    parts.html("");
    const tile = shownDie.tiles[+which.property("value")];
    const kind = cellMaps.find(({value}) => value === map.property("value"));
    drawCellMap(parts.append("div").attr("class", "cell-map"), tile, kind);
    drawLevels(parts.append("div"), tile);
  };
  const which = addSelect(controls, "tile", tileOptions(shownDie.tiles), redraw);
  const map = addSelect(controls, "map of the", cellMaps, redraw);
  const parts = card.append("div").attr("class", "halves");
  redraw();
}

// Which weight a physical column belongs to (docs/handoff.md).
function columnText(tile, column) {
  const {slices, cells_per_digit: cells, step} = shownDie;
  const place = Math.floor(column / (slices * cells));
  if (place * step >= tile.outputs) return "reference cell";
  const slice = slices > 1 ? `, slice ${Math.floor(column / cells) % slices}` : "";
  const sign = cells === 1 ? "" : column % 2 === 0 ? ", plus cell" : ", minus cell";
  return `output ${tile.first_output + place * step}${slice}${sign}`;
}

function drawCellMap(card, tile, kind) {
  const {pair, counts} = cellsOf(tile);
  const [rows, columns] = tile.shown;
  const values = Array.from(counts, (count, p) => count > 0 ? kind.of(tile, p) : 0);
  const largest = Math.max(1, ...d3.extent(values).map(Math.abs));
  const signed = kind.stops === diverging;
  const shades = values.map(value => Math.round(signed ? 127.5 + 127.5 * value / largest
                                                       : 255 * value / largest));
  const canvas = addPicture(card, `${kind.label} of the cells of tile ${tile.tile}`, columns, rows,
                            kind.stops, i => shades[pair(i)]);
  // Cells are square unless the tile is much longer than wide, or the other way round.
  canvas.style("aspect-ratio", Math.max(0.8, Math.min(4, columns / rows)));
  explainPicture(canvas, (column, row) => {
    const here = pair(row * columns + column);
    const [cell, ideal] = [cellOf(tile, here), idealOf(tile, here)];
    return [`row ${tile.first_row + row * shownDie.step}`, columnText(tile, column),
            `${conductanceText(cell)} of ${conductanceText(ideal)}`,
            `error ${conductanceText(cell - ideal)}`].join("\n");
  });
  const line = card.append("div").attr("class", "about");
  line.append("span")
    .text("rows (word lines) downwards, cells of an output (bit lines) side by side");
  addColourBar(card, kind.stops, signed ? conductanceText(-largest) : conductanceText(0),
               conductanceText(largest));
}

// Quantiles of bytes by counting them.
function countedQuantiles(counts, total, shares) {
  return shares.map(share => {
    let seen = 0;
    return counts.findIndex(count => (seen += count) >= share * total && seen > 0);
  });
}

// Of each level: where its cells ended, as a box of quartiles in a 95 % whisker.
function levelBoxes(tile) {
  const {counts} = cellsOf(tile);
  return tile.levels.map((ideal, level) => {
    const ofLevel = counts.slice(256 * level, 256 * (level + 1));
    const total = d3.sum(ofLevel);
    const mean = tile.unit * d3.sum(ofLevel, (count, byte) => count * byte) / total;
    const at = countedQuantiles(ofLevel, total, [0.025, 0.25, 0.5, 0.75, 0.975])
      .map(byte => byte * tile.unit);
    return {level, ideal, total, mean, at};
  }).filter(({total}) => total > 0);
}

function drawLevels(card, tile) {
  const boxes = levelBoxes(tile);
  const chart = addChart(card, "programmed conductance of each level", 560, 380,
                         {left: 62, right: 14, top: 10, bottom: 46});
  const top = d3.max(boxes, box => Math.max(box.ideal, box.at[4])) || 1;
  const scale = (low, range) =>
    d3.scale.linear().domain([low, conductance(1.04 * top)]).range(range);
  const x = scale(conductance(-0.04 * top), [0, chart.width]);
  const y = scale(0, [chart.height, 0]);
  addAxis(chart, "bottom", x, `level, ${conductanceUnit}`);
  addAxis(chart, "left", y, `programmed, ${conductanceUnit}`);
  addLine(chart.plot, "ideal", x(0), y(0), x.range()[1], y.range()[1]);
  const width = Math.max(2, Math.min(22, 0.5 * chart.width / boxes.length));
  const groups = chart.plot.selectAll("g.level").data(boxes).enter().append("g")
    .attr("class", "level").attr("transform", box => `translate(${x(conductance(box.ideal))},0)`);
  const yAt = i => box => y(conductance(box.at[i]));
  groups.append("line").attr({class: "whisker", x1: 0, x2: 0, y1: yAt(0), y2: yAt(4)});
  groups.append("rect").attr({x: -width / 2, width, y: yAt(3),
                              height: box => Math.max(1, yAt(1)(box) - yAt(3)(box))})
    .style({fill: "var(--repaired)", stroke: "var(--card)"});
  groups.append("line").style("stroke-width", 2)
    .attr({class: "whisker", x1: -width / 2, x2: width / 2, y1: yAt(2), y2: yAt(2)});
  explain(groups, box => [`level ${box.level}: ${conductanceText(box.ideal)}`,
    plural(box.total, "cell"), `mean ${conductanceText(box.mean)}`,
    `95 % within ${conductanceText(box.at[0])} .. ${conductanceText(box.at[4])}`].join("\n"));
}
