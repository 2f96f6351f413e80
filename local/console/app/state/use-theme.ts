import { useEffect, useState } from 'react';
import { applyTheme, storedTheme, storeTheme, type Theme } from './theme-choice';

const darkPreference = matchMedia('(prefers-color-scheme: dark)');

/** The chosen theme, how it looks, and a way to choose. */
export function useTheme(): {
  readonly theme: Theme;
  readonly shown: 'light' | 'dark';
  readonly choose: (theme: Theme) => void;
} {
  const [theme, setTheme] = useState(storedTheme);
  const [systemIsDark, setSystemIsDark] = useState(darkPreference.matches);
  useEffect(() => {
    const listener = (event: MediaQueryListEvent): void => setSystemIsDark(event.matches);
    darkPreference.addEventListener('change', listener);
    return () => darkPreference.removeEventListener('change', listener);
  }, []);
  const choose = (next: Theme): void => {
    storeTheme(next);
    applyTheme(next);
    setTheme(next);
  };
  const systemTheme = systemIsDark ? 'dark' : 'light';
  return { theme, shown: theme === 'system' ? systemTheme : theme, choose };
}
