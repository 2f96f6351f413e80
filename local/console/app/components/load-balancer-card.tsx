import { type ReactNode } from 'react';
import { type ConsoleListener, type ConsoleLoadBalancer, type HttpRates } from '../../protocol';
import { CopyButton } from './copy-button';
import { HttpRatesView } from './http-rates';

function Listener({ listener, of }: { readonly listener: ConsoleListener; readonly of: string }): ReactNode {
  const { protocol, port, address, url } = listener;
  const shown = url ?? address;
  return (
    <li className="listener">
      <span>
        {protocol} {port}
      </span>
      {url === undefined ? (
        <code className="value">{address}</code>
      ) : (
        <a className="mono value" href={url} target="_blank" rel="noreferrer">
          {url}
        </a>
      )}
      <CopyButton what={`address of ${of}, ${protocol} ${port}`} text={() => Promise.resolve(shown)} />
    </li>
  );
}

export function LoadBalancerCard({
  loadBalancer,
  rates,
}: {
  readonly loadBalancer: ConsoleLoadBalancer;
  readonly rates: HttpRates | undefined;
}): ReactNode {
  const { arn, name, stackId, type, internal, listeners } = loadBalancer;
  return (
    <article className="card load-balancer" aria-labelledby={arn}>
      <header>
        <h3 id={arn}>{name}</h3>
        <span className="muted">{stackId}</span>
        <span className="badge badge-quiet">{type}</span>
        <span className={internal ? 'badge badge-quiet' : 'badge'}>{internal ? 'internal' : 'internet-facing'}</span>
      </header>
      <ul className="listeners" aria-label={`Listeners of ${name}`}>
        {listeners.map((listener) => (
          <Listener key={listener.arn} listener={listener} of={name} />
        ))}
      </ul>
      {type === 'application' ? (
        <HttpRatesView rates={rates} of={name} />
      ) : (
        <p className="muted">Passes on connections; it sees no requests to count.</p>
      )}
    </article>
  );
}
