import { type ReactNode, useMemo, useState } from 'react';
import { groupSystems, type SystemGroup } from '../../group-systems';
import { type ConsoleApi } from '../../protocol';
import { CopyButton } from '../components/copy-button';
import { EmptyState } from '../components/empty-state';
import { countOf } from '../components/format';
import { KeyField } from '../components/key-field';
import { ResourceTree } from '../components/resource-tree';
import { fetchApiKeys } from '../state/api-keys';
import { useConsole } from '../state/store-context';

async function curlOf({ apiId, graphqlUrl }: ConsoleApi): Promise<string> {
  const [key] = await fetchApiKeys(apiId);
  const body = JSON.stringify({ query: '{ __schema { queryType { name } } }' });
  return [
    `curl -s '${graphqlUrl}'`,
    `  -H 'content-type: application/json'`,
    `  -H 'x-api-key: ${key?.value ?? ''}'`,
    `  -d '${body}'`,
  ].join(' \\\n');
}

function Address({
  label,
  url,
  name,
  children,
}: {
  readonly label: string;
  readonly url: string;
  /** What is there, where the label does not say. */
  readonly name?: string | undefined;
  readonly children?: ReactNode;
}) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <span className="value">
          <code>{url}</code> {name !== undefined && <span className="muted">{name}</span>}
        </span>
        <span className="actions">
          <CopyButton
            what={name === undefined ? `${label} address` : `address of ${name}, ${label}`}
            text={() => Promise.resolve(url)}
          />
          {children}
        </span>
      </dd>
    </>
  );
}

function Api({ api }: { readonly api: ConsoleApi }): ReactNode {
  return (
    <section className="api" aria-label={api.name}>
      <h3>
        {api.name} <span className="muted mono">{api.apiId}</span>
      </h3>
      <dl className="addresses">
        <Address label="GraphQL" url={api.graphqlUrl} />
        <Address label="Realtime" url={api.realtimeUrl} />
        <dt>API key</dt>
        <dd>
          <KeyField apiId={api.apiId} />
        </dd>
        <dt>curl</dt>
        <dd>
          <span className="muted">A first request, with the key filled in</span>
          <span className="actions">
            <CopyButton what="curl command" text={() => curlOf(api)} />
          </span>
        </dd>
      </dl>
    </section>
  );
}

function Resources({ system }: { readonly system: SystemGroup }): ReactNode {
  const [filter, setFilter] = useState('');
  const shown = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    if (wanted === '') return system.resources;
    return system.resources.filter(({ path, type, id }) => `${path} ${type} ${id}`.toLowerCase().includes(wanted));
  }, [system.resources, filter]);
  return (
    <section className="resources" aria-label={`Resources of ${system.title}`}>
      <div className="resources-bar">
        <h3>Resources</h3>
        <input
          type="search"
          value={filter}
          placeholder="Filter by path, type or id"
          aria-label={`Filter the resources of ${system.title}`}
          onChange={(event) => setFilter(event.target.value)}
        />
        <span className="muted count" role="status">
          {shown.length} of {system.resources.length}
        </span>
      </div>
      {shown.length > 0 ? (
        // A new filter opens what it finds, so the tree starts afresh.
        <ResourceTree key={filter === '' ? 'all' : 'found'} resources={shown} open={filter !== ''} />
      ) : (
        <EmptyState title="No resource matches">Clear the filter to see all of them.</EmptyState>
      )}
    </section>
  );
}

function System({ system }: { readonly system: SystemGroup }): ReactNode {
  const { title, stage, stackIds, resources, apis, endpoints, unsupported } = system;
  const idle = unsupported.reduce((sum, { count }) => sum + count, 0);
  return (
    <article className="card system" aria-labelledby={`system-${title}`}>
      <header>
        <h2 id={`system-${title}`}>{title}</h2>
        <span className="badge">{stage}</span>
        <span className="muted">
          {stackIds.length > 1 && `${countOf(stackIds.length, 'stack')}, `}
          {countOf(resources.length, 'resource')}
        </span>
      </header>
      {apis.map((api) => (
        <Api key={api.apiId} api={api} />
      ))}
      {endpoints.length > 0 && (
        <dl className="addresses">
          {endpoints.map(({ label, url, name }) => (
            <Address key={`${label} ${url}`} label={label} url={url} name={name} />
          ))}
        </dl>
      )}
      <Resources system={system} />
      {idle > 0 && (
        <details className="unsupported">
          <summary>Deployed, but nothing to run on this machine: {idle}</summary>
          <ul>
            {unsupported.map(({ type, count }) => (
              <li key={type}>
                <code>{type}</code> <span className="muted">× {count}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

export function SystemsPage(): ReactNode {
  const { snapshot } = useConsole();
  if (!snapshot) return <p className="muted">Asking the server…</p>;
  if (snapshot.systems.length === 0) {
    return (
      <EmptyState title="Nothing is running">
        Start a system with <code>npm start -- mesh</code>; it shows up here.
      </EmptyState>
    );
  }
  return (
    <div className="systems">
      {groupSystems(snapshot.systems).map((system) => (
        <System key={system.title} system={system} />
      ))}
    </div>
  );
}
