// Line charts in the page's own colours, on its light and its dark ground, and on paper.
(function () {
  "use strict";

  const charts = [];
  const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat("en", { maximumFractionDigits: 1, notation: "compact" });
  const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

  function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function dataset(line, number, said) {
    const last = said.labels.length - 1;
    return {
      label: line.name,
      data: line.values,
      isBefore: line.isBefore,
      borderDash: line.isBefore ? [4, 4] : DASHES[number % DASHES.length],
      borderWidth: line.isBefore ? 1.5 : 2,
      pointRadius: last === 0 ? 4 : 0,
      pointHoverRadius: 4,
      pointHitRadius: 12,
      // The line itself lies above the one that it is compared with.
      order: line.isBefore ? 1 : 0,
      fill: number === 0 ? "origin" : false,
      spanGaps: true,
      // The last day is not over.
      segment: {
        borderDash: function (part) { return said.isOpen && part.p1DataIndex === last ? [3, 3] : undefined; },
      },
      tension: 0,
    };
  }

  function options(said) {
    return {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      layout: { padding: { right: 8, top: 8 } },
      plugins: {
        legend: { display: false },
        tooltip: {
          padding: 10,
          boxPadding: 4,
          displayColors: false,
          callbacks: {
            title: function (items) { return said.titles[items[0].dataIndex]; },
            label: function (item) { return item.dataset.label + ": " + said.texts[item.datasetIndex][item.dataIndex]; },
          },
        },
      },
      scales: {
        x: {
          grid: { display: false },
          ticks: { autoSkipPadding: 24, maxRotation: 0 },
        },
        y: {
          beginAtZero: true,
          border: { display: false },
          ticks: {
            maxTicksLimit: 6,
            callback: function (value) {
              const text = Math.abs(value) < 10000 ? numbers.format(value) : short.format(value);
              return said.unit ? text + "\u202f" + said.unit : text;
            },
          },
        },
      },
    };
  }

  function paint(chart) {
    const text = color("--a-text");
    chart.data.datasets.forEach(function (set, number) {
      const own = set.isBefore ? color("--a-before") : color("--a-line-" + (number % 4 + 1));
      set.borderColor = set.pointBackgroundColor = own;
      set.backgroundColor = color("--a-fill");
    });
    chart.options.scales.x.ticks.color = chart.options.scales.y.ticks.color = text;
    chart.options.scales.x.border = { color: color("--a-grid") };
    chart.options.scales.y.grid = { color: color("--a-grid"), tickLength: 0 };
    chart.options.plugins.tooltip.backgroundColor = color("--a-tip");
    chart.options.plugins.tooltip.titleColor = chart.options.plugins.tooltip.bodyColor = color("--a-tip-text");
    chart.update("none");
  }

  function repaint() { charts.forEach(paint); }

  function draw(canvas) {
    const said = JSON.parse(canvas.dataset.lineChart);
    const sets = said.lines.map(function (line, number) { return dataset(line, number, said); });
    const chart = new Chart(canvas, { type: "line", data: { labels: said.labels, datasets: sets }, options: options(said) });
    charts.push(chart);
    paint(chart);
  }

  // Paper is white, and narrower than most screens.
  let wasDark = false;

  function toPaper() {
    wasDark = document.documentElement.classList.contains("dark");
    document.documentElement.classList.remove("dark");
    repaint();
    charts.forEach(function (chart) { chart.resize(620, 240); });
  }

  function fromPaper() {
    document.documentElement.classList.toggle("dark", wasDark);
    repaint();
    charts.forEach(function (chart) { chart.resize(); });
  }

  // Where a week is wider than the screen, what stands in it is shown rather than its empty nights.
  function showFirst(week) {
    const filled = Array.from(week.querySelectorAll("td[title]"), function (cell) { return cell.offsetLeft; });
    if (filled.length) week.parentElement.scrollLeft = Math.min.apply(null, filled) - 56;
  }

  window.addEventListener("load", function () {
    if (typeof Chart === "undefined") return;
    Chart.defaults.font.family = "Inter, sans-serif";
    Chart.defaults.font.size = 12;
    document.querySelectorAll("canvas[data-line-chart]").forEach(draw);
    document.querySelectorAll(".a-week").forEach(showFirst);
    new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["class"] });
    window.addEventListener("beforeprint", toPaper);
    window.addEventListener("afterprint", fromPaper);
  });

  // A small window that is open closes by Escape, or by a click beside it.
  function closeAll(event) {
    document.querySelectorAll("details.a-help[open], details.a-drop[open]").forEach(function (open) {
      if (event.type === "keydown" || !open.contains(event.target)) open.open = false;
    });
  }
  document.addEventListener("click", closeAll);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") closeAll(event); });
})();
