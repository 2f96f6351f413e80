import type { RuntimeHost } from '../../util/host';
import { OutcomeRecorder } from '../../util/outcome';
import { createRuntime, type Runtime } from '../../util/runtime';
import type { AuthorizationMode, LogLine } from '../protocol';

/** What belongs to one resolver run of all that the built-ins read and write. */
export class RunRecord {
  readonly authType: AuthorizationMode;
  outcome = new OutcomeRecorder();
  logs: LogLine[] = [];

  constructor(authType: AuthorizationMode) {
    this.authType = authType;
  }
}

/** The built-ins without `outcome`, which is the run's own. */
export type BuiltIns = Omit<Runtime, 'outcome'>;

/**
 * The built-ins of AppSync, made once: building them for each run costs as much as the run. They keep nothing: what
 * they record goes to the run under way, of which there is one at a time, and they are to be frozen (`harden`).
 */
export class SharedRuntime {
  readonly builtIns: BuiltIns;
  #current = new RunRecord('API_KEY');

  constructor(host: Omit<RuntimeHost, 'authType' | 'log'>) {
    const current = (): RunRecord => this.#current;
    const { util, extensions, runtime, console, json, modules } = createRuntime(
      {
        nowMs: () => host.nowMs(),
        randomBytes: (count) => host.randomBytes(count),
        ...(host.zoneOffsetSeconds === undefined ? {} : { zoneOffsetSeconds: host.zoneOffsetSeconds }),
        get authType() {
          return current().authType;
        },
        log: (level, line) => void current().logs.push({ level, line }),
      },
      currentOutcome(current),
    );
    this.builtIns = { util, extensions, runtime, console, json, modules };
  }

  /** Lets the built-ins record into `run` from now on. */
  enter(run: RunRecord): void {
    this.#current = run;
  }
}

/** An outcome recorder that is at each moment the current run's. */
function currentOutcome(current: () => RunRecord): OutcomeRecorder {
  return {
    get errors() {
      return current().outcome.errors;
    },
    get responseHeaders() {
      return current().outcome.responseHeaders;
    },
    get invalidations() {
      return current().outcome.invalidations;
    },
    get evictions() {
      return current().outcome.evictions;
    },
    get subscriptionFilter() {
      return current().outcome.subscriptionFilter;
    },
    set subscriptionFilter(filter) {
      current().outcome.subscriptionFilter = filter;
    },
    get subscriptionInvalidationFilter() {
      return current().outcome.subscriptionInvalidationFilter;
    },
    set subscriptionInvalidationFilter(filter) {
      current().outcome.subscriptionInvalidationFilter = filter;
    },
  };
}
