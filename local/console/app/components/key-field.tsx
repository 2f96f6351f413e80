import { type ReactNode, useState } from 'react';
import { type ConsoleApiKey } from '../../protocol';
import { fetchApiKeys } from '../state/api-keys';
import { CopyButton } from './copy-button';

/** The first key of an API: hidden until asked for, and not even sent to the page before. */
export function KeyField({ apiId }: { readonly apiId: string }): ReactNode {
  const [shown, setShown] = useState<ConsoleApiKey>();
  const [problem, setProblem] = useState('');
  const load = async (): Promise<ConsoleApiKey> => {
    const [key] = await fetchApiKeys(apiId);
    if (!key) throw new Error('this API has no key');
    return key;
  };
  const show = (): void => {
    setProblem('');
    load().then(setShown, (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  const expiry = shown && `expires ${new Date(shown.expiresMs).toLocaleDateString(undefined, { dateStyle: 'medium' })}`;
  return (
    <span className="key-field">
      <code className="value" data-testid="api-key" title={expiry}>
        {shown ? shown.value : 'da2-••••••••••••'}
      </code>
      <span className="actions">
        <button
          type="button"
          className="button small"
          aria-label={shown ? 'Hide API key' : 'Show API key'}
          onClick={() => (shown ? setShown(undefined) : show())}
        >
          {shown ? 'Hide' : 'Show'}
        </button>
        <CopyButton what="API key" text={() => load().then((key) => key.value)} />
      </span>
      {problem && (
        <span role="alert" className="problem">
          {problem}
        </span>
      )}
    </span>
  );
}
