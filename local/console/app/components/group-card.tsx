import { type ReactNode } from 'react';
import { type MeshGroup, type MeshNode } from '../../mesh-group';
import { countOf, timeOf } from './format';

function NodeRow({ node, isHost }: { readonly node: MeshNode; readonly isHost: boolean }): ReactNode {
  return (
    <li className="node">
      <span className="node-name">
        {node.nodeId} {isHost && <span className="badge badge-quiet">host</span>}
      </span>
      <ul className="readings">
        {node.data.map(({ key, value }) => (
          <li key={key}>
            <span className="muted">{key}</span> <span className="reading">{value}</span>
          </li>
        ))}
        {node.data.length === 0 && <li className="muted">no values reported</li>}
      </ul>
      <span className="muted node-at">
        {countOf(node.reports, 'report')}, {countOf(node.events, 'event')}, {timeOf(node.at)}
      </span>
    </li>
  );
}

export function GroupCard({
  group,
  name,
}: {
  readonly group: MeshGroup;
  /** Undefined where it is not known. */
  readonly name: string | undefined;
}): ReactNode {
  const { groupId, hostId, nodes, messages, deliveries, ended } = group;
  return (
    <article className={ended ? 'group group-ended' : 'group'} aria-label={`Group ${name ?? groupId}`}>
      <header>
        <h4 className={name === undefined ? 'mono' : undefined}>{name ?? groupId}</h4>
        {name !== undefined && <code className="muted">{groupId}</code>}
        {ended && <span className="badge badge-quiet">{ended}</span>}
        {hostId !== undefined && (
          <span className="muted group-host">
            host <strong>{hostId}</strong>
          </span>
        )}
        <span className="muted counts">
          {countOf(nodes.length, 'node')}, {countOf(messages, 'message')},{' '}
          {countOf(deliveries, 'delivery', 'deliveries')}
        </span>
      </header>
      <ul className="nodes">
        {nodes.map((node) => (
          <NodeRow key={node.nodeId} node={node} isHost={node.nodeId === hostId} />
        ))}
      </ul>
    </article>
  );
}
