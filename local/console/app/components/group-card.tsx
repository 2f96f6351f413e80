import { type ReactNode } from 'react';
import { type MeshGroup, type MeshNode } from '../../mesh-model';
import { timeOf } from './format';

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
        {node.reports} reports, {node.events} events, {timeOf(node.at)}
      </span>
    </li>
  );
}

export function GroupCard({ group }: { readonly group: MeshGroup }): ReactNode {
  const { groupId, nodes, messages, deliveries, dissolved } = group;
  return (
    <article className="group" aria-label={`Group ${groupId}`}>
      <header>
        <h4 className="mono">{groupId}</h4>
        {dissolved && <span className="badge badge-quiet">dissolved</span>}
        <span className="muted">
          {nodes.length} nodes, {messages} messages, {deliveries} deliveries
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
