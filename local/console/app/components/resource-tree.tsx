import { type ReactNode, useMemo } from 'react';
import { type ConsoleResource } from '../../protocol';

interface Branch {
  readonly name: string;
  readonly children: Map<string, Branch>;
  readonly resources: ConsoleResource[];
}

function plant(resources: readonly ConsoleResource[]): Branch {
  const root: Branch = { name: '', children: new Map(), resources: [] };
  for (const resource of resources) {
    let branch = root;
    for (const name of resource.path.split('/')) {
      const next = branch.children.get(name) ?? { name, children: new Map(), resources: [] };
      branch.children.set(name, next);
      branch = next;
    }
    branch.resources.push(resource);
  }
  return root;
}

function count({ children, resources }: Branch): number {
  return [...children.values()].reduce((sum, child) => sum + count(child), resources.length);
}

function Leaf({ name, resource }: { readonly name: string; readonly resource: ConsoleResource }): ReactNode {
  return (
    <li className="leaf">
      <span className="leaf-name">{name}</span>
      <code className="leaf-type">{resource.type}</code>
      <span className="leaf-id muted mono">{resource.id}</span>
    </li>
  );
}

function Level({ branch, open }: { readonly branch: Branch; readonly open: boolean }): ReactNode {
  return (
    <ul>
      {[...branch.children.values()].map((child) => {
        const leaves = child.resources.map((resource) => (
          <Leaf key={`${resource.type} ${resource.id}`} name={child.name} resource={resource} />
        ));
        if (child.children.size === 0) return leaves;
        return (
          <li key={child.name}>
            <details open={open}>
              <summary>
                {child.name} <span className="muted">{count(child)}</span>
              </summary>
              {leaves.length > 0 && <ul>{leaves}</ul>}
              <Level branch={child} open={open} />
            </details>
          </li>
        );
      })}
    </ul>
  );
}

/** Resources as a tree by construct path; the stack itself, which begins every path, is not a level. `open`: all levels. */
export function ResourceTree({
  resources,
  open,
}: {
  readonly resources: readonly ConsoleResource[];
  readonly open: boolean;
}): ReactNode {
  const root = useMemo(() => plant(resources), [resources]);
  const [only] = root.children.values();
  const top = root.children.size === 1 && only && only.children.size > 0 ? only : root;
  return (
    <div className="tree">
      <Level branch={top} open={open} />
    </div>
  );
}
