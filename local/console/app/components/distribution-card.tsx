import { type ReactNode } from 'react';
import { type ConsoleDistribution, type EdgeRates } from '../../protocol';
import { CopyButton } from './copy-button';
import { HttpRatesView } from './http-rates';

export function DistributionCard({
  distribution,
  rates,
}: {
  readonly distribution: ConsoleDistribution;
  readonly rates: EdgeRates | undefined;
}): ReactNode {
  const { id, stackId, aliases, url } = distribution;
  const [name = id, ...others] = aliases;
  return (
    <article className="card load-balancer" aria-labelledby={`distribution-${id}`}>
      <header>
        <h3 id={`distribution-${id}`}>{name}</h3>
        <span className="muted">{stackId}</span>
        {aliases.length > 0 && <span className="badge badge-quiet mono">{id}</span>}
      </header>
      <ul className="listeners" aria-label={`Addresses of ${name}`}>
        <li className="listener">
          <span>HTTP</span>
          <a className="mono value" href={url} target="_blank" rel="noreferrer">
            {url}
          </a>
          <CopyButton what={`address of ${name}`} text={() => Promise.resolve(url)} />
        </li>
        {others.map((alias) => (
          <li key={alias} className="listener">
            <span>Alias</span>
            <code className="value">{alias}</code>
          </li>
        ))}
      </ul>
      <HttpRatesView rates={rates} of={name} hitRatio={rates?.hitRatio ?? null} />
    </article>
  );
}
