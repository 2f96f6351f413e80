import { type Stage } from '../environments/environment';

/** SSM parameter that tells `tristage image set <stage> <service> <digest>` what to copy and where to put it. */
export function releaseParameterName(stage: Stage, service: string): string {
  return `/tristage/${stage}/release/${service}`;
}
