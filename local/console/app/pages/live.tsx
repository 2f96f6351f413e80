import { type ReactNode, useState } from 'react';
import { type MeshGroup } from '../../mesh-group';
import { type MeshFeedEntry } from '../../mesh-model';
import { type ApiRates } from '../../protocol';
import { EmptyState } from '../components/empty-state';
import { countOf, formatMs, formatRate, timeOf } from '../components/format';
import { GroupCard } from '../components/group-card';
import { shortId } from '../components/shorten';
import { Sparkline } from '../components/sparkline';
import { type GroupNames } from '../state/group-names';
import { useConsole } from '../state/store-context';

function Figure(props: {
  readonly label: string;
  readonly value: string;
  readonly detail: string;
  readonly values?: readonly (number | null)[];
}): ReactNode {
  return (
    <div className="card figure">
      <dt>{props.label}</dt>
      <dd>
        <span className="figure-value">{props.value}</span>
        <span className="muted figure-detail">{props.detail}</span>
      </dd>
      {props.values && <Sparkline values={props.values} />}
    </div>
  );
}

function Figures({ rates }: { readonly rates: ApiRates | undefined }): ReactNode {
  const requestMs = rates?.requestMs;
  const deliveryMs = rates?.deliveryMs;
  return (
    <dl className="figures" aria-label="Rates of the last minute">
      <Figure
        label="Requests"
        value={`${formatRate(rates?.requestsPerSecond ?? 0)}/s`}
        detail={`${rates?.requests ?? 0}/min, ${rates?.errors ?? 0} failed`}
        values={rates?.series.requests ?? []}
      />
      <Figure
        label="Request time"
        value={requestMs ? formatMs(requestMs.p50) : '–'}
        detail={requestMs ? `median; p99 ${formatMs(requestMs.p99)}` : 'none in a minute'}
        values={rates?.series.requestP99Ms ?? []}
      />
      <Figure
        label="Deliveries"
        value={`${formatRate(rates?.deliveriesPerSecond ?? 0)}/s`}
        detail={`of ${formatRate(rates?.publishesPerSecond ?? 0)} messages/s`}
        values={rates?.series.deliveries ?? []}
      />
      <Figure
        label="Delivery time"
        value={deliveryMs ? formatMs(deliveryMs.p50) : '–'}
        detail={deliveryMs ? `median; p99 ${formatMs(deliveryMs.p99)}` : 'none in a minute'}
        values={rates?.series.deliveryP99Ms ?? []}
      />
      <Figure
        label="Connections"
        value={String(rates?.openConnections ?? 0)}
        detail={countOf(rates?.subscriptions ?? 0, 'subscription')}
      />
    </dl>
  );
}

/** Domains by name, each with its groups in the order of appearance; what has ended comes last in both. */
function byDomain(groups: readonly MeshGroup[]): readonly (readonly [string, readonly MeshGroup[]])[] {
  const isOver = (members: readonly MeshGroup[]): number => Number(members.every(({ ended }) => ended !== undefined));
  return [...new Set(groups.map(({ domain }) => domain))]
    .map((domain) => [domain, groups.filter((group) => group.domain === domain)] as const)
    .map(([domain, members]) => [domain, members.toSorted((a, b) => isOver([a]) - isOver([b]))] as const)
    .sort(([a, inA], [b, inB]) => isOver(inA) - isOver(inB) || a.localeCompare(b));
}

function Groups({ groups, names }: { readonly groups: readonly MeshGroup[]; readonly names: GroupNames }): ReactNode {
  const domains = byDomain(groups);
  if (domains.length === 0) {
    return (
      <EmptyState title="No groups yet">
        Run <em>Create a group</em> and then <em>Report sensor data</em> in <a href="#graphql">GraphQL</a>; groups,
        nodes and their values appear here, whoever sends them.
      </EmptyState>
    );
  }
  return (
    // Focusable, so that the arrow keys scroll it.
    <div className="groups" role="group" tabIndex={0} aria-label="Groups by domain">
      {domains.map(([domain, members]) => (
        <section key={domain} className="domain" aria-label={`Domain ${domain}`}>
          <h3>
            <span className="muted">Domain</span> {domain}
          </h3>
          {members.map((group) => (
            <GroupCard key={group.groupId} group={group} name={group.name ?? names.find(group)} />
          ))}
        </section>
      ))}
    </div>
  );
}

