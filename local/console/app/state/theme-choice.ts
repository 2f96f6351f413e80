export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'tristage-theme';

function isTheme(value: unknown): value is Theme {
  return value === 'system' || value === 'light' || value === 'dark';
}

export function storedTheme(): Theme {
  const value = localStorage.getItem(storageKey);
  return isTheme(value) ? value : 'system';
}

export function storeTheme(theme: Theme): void {
  localStorage.setItem(storageKey, theme);
}

/** The style sheet follows `data-theme`, and the system's preference where it is absent. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
