import { stacksOfSystems, systemOf } from '../../../cli/start/systems';

const stack = (id: string, ...dependencies: string[]) => ({ id, directory: `/out/${id}`, dependencies });
const stacks = [
  stack('mesh-stg'),
  stack('mesh-stg2'),
  stack('gateway-proxy-stg', 'gateway-network-stg'),
  stack('gateway-network-stg'),
  stack('gateway-network-prod'),
];
const ids = (systems: string[], stage: string) => stacksOfSystems(stacks, systems, stage).map(({ id }) => id);

describe('stacksOfSystems', () => {
  it.each([
    [['mesh'], 'stg', ['mesh-stg']],
    [['mesh'], 'stg2', ['mesh-stg2']],
    [['gateway'], 'stg', ['gateway-network-stg', 'gateway-proxy-stg']],
    [['gateway-network'], 'prod', ['gateway-network-prod']],
    [['gateway', 'mesh'], 'stg', ['gateway-network-stg', 'gateway-proxy-stg', 'mesh-stg']],
  ])('takes %j in %s for the stacks %j, in the order of their dependencies', (systems, stage, expected) => {
    expect(ids(systems, stage)).toEqual(expected);
  });

  it.each([
    [['mesh', 'nix', 'gate'], 'stg', 'no stack of nix, gate in stage stg'],
    [['mesh'], 'prod', 'no stack of mesh in stage prod'],
    [['mesh'], 'nonsense', 'no stack of mesh in stage nonsense'],
  ])('refuses %j in %s and names the stacks that there are', (systems, stage, message) => {
    expect(() => ids(systems, stage)).toThrow(
      `${message}; stacks: gateway-network-prod, gateway-network-stg, gateway-proxy-stg, mesh-stg, mesh-stg2`,
    );
  });
});

describe('systemOf', () => {
  it.each([
    ['mesh-stg', ['mesh'], 'mesh'],
    ['gateway-proxy-stg', ['gateway', 'mesh'], 'gateway'],
    ['gateway-proxy-stg', ['gateway', 'gateway-proxy'], 'gateway-proxy'],
  ])('is for %s of %j %s', (stackId, systems, system) => {
    expect(systemOf(stackId, systems)).toBe(system);
  });
});
