import { type MeshSettings } from '../../shared/mesh-settings';
import { type StatusAnswer } from '../../shared/system-status';
import { type Configuration, readConfiguration } from './configuration';
import { ExpiringValue } from './expiring-value';
import { createLog, type Log } from './json-log';
import { connectParameters } from './parameter-reader';
import { readMeshSettings } from './read-mesh-settings';
import { readSystemStatuses } from './system-statuses';

/** What the routes of one process share. */
export interface Services {
  readonly configuration: Configuration;
  readonly log: Log;
  readonly statuses: ExpiringValue<StatusAnswer>;
  readonly mesh: ExpiringValue<MeshSettings>;
}

/** Viewers come in crowds and the service's parameters change by deployments. */
const lifetimeMs = 15_000;

function createServices(environment: Readonly<Record<string, string | undefined>>): Services {
  const configuration = readConfiguration(environment);
  const { stage, systems, logLevel } = configuration;
  const log = createLog({ level: logLevel });
  const readParameters = connectParameters();
  const now = () => new Date();
  return {
    configuration,
    log,
    statuses: new ExpiringValue({
      load: () => readSystemStatuses({ stage, systems, readParameters, log, now }),
      lifetimeMs,
    }),
    mesh: new ExpiringValue({ load: () => readMeshSettings({ configuration, readParameters, log }), lifetimeMs }),
  };
}

let services: Services | undefined;

/**
 * The services of this process, made when first asked for.
 * @throws Error as `readConfiguration`.
 */
export function useServices(): Services {
  services ??= createServices(process.env);
  return services;
}
