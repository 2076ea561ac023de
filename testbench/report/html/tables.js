// Tables: a plain one for any list, and the sortable, filterable one of the dies.
"use strict";

// columns: [{title, text(row) or fill(cell, row), number, code}]
function addTable(card, name, columns, rows) {
  const table = card.append("table").attr("class", name);
  if (columns.some(column => column.title)) {
    table.append("thead").append("tr").selectAll("th").data(columns).enter().append("th")
      .attr("class", column => column.number ? "number" : null).text(column => column.title);
  }
  const lines = table.append("tbody").selectAll("tr").data(rows).enter().append("tr")
    .classed("given", row => Boolean(row.given));
  for (const column of columns) {
    const cells = lines.append("td").classed({number: column.number, code: column.code});
    if (column.fill) {
      cells.each(function(row) { column.fill(d3.select(this), row); });
    } else {
      cells.text(column.text);
    }
  }
  return table;
}

function drawExpectations(card) {
  const label = key => key.replace(/_/g, " ");
  addTable(card, "expectations", [
    {title: "bound", text: row => label(row.key)},
    {title: "limit", number: true, text: row => String(row.limit)},
    {title: "measured", number: true, text: row => String(row.measured)},
    {title: "", fill: (cell, row) => cell.text(row.ok ? "held" : "missed")
      .classed(row.ok ? "good" : "bad", true)},
  ], summary.expectations);
}

function drawGainTable(card) {
  addTable(card, "yield-gains", [
    {title: "yield of repaired dies minus", text: row => row.label},
    {title: "points", number: true, text: row => points(1)(row.gain[0])},
    {title: "95 %", number: true, text: row => interval(row.gain.slice(1))},
  ], Object.entries(summary.yield_gain)
    .map(([over, gain]) => ({...treatmentOf[over.replace("over_", "")], gain})));
}

