/** The editor's tabs and sizes, until the browser's tab is closed: what was typed stays out of the profile on disk. */
export const sessionOnlyStorage = {
  getItem: (key: string): string | null => sessionStorage.getItem(key),
  setItem: (key: string, value: string): void => sessionStorage.setItem(key, value),
  removeItem: (key: string): void => sessionStorage.removeItem(key),
  clear: (): void => sessionStorage.clear(),
  get length(): number {
    return sessionStorage.length;
  },
};
