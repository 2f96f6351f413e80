import { type ReactNode } from 'react';

const width = 120;
const height = 32;

/** The values of the last minute as a line; gaps where a second has no value. Decoration: the number beside it says the same. */
export function Sparkline({ values }: { readonly values: readonly (number | null)[] }): ReactNode {
  const highest = Math.max(1e-9, ...values.map((value) => value ?? 0));
  const step = width / Math.max(1, values.length - 1);
  let drawing = false;
  const line = values
    .map((value, index) => {
      if (value === null) {
        drawing = false;
        return '';
      }
      const command = drawing ? 'L' : 'M';
      drawing = true;
      // A lone second draws as a dot, which needs a second point.
      const next = values[index + 1] ?? null;
      const y = (height - 2 - (value / highest) * (height - 4)).toFixed(1);
      const x = (index * step).toFixed(1);
      return `${command}${x} ${y}${command === 'M' && next === null ? `h0.1` : ''}`;
    })
    .join('');
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={line} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