function drawScenario(card) {
  const groups = d3.nest().key(row => row.key.includes(".") ? row.key.split(".")[0] : "")
    .entries(run.keys);
  const columns = card.append("div").attr("class", "columns");
  for (const group of groups) {
    addTable(columns, "keys", [
      {title: group.key || "scenario", text: row => row.key.replace(/^[^.]*\./, "")},
      {title: "", code: true, text: row => row.value + (row.unit ? " " + row.unit : "")},
      {title: "", text: row => row.meaning.replace(/`/g, "")},
    ], group.values);
  }
}

function drawOrigin(card) {
  addTable(card, "origin", [
    {title: "of", text: row => row[0]},
    {title: "seed, version or digest", code: true, text: row => row[1]},
  ], [
    ...run.seeds.map(([use, seed]) => ["seed of the " + use, seed]),
    ...Object.entries(run.versions).map(([name, version]) => [name.replace(/_/g, " "), version]),
    ["charts (D3)", d3.version],
  ]);
}

function failureText(die) {
  if (die.message) return die.message;
  if (die.mismatches > 0) return plural(die.mismatches, "mismatch", "mismatches");
  return die.error_code === 0 ? "" : `${run.errors[die.error_code]}, detail ${die.error_detail}`;
}

// `value` sorts, `text` shows.
function dieColumns() {
  const number = (title, value, text) =>
    ({title, value, text: die => text(value(die)), number: true});
  const word = (title, value) => ({title, value, text: value});
  const accuracy = ({key, label}) => number(label + ", %", die => die.accuracy[key],
                                            value => value === null ? "" : fixed(2)(value));
  const predicted = when => number(`predicted ${when}, %`, die => die.predicted[when],
                                   value => value === null ? "" : fixed(2)(value));
  const clocked = timed.length > 0;
  return [
    number("die", die => die.die, String),
    ...treatments.map(accuracy),
    number("change, points", die => die.accuracy.repaired - die.accuracy.untuned, points(2)),
    word("in the end", die => die.good ? "good" : "below"),
    word("decision", die => die.outcome),
    ...(predictions === null ? [] : [
      word("outcome", die => die.ended),
      word("verdict", die => die.verdict.key),
      predicted("before"), predicted("after"),
    ]),
    number("entry", die => die.best0, String),
    number("distance", die => die.dist0, grouped),
    ...run.tuned_layers.map((_, layer) => number(
      "gain " + layerName(layer), die => realGain((die.applied[layer] || [0])[0]), fixed(3))),
    ...(clocked ? [number("cycles", die => die.cycles_total, grouped)] : []),
    ...(dies.some(failureText) ? [{...word("failure", failureText), long: true}] : []),
  ];
}

const shownAtFirst = 200;
const table = {columns: [], sort: null, down: false, shown: shownAtFirst};

function drawDieTable(card) {
  table.columns = dieColumns();
  table.sort = table.columns[0];
  const controls = card.append("div").attr("class", "controls");
  table.search = controls.append("label").text("die")
    .append("input").attr({type: "search", placeholder: "number", size: 8, "aria-label": "die"})
    .on("input", fillDieTable);
  const any = {value: "", label: "any"};
  table.outcome = addSelect(controls, "decision", [any, ...outcomes
    .filter(o => dies.some(die => die.outcome === o.name))
    .map(o => ({value: o.name, label: o.name}))], fillDieTable);
  table.verdict = addSelect(controls, "in the end", [any, {value: "good", label: "good"},
                            {value: "below", label: "below the threshold"}], fillDieTable);
  if (predictions !== null) {
    table.kind = addSelect(controls, "verdict", [any, ...verdicts
      .map(({key, label}) => ({value: key, label}))], fillDieTable);
  }
  table.count = controls.append("span").attr("class", "count");
  table.more = controls.append("button").attr("type", "button").text("show all")
    .on("click", () => { table.shown = Infinity; fillDieTable(); });
  const element = card.append("div").attr("class", "scroll").append("table").attr("class", "dies");
  table.heads = element.append("thead").append("tr").selectAll("th").data(table.columns).enter()
    .append("th").attr("class", column => column.number ? "number" : null);
  table.heads.append("button").attr("type", "button").text(column => column.title)
    .on("click", column => {
      table.down = table.sort === column ? !table.down : false;
      table.sort = column;
      fillDieTable();
    });
  table.body = element.append("tbody");
  fillDieTable();
}

function filteredDies() {
  const number = table.search.property("value").trim();
  const outcome = table.outcome.property("value");
  const verdict = table.verdict.property("value");
  const kind = table.kind ? table.kind.property("value") : "";
  return dies.filter(die => (number === "" || String(die.die) === number) &&
                            (outcome === "" || die.outcome === outcome) &&
                            (verdict === "" || (verdict === "good") === die.good) &&
                            (kind === "" || die.verdict.key === kind));
}

function fillDieTable() {
  const {sort, down, columns} = table;
  const order = down ? d3.descending : d3.ascending;
  const found = filteredDies()
    .sort((a, b) => order(sort.value(a), sort.value(b)) || a.die - b.die);
  table.heads.attr("aria-sort",
                   column => column !== sort ? null : down ? "descending" : "ascending");
  const rows = table.body.html("").selectAll("tr").data(found.slice(0, table.shown)).enter()
    .append("tr");
  for (const column of columns) {
    rows.append("td").classed({number: column.number, text: column.long}).text(column.text)
      .classed("bad", die => column.title === "in the end" && !die.good);
  }
  table.count.text(`${plural(found.length, "die")} of ${grouped(dies.length)}` +
    (found.length > table.shown ? `, the first ${grouped(table.shown)} shown` : ""));
  table.more.style("display", found.length > table.shown ? null : "none");
}

// What a click on a die in a chart does.
function showInTable(die) {
  table.search.property("value", die.die);
  table.outcome.property("value", "");
  table.verdict.property("value", "");
  if (table.kind) table.kind.property("value", "");
  fillDieTable();
  document.getElementById("dies").scrollIntoView();
}
