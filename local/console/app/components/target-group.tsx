import { type ReactNode } from 'react';
import { type ConsoleTargetGroup, type HttpRates } from '../../protocol';
import { HttpRatesView } from './http-rates';
import { StateBadge } from './state-badge';

/** A target group with the health of its targets and its rates. `places`: rows kept free for as many targets. */
export function TargetGroup({
  group: { name, targets, problem },
  rates,
  places,
}: {
  readonly group: ConsoleTargetGroup;
  readonly rates: HttpRates | undefined;
  readonly places: number;
}): ReactNode {
  const missing = Math.max(0, places - targets.length);
  const none = problem ?? 'no target: calls are answered 503';
  return (
    <section className="target-group" aria-label={`Target group ${name}`}>
      <h4>
        <span className="muted">Target group</span> {name}
      </h4>
      <ul className="targets">
        {targets.map(({ address, state, reason }) => (
          <li key={`${address} ${state}`} className="target">
            <code>{address}</code>
            <StateBadge state={state} />
            <span className="muted target-reason" title={reason}>
              {reason}
            </span>
          </li>
        ))}
        {Array.from({ length: missing }, (_, place) => (
          <li key={`missing ${place}`} className={problem === undefined ? 'target muted' : 'target problem'}>
            {place === 0 && targets.length === 0 ? none : '–'}
          </li>
        ))}
      </ul>
      <HttpRatesView rates={rates} of={`target group ${name}`} />
    </section>
  );
}
