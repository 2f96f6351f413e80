import { isDeepStrictEqual } from 'node:util';
import { type Action, actionOf, type Plan, type ResourceChange } from './plan-json';

/** One object that a plan touches; values are left out, since a plan holds secrets in clear. */
export interface ReportedChange {
  readonly address: string;
  readonly type: string;
  readonly action: Exclude<Action, 'none' | 'read'>;
  /** Top-level attributes that differ, for an update or a replacement. */
  readonly attributes: readonly string[];
  /** Attributes that force the replacement. */
  readonly replacedBy: readonly string[];
  readonly movedFrom?: string;
}

export interface PlanReport {
  readonly stack: string;
  readonly changes: readonly ReportedChange[];
  readonly outputs: readonly string[];
  /** Data sources whose upstream stack has no state yet. */
  readonly deferred: readonly string[];
}

const entries = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

function changedAttributes(before: unknown, after: unknown): readonly string[] {
  const [old, next] = [entries(before), entries(after)];
  const names = new Set([...old.keys(), ...next.keys()]);
  return [...names].filter((name) => !isDeepStrictEqual(old.get(name), next.get(name))).sort();
}

function reported(resource: ResourceChange): readonly ReportedChange[] {
  const action = actionOf(resource);
  const isMoved = resource.previous_address !== undefined;
  if (resource.mode === 'data' || action === 'read' || (action === 'none' && !isMoved)) return [];
  const { before, after, replace_paths: paths = [] } = resource.change;
  const isChange = action === 'update' || action === 'replace';
  return [
    {
      address: resource.deposed === undefined ? resource.address : `${resource.address} (deposed ${resource.deposed})`,
      type: resource.type,
      action: action === 'none' ? 'update' : action,
      attributes: isChange ? changedAttributes(before, after) : [],
      replacedBy: [...new Set(paths.map((path) => String(path[0])))],
      ...(resource.previous_address === undefined ? {} : { movedFrom: resource.previous_address }),
    },
  ];
}

/** Reduces a plan to what a reviewer looks at; objects at an address in `hidden` are left out. */
export function reportPlan(
  stack: string,
  plan: Plan,
  deferred: readonly string[] = [],
  hidden: ReadonlySet<string> = new Set(),
): PlanReport {
  return {
    stack,
    changes: plan.resource_changes.filter(({ address }) => !hidden.has(address)).flatMap(reported),
    outputs: Object.entries(plan.output_changes)
      .filter(([, { actions }]) => !actions.includes('no-op'))
      .map(([name]) => name)
      .sort(),
    deferred,
  };
}

/** Whether applying would change an object, an address or an output. */
export function hasChanges({ changes, outputs }: PlanReport): boolean {
  return changes.length + outputs.length > 0;
}

const signs: Record<ReportedChange['action'], string> = {
  create: '+',
  update: '~',
  replace: '-/+',
  destroy: '-',
  forget: '.',
};

function detail({ action, attributes, replacedBy, movedFrom }: ReportedChange): string {
  const parts = [
    ...(movedFrom === undefined ? [] : [`moved from ${movedFrom}`]),
    ...(action === 'forget' ? ['no longer managed; the object itself stays'] : []),
    ...(attributes.length === 0 ? [] : [attributes.join(', ')]),
    ...(replacedBy.length === 0 ? [] : [`replaced because of ${replacedBy.join(', ')}`]),
  ];
  return parts.length === 0 ? '' : `  (${parts.join('; ')})`;
}

/** The report as lines for people, without values. */
export function formatReport(report: PlanReport): readonly string[] {
  const { stack, changes, outputs, deferred } = report;
  const count = (...actions: readonly ReportedChange['action'][]) =>
    changes.filter(({ action }) => actions.includes(action)).length;
  const summary = hasChanges(report)
    ? `${count('create', 'replace')} to add, ${count('update')} to change, ${count('destroy', 'replace')} to destroy`
    : 'no changes';
  return [
    `${stack}: ${summary}`,
    ...changes.map((change) => `  ${signs[change.action].padEnd(3)} ${change.address}${detail(change)}`),
    ...(outputs.length === 0 ? [] : [`  outputs that change: ${outputs.join(', ')}`]),
    ...deferred.map((address) => `  unknown until its stack is deployed: ${address}`),
  ];
}
