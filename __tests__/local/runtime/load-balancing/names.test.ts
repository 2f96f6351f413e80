import { type Topology } from '../../../../local/runtime/load-balancing/definition/definitions';
import { readTopology } from '../../../../local/runtime/load-balancing/definition/read-topology';
import { certificateNames } from '../../../../local/runtime/load-balancing/listener-hosts';
import { LocalPorts } from '../../../../local/runtime/load-balancing/local-ports';
import { namesIn } from '../../../../local/runtime/load-balancing/names';
import { type DeployedResource } from '../../../../local/runtime/state/deployment';
import { action, arnOf, deployed, deployment, resourcesOf } from '../../../support/load-balancing';

const internalName = 'internal-inner-1.eu-west-1.elb.amazonaws.com';
const publicName = 'outer-1.eu-west-1.elb.amazonaws.com';

function topologyOf(...more: readonly DeployedResource[]): Topology {
  return readTopology(
    resourcesOf([
      deployment('a-stg', [
        deployed.application('inner', { vpc_id: 'vpc-1' }),
        deployed.application('outer', { vpc_id: 'vpc-2', internal: false, dns_name: publicName }),
      ]),
      deployment('b-stg', more),
    ]),
  );
}

const ports = new LocalPorts();
ports.set(arnOf.application('inner'), 443, { host: '127.0.0.1', port: 1 });
ports.set(arnOf.application('outer'), 443, { host: '127.0.0.1', port: 2 });

/** Names of a VPC, each with the port on this machine that its port 443 leads to. */
function resolve(vpcId: string, ...more: readonly DeployedResource[]): Readonly<Record<string, number | undefined>> {
  const names = namesIn(vpcId, topologyOf(...more), ports);
  return Object.fromEntries(Object.entries(names).map(([name, byPort]) => [name, byPort[443]?.port]));
}

describe('namesIn', () => {
  it('has the internal load balancers of the VPC, and all that face the internet', () => {
    expect(resolve('vpc-1')).toEqual({ [internalName]: 1, [publicName]: 2 });
    expect(resolve('vpc-2')).toEqual({ [publicName]: 2 });
  });

  it('has the aliases of private zones in their VPCs only', () => {
    const zone = [
      deployed.zone('services.example', 'vpc-1'),
      deployed.alias('services.example', 'Z-services.example', internalName),
    ];
    expect(resolve('vpc-1', ...zone)).toHaveProperty(['services.example'], 1);
    expect(resolve('vpc-2', ...zone)).not.toHaveProperty(['services.example']);
  });

  it('has a zone also where an association adds a VPC', () => {
    const zone = [
      deployed.zone('services.example', 'vpc-9'),
      {
        address: 'aws_route53_zone_association.A',
        type: 'aws_route53_zone_association',
        attributes: { zone_id: 'Z-services.example', vpc_id: 'vpc-1' },
        dependsOn: [],
      },
      deployed.alias('services.example', 'Z-services.example', publicName),
    ];
    expect(resolve('vpc-1', ...zone)).toHaveProperty(['services.example'], 2);
  });

  it('has public aliases everywhere, except below a private zone of the VPC', () => {
    const records = [
      deployed.alias('www.example.com', 'Z-public', `dualstack.${publicName.toUpperCase()}.`),
      deployed.zone('example.com', 'vpc-1'),
    ];
    expect(resolve('vpc-2', ...records)).toHaveProperty(['www.example.com'], 2);
    expect(resolve('vpc-1', ...records)).not.toHaveProperty(['www.example.com']);
  });

  it('follows aliases of aliases, and ends on a circle', () => {
    const records = [
      deployed.alias('a.example', 'Z-public', 'b.example'),
      deployed.alias('b.example', 'Z-public', publicName),
      deployed.alias('c.example', 'Z-public', 'd.example'),
      deployed.alias('d.example', 'Z-public', 'c.example'),
    ];
    const names = resolve('vpc-1', ...records);
    expect(names).toMatchObject({ 'a.example': 2, 'b.example': 2 });
    expect(names).not.toHaveProperty(['c.example']);
  });

  it('leads to an endpoint in its VPC', () => {
    const link = [
      deployed.network('nlb'),
      deployed.endpointService('s', 'nlb'),
      deployed.endpoint('vpce-1', 's', 'vpc-2'),
    ];
    ports.set('vpce-1', 443, { host: '127.0.0.1', port: 3 });
    const name = 'vpce-1-x.vpce-svc-s.eu-west-1.vpce.amazonaws.com';
    expect(resolve('vpc-2', ...link)).toHaveProperty([name], 3);
    expect(resolve('vpc-1', ...link)).not.toHaveProperty([name]);
  });
});

describe('certificateNames', () => {
  function namesFor(certificateArn: string, ...more: readonly DeployedResource[]): readonly string[] {
    const listener = deployed.listener('inner', arnOf.application('inner'), 443, action.fixed(200, ''), {
      protocol: 'HTTPS',
      certificate_arn: certificateArn,
    });
    const topology = topologyOf(listener, ...more);
    const [loadBalancer] = topology.loadBalancers;
    const [deployedListener] = loadBalancer?.listeners ?? [];
    if (loadBalancer === undefined || deployedListener === undefined) throw new Error('no listener');
    return certificateNames(deployedListener, loadBalancer, topology);
  }

  it('are those of the deployed certificate alone', () => {
    const certificate = deployed.certificate('services.example', '*.services.example');
    const alias = deployed.alias('other.example', 'Z-public', internalName);
    expect(namesFor(arnOf.certificate('services.example'), certificate, alias)).toEqual([
      'services.example',
      '*.services.example',
    ]);
  });

  it('are the names that lead there when the certificate is not among the deployments', () => {
    const alias = deployed.alias('services.example', 'Z-public', internalName);
    expect(namesFor('arn:elsewhere', alias)).toEqual([internalName, 'services.example']);
  });

  it('are also those that lead to a network load balancer in front, and to its endpoints', () => {
    const names = namesFor(
      'arn:elsewhere',
      deployed.network('nlb'),
      deployed.listener('nlb', arnOf.network('nlb'), 443, action.forward('alb'), { protocol: 'TCP' }),
      deployed.group('alb', { protocol: 'TCP', target_type: 'alb' }),
      deployed.attachment('alb', arnOf.application('inner'), 443),
      deployed.endpointService('s', 'nlb'),
      deployed.endpoint('vpce-1', 's', 'vpc-2'),
      deployed.alias('services.example', 'Z-public', 'vpce-1-x.vpce-svc-s.eu-west-1.vpce.amazonaws.com'),
    );
    expect(names).toEqual([
      internalName,
      'nlb-1.elb.eu-west-1.amazonaws.com',
      'vpce-1-x.vpce-svc-s.eu-west-1.vpce.amazonaws.com',
      'services.example',
    ]);
  });
});
