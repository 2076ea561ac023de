#!/usr/bin/env bash
# Draws a wave as GTKWave shows it, without a screen: what one sees is what a test or a page gets.
# usage: testbench/waves/render.sh WAVE.fst VIEW.gtkw OUT.png
# Needs Xvfb, xwd (x11-apps), convert (imagemagick) and gtkwave. Fails when the window stays empty.
set -euo pipefail
[[ $# -eq 3 ]] || { echo "usage: $0 WAVE.fst VIEW.gtkw OUT.png" >&2; exit 2; }
scratch=$(mktemp -d)
children=()
trap 'kill "${children[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$scratch"' EXIT

# Xvfb picks a free display and says which. Without -noreset it begins anew behind a look that comes and goes
# before GTKWave, which it may then refuse.
mkfifo "$scratch/display"
Xvfb -displayfd 3 -noreset -screen 0 1600x1000x24 -nolisten tcp 3>"$scratch/display" 2>"$scratch/xvfb.log" &
children+=($!)
read -r number <"$scratch/display"
export DISPLAY=:$number HOME=$scratch NO_AT_BRIDGE=1
gtkwave --dump "$1" --save "$2" --rcvar 'splash_disable on' >"$scratch/gtkwave.log" 2>&1 &
children+=($!)

# The picture is taken when two looks in a row are the same and show more than a few colours.
look() { xwd -root -silent | convert xwd:- "png:$1" 2>/dev/null; }
before=
for _ in $(seq 60); do
  kill -0 "${children[1]}" 2>/dev/null || { cat "$scratch/gtkwave.log" >&2; exit 1; }
  # A look while the window is being made may fail.
  look "$scratch/now.png" || { read -r -t 0.5 <> <(:) || true; continue; }
  colours=$(convert "$scratch/now.png" -format %k info:)
  sum=$(convert "$scratch/now.png" rgb:- | cksum)
  if [[ $sum = "$before" && $colours -gt 60 ]]; then
    mv "$scratch/now.png" "$3"
    exit 0
  fi
  before=$sum
  read -r -t 0.5 <> <(:) || true
done
echo "$0: GTKWave drew nothing within half a minute" >&2
exit 1
