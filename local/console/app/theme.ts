import { applyTheme, storedTheme } from './state/theme-choice';

// A script of its own, before the page is drawn, so that a chosen theme never flashes the other one.
applyTheme(storedTheme());
