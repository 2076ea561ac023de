// The test program as the controller holds it: images, signature, features, codebook, registers.
"use strict";

const program = run.program;

function drawProgramImages(card) {
  const [channels, height, width] = program.shape;
  const list = card.append("ul").attr("class", "thumbnails");
  for (const [i, image] of program.images.entries()) {
    const item = list.append("li");
    const codes = bytesOf(image.codes);
    const grey = code => Math.round(255 * code / program.largest_code);
    const pixel = channels === 3
      ? p => [0, 1, 2].map(c => grey(codes[c * width * height + p]))
      : p => [grey(codes[p]), grey(codes[p]), grey(codes[p])];
    addPicture(item, "test image " + i, width, height, sequential, pixel);
    item.append("span").text(`label ${image.label}`);
    item.append("span").attr("class", "count").text(`image ${image.index}`);
  }
}

const signed = value => (value > 0 ? "+" : "") + fixed(0)(value);
const q8 = value => fixed(2)(value / 256);  // points

function drawSignatureLayout(card) {
  let from = 3 * program.signature.length;
  const rows = program.signature.map((layer, l) => {
    const row = {...layer, layer: l, from};
    from += layer.channels;
    return row;
  });
  addTable(card.append("div").attr("class", "scroll"), "signature", [
    {title: "layer", text: row => row.name},
    {title: "channels", number: true, text: row => grouped(row.channels)},
    {title: "values each", number: true, text: row => grouped(row.beats)},
    {title: "values an image", number: true, text: row => grouped(row.channels * row.beats)},
    {title: "statistics", text: row =>
      `${3 * row.layer} .. ${3 * row.layer + 2}, ${row.from} .. ${row.from + row.channels - 1}`},
    {title: "nominal sum", number: true, text: row => grouped(row.nominal_sum)},
  ], rows);
}

// Rows are features, columns statistics: a weight is red above zero and blue below.
function drawProjection(card) {
  const weights = Int8Array.from(bytesOf(program.projection));
  const {features: count} = program;
  const statistics = weights.length / count;
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1);
  const weight = (statistic, feature) => weights[statistic * count + feature];
  const canvas = addPicture(card, "weights of the projection", statistics, count, diverging,
    i => Math.round(127.5 + 127.5 * weight(i % statistics, Math.floor(i / statistics)) / largest));
  canvas.style("height", 16 * count + "px");
  explainPicture(canvas, (statistic, feature) => `statistic ${statistic}, feature ${feature}\n` +
    `weight ${signed(weight(statistic, feature))}`);
  addColourBar(card, diverging, signed(-largest), signed(largest));
  addTable(card, "features", [
    {title: "feature", text: (_, i) => String(i)},
    {title: "mean taken off", number: true, text: row => signed(row.mean)},
    {title: "weight in the distance", number: true, text: row => grouped(row.weight)},
    ...(program.after ? [{title: "slope of the retest's prediction", number: true,
                          text: row => signed(row.slope)}] : []),
  ], program.mean.map((mean, i) => ({mean, weight: program.distance_weight[i],
                                     slope: program.after && program.after.slopes[i]})));
}

function drawCodebook(card) {
  const tried = d3.nest().key(die => die.best0).rollup(list => list.length).map(dies);
  addTable(card.append("div").attr("class", "scroll"), "codebook", [
    {title: "entry", number: true, text: row => String(row.entry)},
    {title: "nearest to dies", number: true, text: row => grouped(tried[row.entry] || 0)},
    ...(program.predicts
      ? [{title: "predicts now, points", number: true, text: row => q8(row.now.base)},
         {title: "after repair", number: true, text: row => q8(row.forecast.base)}]
      : [{title: "decision", text: row => run.decisions[row.decision]}]),
    ...run.tuned_layers.map((name, l) => ({title: name + ", gain", number: true, text: row =>
      fixed(3)(realGain(row.base[l][0])) +
      (row.base[l][1] === 0 ? "" : " " + signed(row.base[l][1]))})),
    {title: "centroid", code: true, text: row => row.centroid.map(signed).join(" ")},
  ], program.codebook.map((entry, i) => ({...entry, ...run.codebook[i], entry: i})));
}

function limitRows() {
  const byName = Object.fromEntries(program.registers.map(([name, , data]) => [name, data]));
  const limits = run.predictions ? Object.entries(run.predictions.limits) : [];
  return [
    ...limits.map(([name, accuracy]) =>
      [`${name}: predicted accuracy at least`, percent(accuracy)]),
    ["REJECT: distance above", grouped(program.reject_distance)],
    ["gain", `${fixed(3)(realGain(program.gain[0]))} .. ${fixed(3)(realGain(program.gain[1]))}`],
    ["offset, accumulator LSB", `${fixed(0)(program.offset[0])} .. ${fixed(0)(program.offset[1])}`],
    ["further entries tried", String(program.fallbacks)],
    ["longest wait for an image, cycles", grouped(byName.IMAGE_TIMEOUT)],
  ];
}

const hex = (value, digits) => "0x" + value.toString(16).padStart(digits, "0");

function drawProgram(card) {
  const part = (parent, title, draw) => {
    const box = parent.append("div");
    box.append("h3").text(title);
    draw(box);
    return box;
  };
  part(card, "Images, in the order in which they are played", drawProgramImages);
  const halves = card.append("div").attr("class", "halves");
  const left = halves.append("div");
  const right = halves.append("div");
  part(left, "Signature", drawSignatureLayout);
  part(left, "Limits", box => addTable(box, "limits", [
    {title: "", text: row => row[0]}, {title: "", number: true, text: row => row[1]},
  ], limitRows()));
  part(right, `Features: weights of ${plural(program.statistics, "statistic")}` +
       (program.scatter ? " and the scatter of each layer" : ""), drawProjection);
  part(card, "Codebook", drawCodebook);
  const registers = card.append("div").attr("class", "halves");
  part(registers, "Registers", box => addTable(box.append("div").attr("class", "scroll short"),
    "registers", [
      {title: "register", text: row => row[0]},
      {title: "address", code: true, text: row => hex(row[1], 4)},
      {title: "holds", code: true, text: row => hex(row[2], 8)},
    ], program.registers));
  part(registers, "Memories", box => addTable(box, "memories", [
    {title: "memory", text: row => row[0]},
    {title: "words written", number: true, text: row => grouped(row[1])},
    {title: "of", number: true, text: row => grouped(row[2])},
    {title: "share", number: true, text: row => fixed(0)(100 * row[1] / row[2]) + " %"},
  ], program.memories));
}
