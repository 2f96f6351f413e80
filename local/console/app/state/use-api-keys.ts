import { useEffect, useState } from 'react';
import { type ConsoleApiKey } from '../../protocol';
import { fetchApiKeys } from './api-keys';

export interface ApiKeys {
  readonly keys: readonly ConsoleApiKey[] | undefined;
  readonly problem: string | undefined;
}

/** The keys of `apiId`, asked for once. */
export function useApiKeys(apiId: string): ApiKeys {
  const [answer, setAnswer] = useState<ApiKeys>({ keys: undefined, problem: undefined });
  useEffect(() => {
    let current = true;
    fetchApiKeys(apiId).then(
      (keys) => current && setAnswer({ keys, problem: undefined }),
      (error: unknown) => current && setAnswer({ keys: undefined, problem: String(error) }),
    );
    return () => {
      current = false;
    };
  }, [apiId]);
  return answer;
}
