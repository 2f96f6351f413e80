import { z } from 'zod';
import { containerDefinition } from '../../local/runtime/ecs/task-definition';

const address = z.object({ host: z.string(), port: z.number() });

/** Where the parts of a web system that runs are, and what a task of its site is made of. */
export const systemAddresses = z.object({
  /** Name of the site. */
  siteName: z.string(),
  edge: address,
  /** Listener of the load balancer, which speaks TLS. */
  loadBalancer: address,
  /** What answers instead of AWS. */
  awsEndpointUrl: z.string(),
  region: z.string(),
  /** Certificate authority of this machine, in PEM. */
  caFile: z.string(),
  containers: z.array(containerDefinition),
});

export type SystemAddresses = z.infer<typeof systemAddresses>;
