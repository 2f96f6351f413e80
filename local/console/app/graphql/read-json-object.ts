/**
 * Reads what the reader typed into an editor for a JSON object; nothing typed is nothing.
 * @throws Error that names `what` when it is not JSON or no object
 */
export function readJsonObject(text: string, what: string): Readonly<Record<string, unknown>> | undefined {
  if (text.trim() === '') return undefined;
  const value = parse(text, what);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${what}: must be a JSON object`);
  }
  // An object that JSON.parse made has string keys only.
  return value as Readonly<Record<string, unknown>>;
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${what}: must be JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