function FeedRow({
  entry: { at, field, domain, groupId, nodeId, text },
  name,
}: {
  readonly entry: MeshFeedEntry;
  readonly name: string | undefined;
}): ReactNode {
  const group = groupId === '' ? field : (name ?? shortId(groupId));
  return (
    <li className={field === 'dissolveGroup' ? 'feed-whole' : undefined}>
      <time dateTime={new Date(at).toISOString()}>{timeOf(at)}</time>
      <span className="feed-text" title={text}>
        {text}
      </span>
      <span className="muted feed-origin" title={groupId && `group ${groupId}`}>
        {[nodeId, group, domain].filter(Boolean).join(' · ')}
      </span>
    </li>
  );
}

function Feed({
  entries,
  names,
}: {
  readonly entries: readonly MeshFeedEntry[];
  readonly names: GroupNames;
}): ReactNode {
  if (entries.length === 0) {
    return (
      <EmptyState title="No events yet">
        Run <em>Fire events</em> in <a href="#graphql">GraphQL</a>.
      </EmptyState>
    );
  }
  return (
    // Focusable, so that the arrow keys scroll it.
    <ol className="feed" tabIndex={0} aria-label="Events, newest first">
      {entries.map((entry, place) => (
        // A row is a place, not an event: a new event changes what the rows say, and moves none of them.
        <FeedRow key={place} entry={entry} name={entry.groupName ?? names.find(entry)} />
      ))}
    </ol>
  );
}

function Operations({ fields }: { readonly fields: ApiRates['fields'] }): ReactNode {
  if (fields.length === 0)
    return <EmptyState title="No requests in the last minute">Send one from GraphQL.</EmptyState>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Operation</th>
          <th scope="col">Requests</th>
          <th scope="col">Failed</th>
          <th scope="col">p50</th>
          <th scope="col">p99</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ field, requests, errors, p50, p99 }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            <td>{requests}</td>
            <td className={errors > 0 ? 'problem' : undefined}>{errors}</td>
            <td>{formatMs(p50)}</td>
            <td>{formatMs(p99)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function LivePage(): ReactNode {
  const { snapshot, mesh, rates, groupNames } = useConsole();
  const apis =
    snapshot?.systems.flatMap((system) => system.apis.map((api) => ({ ...api, stackId: system.stackId }))) ?? [];
  const [chosen, setChosen] = useState('');
  const apiId = apis.find((api) => api.apiId === chosen)?.apiId ?? apis[0]?.apiId;
  const current = rates.find((entry) => entry.apiId === apiId);
  const groups = mesh?.groups.filter((group) => group.apiId === apiId) ?? [];
  return (
    <>
      {apis.length > 1 && (
        <label className="api-choice">
          API
          <select value={apiId} onChange={(event) => setChosen(event.target.value)}>
            {apis.map((api) => (
              <option key={api.apiId} value={api.apiId}>
                {api.stackId}: {api.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <Figures rates={current} />
      <div className="live-columns">
        <section className="card" aria-labelledby="live-groups">
          <h2 id="live-groups">Groups and nodes</h2>
          {mesh && <Groups groups={groups} names={groupNames} />}
        </section>
        <section className="card" aria-labelledby="live-events">
          <h2 id="live-events">Events</h2>
          {mesh && <Feed entries={mesh.feed.filter((entry) => entry.apiId === apiId)} names={groupNames} />}
        </section>
      </div>
      <section className="card operations" aria-labelledby="live-operations">
        <h2 id="live-operations">Operations of the last minute</h2>
        <Operations fields={current?.fields ?? []} />
      </section>
    </>
  );
}
