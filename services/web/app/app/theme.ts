export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'theme';

export function parseTheme(text: string | null): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}

/** The theme that this viewer chose; `system` where the browser keeps no storage. */
export function readTheme(): Theme {
  return parseTheme(withStorage((storage) => storage.getItem(storageKey)) ?? null);
}

/** Draws the page in a theme, now and on later visits where the browser has storage. */
export function storeTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
  withStorage((storage) => {
    if (theme === 'system') storage.removeItem(storageKey);
    else storage.setItem(storageKey, theme);
  });
}

/** Browsers that block storage throw when it is touched; the choice then lasts for this page. */
function withStorage<Result>(use: (storage: Storage) => Result): Result | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}
