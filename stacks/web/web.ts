import { type App } from 'cdktf';
import { type Environment } from '../../environments/environment';
import { WebDeliveryStack } from './delivery-stack';
import { WebNetworkStack } from './network-stack';
import { WebStack } from './web-stack';

/** Adds the stacks of the web system, which deploy in the order network, web, delivery. */
export function addWeb(app: App, environment: Environment): void {
  const network = new WebNetworkStack(app, environment);
  const web = new WebStack(app, environment, { network });
  new WebDeliveryStack(app, environment, { network, web });
}
