import { type StatusAnswer } from '../../shared/system-status';
import { type SystemReference } from './configuration';
import { type Log } from './json-log';
import { type ParameterReader } from './parameter-reader';

export interface SystemStatusesOptions {
  readonly stage: string;
  readonly systems: readonly SystemReference[];
  readonly readParameters: ParameterReader;
  readonly log: Log;
  readonly now: () => Date;
}

/** The systems of the stage, in the order given; all `unknown`, and a line in the log, when SSM does not answer. */
export async function readSystemStatuses(options: SystemStatusesOptions): Promise<StatusAnswer> {
  const { stage, systems, readParameters, log, now } = options;
  const base = { stage, checkedAt: now().toISOString() };
  try {
    const parameters = await readParameters([...new Set(systems.map(({ parameter }) => parameter))]);
    return {
      ...base,
      systems: systems.map(({ name, title, parameter }) => {
        const found = parameters.get(parameter);
        if (found === undefined) return { name, title, state: 'not deployed' };
        const { version, lastModified } = found;
        return { name, title, state: 'deployed', version, lastModified: lastModified?.toISOString() };
      }),
    };
  } catch (error) {
    log.write('WARNING', 'parameters not read', { purpose: 'status', detail: String(error) });
    return { ...base, systems: systems.map(({ name, title }) => ({ name, title, state: 'unknown' })) };
  }
}
