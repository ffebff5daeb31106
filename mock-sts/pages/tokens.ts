/**
 * The design tokens of every page: the only file that knows a colour or a size. Contrast: text 4.5:1 or better, controls and marks 3:1
 * or better, in both themes.
 */
export const tokens = `
:root {
  color-scheme: light dark;

  /* type: system fonts only; rem, so that the reader's own text size counts */
  --font-text: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --font-data: ui-monospace, "SF Mono", SFMono-Regular, Menlo, "Cascadia Mono", Consolas, "Liberation Mono", monospace;
  --size-1: 0.75rem;    /* 12: labels, table heads, tags; nothing is smaller */
  --size-2: 0.8125rem;  /* 13: data, dense tables */
  --size-3: 0.875rem;   /* 14: text */
  --size-4: 1rem;       /* 16: section headings */
  --size-5: 1.25rem;    /* 20: page headings */
  --size-6: 1.625rem;   /* 26: the one figure or sentence of a page */
  --line-tight: 1.25;
  --line-data: 1.5;
  --line-text: 1.55;
  --weight-text: 400;
  --weight-label: 500;
  --weight-head: 600;

  /* space: steps of 4 px */
  --space-1: 0.25rem;
  --space-2: 0.5rem;
  --space-3: 0.75rem;
  --space-4: 1rem;
  --space-5: 1.5rem;
  --space-6: 2rem;
  --space-7: 3rem;

  --radius-1: 3px;      /* marks, tags */
  --radius-2: 6px;      /* controls */
  --radius-3: 10px;     /* panels */
  --row: 2.25rem;       /* a dense row */
  --control: 2rem;      /* a control; 2.75rem where the pointer is coarse */
  --side: 13.5rem;
  --bar: 2.75rem;

  --motion: 120ms ease-out;

  /* light */
  --canvas: #f6f7f9;
  --surface: #ffffff;
  --sunken: #f0f2f5;
  --hover: #eceff4;
  --line: #dfe3e9;
  --edge: #7f8899;      /* borders of controls */
  --text: #161a22;
  --text-2: #454e5d;
  --text-3: #5b6473;
  --accent: #2c50cf;
  --accent-strong: #2341ad;
  --accent-soft: #e8edfc;
  --on-accent: #ffffff;
  --bad: #ae1f2a;
  --bad-mark: #c72c37;
  --bad-soft: #fdeeed;
  --on-bad: #ffffff;
  --warn: #7d4b00;
  --warn-mark: #a66a0a;
  --warn-soft: #fcf3df;
  --good: #14623a;
  --good-mark: #23804d;
  --good-soft: #e6f4eb;
  --shadow: 0 1px 2px rgb(22 26 34 / 6%);
  --shadow-float: 0 8px 28px rgb(22 26 34 / 16%), 0 1px 3px rgb(22 26 34 / 12%);
}

@media (prefers-color-scheme: dark) {
  :root {
    --canvas: #0e1116;
    --surface: #151920;
    --sunken: #1b2029;
    --hover: #222834;
    --line: #29303b;
    --edge: #717c8d;
    --text: #e9ecf1;
    --text-2: #b8c0cc;
    --text-3: #98a2b2;
    --accent: #92aaff;
    --accent-strong: #b3c4ff;
    --accent-soft: #1d2745;
    --on-accent: #0c1330;
    --bad: #ff9f9b;
    --bad-mark: #ff8a86;
    --bad-soft: #351a1e;
    --on-bad: #2b0a0c;
    --warn: #f0c169;
    --warn-mark: #dba63f;
    --warn-soft: #2f2511;
    --good: #86d6a5;
    --good-mark: #56bf85;
    --good-soft: #142c1f;
    --shadow: none;
    --shadow-float: 0 10px 32px rgb(0 0 0 / 60%), 0 0 0 1px rgb(255 255 255 / 6%);
  }
}

@media (pointer: coarse) { :root { --control: 2.75rem; --row: 2.75rem; } }
@media (prefers-reduced-motion: reduce) { :root { --motion: 0ms; } }
`
