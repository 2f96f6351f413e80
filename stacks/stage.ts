import { type App } from 'cdktf';
import { type Environment } from '../environments/environment';
import { addGateway } from './gateway/gateway';
import { MeshStack } from './mesh/mesh-stack';
import { StateStack } from './state/state-stack';
import { addWeb } from './web/web';

/** Adds every stack of one stage. */
export function addStage(app: App, environment: Environment): void {
  new StateStack(app, environment);
  new MeshStack(app, environment);
  addGateway(app, environment);
  addWeb(app, environment);
}
