/** Results of a pure function of text, the least recently used dropped beyond `capacity`. Errors are not kept. */
export function cached<T>(compute: (text: string) => T, capacity = 1000): (text: string) => T {
  const results = new Map<string, T>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) {
      results.delete(text);
      results.set(text, known);
      return known;
    }
    const result = compute(text);
    results.set(text, result);
    if (results.size > capacity) {
      const [oldest] = results.keys();
      if (oldest !== undefined) results.delete(oldest);
    }
    return result;
  };
}
