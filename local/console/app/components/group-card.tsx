import { type ReactNode } from 'react';
import { type MeshGroup, type MeshNode } from '../../mesh-model';
import { countOf, timeOf } from './format';

function NodeRow({ node }: { readonly node: MeshNode }): ReactNode {
  return (
    <li className="node">
      <span className="node-name">{node.nodeId}</span>
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
  const { groupId, nodes, messages, deliveries, dissolved } = group;
  return (
    <article className="group" aria-label={`Group ${name ?? groupId}`}>
      <header>
        <h4 className={name === undefined ? 'mono' : undefined}>{name ?? groupId}</h4>
        {name !== undefined && <code className="muted">{groupId}</code>}
        {dissolved && <span className="badge badge-quiet">dissolved</span>}
        <span className="muted">
          {countOf(nodes.length, 'node')}, {countOf(messages, 'message')},{' '}
          {countOf(deliveries, 'delivery', 'deliveries')}
        </span>
      </header>
      <ul className="nodes">
        {nodes.map((node) => (
          <NodeRow key={node.nodeId} node={node} />
        ))}
      </ul>
    </article>
  );
}
