import { createContext, useContext, useSyncExternalStore } from 'react';
import { type ConsoleState, type ConsoleStore } from './console-store';

const StoreContext = createContext<ConsoleStore | undefined>(undefined);

export const StoreProvider = StoreContext.Provider;

export function useConsoleStore(): ConsoleStore {
  const store = useContext(StoreContext);
  if (!store) throw new Error('useConsoleStore: must be used below StoreProvider');
  return store;
}

export function useConsole(): ConsoleState {
  const store = useConsoleStore();
  return useSyncExternalStore(store.subscribe, store.state);
}
