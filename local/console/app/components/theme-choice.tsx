import { type ReactNode } from 'react';
import { type Theme } from '../state/theme-choice';

const next: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const labels: Readonly<Record<Theme, string>> = { system: 'Auto', light: 'Light', dark: 'Dark' };

export function ThemeChoice({
  theme,
  choose,
}: {
  readonly theme: Theme;
  readonly choose: (theme: Theme) => void;
}): ReactNode {
  return (
    <button
      type="button"
      className="theme-choice"
      aria-label={`Theme: ${labels[theme]}. Change to ${labels[next[theme]]}`}
      onClick={() => choose(next[theme])}
    >
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
      </svg>
      {labels[theme]}
    </button>
  );
}
