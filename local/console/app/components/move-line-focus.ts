import { type KeyboardEvent } from 'react';

/** Arrow up and down move the focus over the lines of a list, each the `summary` of its details; from the list to its last. */
export function moveLineFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  const lines = [...event.currentTarget.querySelectorAll('summary')];
  const current = lines.findIndex((line) => line === document.activeElement);
  const next = current < 0 ? lines.length - 1 : current + (event.key === 'ArrowUp' ? -1 : 1);
  event.preventDefault();
  lines[Math.min(Math.max(next, 0), lines.length - 1)]?.focus();
}
