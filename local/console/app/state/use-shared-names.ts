import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { type ExampleNames } from '../graphql/examples';

const fields = ['groupId', 'domain', 'hostId'] as const;

function isNames(value: unknown): value is ExampleNames {
  return (
    typeof value === 'object' &&
    value !== null &&
    fields.every((field) => typeof Reflect.get(value, field) === 'string')
  );
}

function subscribe(listener: () => void): () => void {
  // The browser tells it to all tabs but the one that wrote; that one tells itself below.
  addEventListener('storage', listener);
  return () => removeEventListener('storage', listener);
}

function readNames(text: string | null, session: string): ExampleNames | undefined {
  if (text === null) return undefined;
  const stored: unknown = JSON.parse(text);
  if (typeof stored !== 'object' || stored === null) return undefined;
  if (Reflect.get(stored, 'session') !== session) return undefined;
  const names: unknown = Reflect.get(stored, 'names');
  return isNames(names) ? names : undefined;
}

/**
 * The names of the group that was created last in any tab of this browser, undefined before the first; a server that has
 * started again has its own.
 */
export function useSharedNames(
  apiId: string,
  session: string,
): readonly [ExampleNames | undefined, (names: ExampleNames) => void] {
  const key = `tristage-names-${apiId}`;
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(key));
  const names = useMemo(() => readNames(text, session), [text, session]);
  const share = useCallback(
    (next: ExampleNames) => {
      localStorage.setItem(key, JSON.stringify({ session, names: next }));
      dispatchEvent(new StorageEvent('storage', { key }));
    },
    [key, session],
  );
  return [names, share];
}
