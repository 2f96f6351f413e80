import { type ReactNode, useEffect, useState } from 'react';

const shownForMs = 1500;

type Outcome = 'idle' | 'copied' | 'failed';
const words: Readonly<Record<Outcome, string>> = { idle: 'Copy', copied: 'Copied', failed: 'Failed' };

/** Copies `text` to the clipboard and says for a moment whether it did. `what` names it to readers of screens. */
export function CopyButton({ text, what }: { readonly text: () => Promise<string>; readonly what: string }): ReactNode {
  const [outcome, setOutcome] = useState<Outcome>('idle');
  useEffect(() => {
    if (outcome === 'idle') return undefined;
    const timer = setTimeout(() => setOutcome('idle'), shownForMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (): void => {
    text()
      .then((value) => navigator.clipboard.writeText(value))
      .then(
        () => setOutcome('copied'),
        () => setOutcome('failed'),
      );
  };
  return (
    <button type="button" className="button small copy" aria-label={`Copy ${what}`} onClick={copy}>
      <span aria-live="polite">{words[outcome]}</span>
    </button>
  );
}
