import { type App } from 'cdktf';
import { type Environment } from '../../environments/environment';
import { GatewayEgressStack } from './egress-stack';
import { GatewayLinkStack } from './link-stack';
import { GatewayNetworkStack } from './network-stack';
import { GatewayProxyStack } from './proxy-stack';
import { GatewayServicesStack } from './services-stack';

/** Adds the stacks of the gateway, which deploy in the order network, services and egress, link, proxy. */
export function addGateway(app: App, environment: Environment): void {
  const network = new GatewayNetworkStack(app, environment);
  const services = new GatewayServicesStack(app, environment, { network });
  const egress = new GatewayEgressStack(app, environment, { network });
  const link = new GatewayLinkStack(app, environment, { network, services, egress });
  // The proxy checks the microservices' health before it listens, by a name that the link stack makes.
  new GatewayProxyStack(app, environment, { network }).addDependency(link);
}
