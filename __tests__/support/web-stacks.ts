import { type App } from 'cdktf';
import { type Environment, type Stage, type WebEnvironment } from '../../environments/environment';
import { loadEnvironments } from '../../environments/load';
import { StageStack } from '../../stacks/stage-stack';
import { ApiService } from '../../stacks/web/api-service';
import { FrontService } from '../../stacks/web/front-service';
import { WebLoadBalancer } from '../../stacks/web/load-balancer';
import { WebNetworkStack } from '../../stacks/web/network-stack';
import { type Configuration, synthesize } from './configuration';
import { SynthesizedStack } from './synthesized-stack';

const environments = loadEnvironments({ shell: {} });

export function webEnvironment(stage: Stage, change: Partial<WebEnvironment> = {}): Environment {
  const environment = environments.find((one) => one.stage === stage);
  if (!environment) throw new Error(`no environment of ${stage}`);
  return { ...environment, web: { ...environment.web, ...change } };
}

/** What runs in the VPC without CloudFront before it. */
class WebServices extends StageStack {
  constructor(app: App, environment: Environment, network: WebNetworkStack) {
    super(app, { system: 'web', project: 'Web', service: 'Web', environment });
    const loadBalancer = new WebLoadBalancer(this, 'LoadBalancer', { environment, network });
    new FrontService(this, 'Front', { environment, network, loadBalancer });
    new ApiService(this, 'Api', { environment, network, loadBalancer });
  }
}

export interface WebServicesStacks {
  readonly configurations: readonly Configuration[];
  readonly network: SynthesizedStack;
  readonly services: SynthesizedStack;
}

/** Synthesizes the VPC of a stage and the services in it, with some fields of the environment changed. */
export function synthesizeWebServices(stage: Stage, change: Partial<WebEnvironment> = {}): WebServicesStacks {
  return synthesizeServicesOf(webEnvironment(stage, change));
}

/** The same of a whole environment. */
export function synthesizeServicesOf(environment: Environment): WebServicesStacks {
  const configurations = synthesize((app) => {
    new WebServices(app, environment, new WebNetworkStack(app, environment));
  });
  const stack = (id: string) => {
    const found = configurations.find(({ stackId }) => stackId === id);
    if (!found) throw new Error(`no stack ${id}`);
    return new SynthesizedStack(found);
  };
  const { stage } = environment;
  return { configurations, network: stack(`web-network-${stage}`), services: stack(`web-${stage}`) };
}
