// Pictures of bytes on a canvas, which hold thousands of cells where marks would be too many.
"use strict";

function bytesOf(text) {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; ++i) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

// A pixel as a canvas has it, opaque.
const pixelOf = (r, g, b) => (255 << 24 | b << 16 | g << 8 | r) >>> 0;

// A canvas knows no style sheet: 256 colours between `stops`, names of page.css.
function palette(stops) {
  const style = getComputedStyle(document.documentElement);
  const scale = d3.scale.linear().domain(stops.map((_, i) => 255 * i / (stops.length - 1)))
    .range(stops.map(name => style.getPropertyValue(name).trim())).interpolate(d3.interpolateRgb);
  return d3.range(256).map(value => d3.rgb(scale(value))).map(({r, g, b}) => pixelOf(r, g, b));
}
const sequential = ["--card", "--gold", "--ink"];
const diverging = ["--fixed-gain", "--card", "--bad"];

// Those that are drawn again when light turns dark.
const pictures = [];
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const picture of pictures) {
    if (picture.node.isConnected) picture.paint();
  }
});

// [width] x [height] pixels, row by row; `pixel(i)` is a number of the palette, 0 .. 255, or
// [red, green, blue].
function addPicture(card, label, width, height, stops, pixel) {
  const canvas = card.append("canvas").attr({class: "picture", width, height, role: "img",
                                             "aria-label": label});
  const node = canvas.node();
  const paint = () => {
    const colours = palette(stops);
    const image = new ImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < pixels.length; ++i) {
      const value = pixel(i);
      pixels[i] = typeof value === "number" ? colours[value] : pixelOf(...value);
    }
    node.getContext("2d").putImageData(image, 0, 0);
  };
  pictures.push({node, paint});
  paint();
  return canvas;
}

// What stands under the pointer, by column and row of the picture.
function explainPicture(canvas, text) {
  const node = canvas.node();
  canvas.on("mousemove", () => {
    const box = node.getBoundingClientRect();
    const column = Math.floor((d3.event.clientX - box.left) / box.width * node.width);
    const row = Math.floor((d3.event.clientY - box.top) / box.height * node.height);
    if (column >= 0 && row >= 0 && column < node.width && row < node.height) {
      showTip(text(column, row));
    }
  }).on("mouseleave", hideTip);
}

// The colours from `low` to `high`, with a word for each end.
function addColourBar(card, stops, low, high) {
  const bar = card.append("div").attr("class", "colour-bar");
  bar.append("span").text(low);
  addPicture(bar, `colours from ${low} to ${high}`, 256, 1, stops, i => i);
  bar.append("span").text(high);
}
