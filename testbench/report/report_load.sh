#!/usr/bin/env bash
# How long Chromium takes to open the page of a run of 1 000 dies, from the start of the navigation to the frame that
# shows all of it; its size; errors on the page and on the console. Usage: report_load.sh OUT.json [REPORT.html]
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=$(realpath -m "$1")
report=${2:-results/bars/report_1000/report.html}
chromium=$(command -v chromium || command -v google-chrome) ||
  { echo "report_load: found no chromium; install the package chromium" >&2; exit 2; }
if [[ $# -lt 2 ]]; then
  # Judged on few images, the dies meet no expectation (status 1).
  rm -rf results/bars/report_1000
  ./kintsugi run fashion_mlp --dies 0:1000 --engine fast --images 20 --out results/bars/report_1000 --quiet || test $? = 1
fi
[[ -s $report ]] || { echo "report_load: $report: cannot read this page; allowed a report.html" >&2; exit 2; }
grep -q '^</body>$' "$report" || { echo "report_load: $report: found no page of kintsugi" >&2; exit 2; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# The second frame after loading begins when the first has been drawn.
probe='<script>addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(() =>
  console.info("LOADED", Math.round(performance.now()), document.querySelectorAll("#errors li").length,
               document.querySelectorAll("*").length))));</script>'
{ sed '/^<\/body>$/,$d' "$report"; printf '%s\n</body>\n</html>\n' "$probe"; } >"$scratch/page.html"

open_page() {
  "$chromium" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --window-size=1280,2000 --enable-logging=stderr \
    --user-data-dir="$scratch/profile" --screenshot="$scratch/page.png" "file://$scratch/page.html" 2>&1 | grep CONSOLE || true
}
errors=0
times=()
for _ in 1 2 3 4 5; do
  lines=$(open_page)
  read -r ms shown elements < <(sed -n 's/.*LOADED \([0-9]*\) \([0-9]*\) \([0-9]*\).*/\1 \2 \3/p' <<<"$lines") ||
    { echo "report_load: the page did not load: $lines" >&2; exit 1; }
  errors=$((errors + shown + $(grep -vc LOADED <<<"$lines" || true)))
  times+=("$ms")
done
mapfile -t times < <(printf '%s\n' "${times[@]}" | sort -n)
mkdir -p "$(dirname "$out")"
printf '{"load_ms": %d, "slowest_ms": %d, "bytes": %d, "elements": %d, "errors": %d, "dies": %d}\n' "${times[2]}" "${times[4]}" \
  "$(stat -c %s "$report")" "$elements" "$errors" "$(grep -o '"dies":[0-9]*' "$report" | head -1 | tr -dc 0-9)" | tee "$out"
[[ $errors = 0 ]]
