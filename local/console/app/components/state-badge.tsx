import { type ReactNode } from 'react';

const good = new Set(['healthy', 'running', 'completed']);
const bad = new Set(['unhealthy', 'failed']);

/** A state in the words of AWS, lower-case: a colour alone would tell nothing to some readers. */
export function StateBadge({ state }: { readonly state: string }): ReactNode {
  const word = state.toLowerCase().replaceAll('_', ' ');
  const tone = good.has(word) ? 'good' : bad.has(word) ? 'bad' : 'quiet';
  return <span className={`state state-${tone}`}>{word}</span>;
}
