import { AppSyncLinter } from '../../support/appsync-linter';
import { bundleMeshCode, meshCodeNames, settings } from './mesh-code';

const maxCodeLength = 32_768;

const linters: AppSyncLinter[] = [];
const newLinter = () => {
  const linter = new AppSyncLinter();
  linters.push(linter);
  return linter;
};
afterAll(() => linters.forEach((linter) => linter.remove()));

describe('bundles of the resolvers and functions', () => {
  const bundles = new Map(meshCodeNames.map((name) => [`${name.replace('/', '.')}.js`, bundleMeshCode(name)]));

  it('are one for each resolver and function', () => {
    expect(meshCodeNames).toMatchInlineSnapshot(`
      [
        "resolvers/Mutation.createGroup",
        "resolvers/Mutation.fireEventsByNode",
        "resolvers/Mutation.joinGroup",
        "resolvers/Mutation.renewHeartbeat",
        "resolvers/Mutation.reportDataByNode",
        "resolvers/Mutation.sendMemberHeartbeat",
        "resolvers/Query.getEventsSince",
        "resolvers/Query.getNodeStatus",
        "resolvers/Query.listGroupStatuses",
        "resolvers/Query.listGroupsByDomain",
        "resolvers/Query.listNodesInGroup",
        "resolvers/Query.pollGroupData",
        "resolvers/Query.searchGroupsByNamePrefix",
        "functions/broadcastEvents",
        "functions/findLiveGroup",
        "functions/findMembership",
        "functions/getStatus",
        "functions/listEvents",
        "functions/listStatuses",
        "functions/putGroup",
        "functions/putMembership",
        "functions/putStatus",
        "functions/renewGroup",
        "functions/renewMembership",
        "functions/requireLiveGroup",
      ]
    `);
  });

  it('pass the rules of AppSync', () => {
    const findings = newLinter().lint(bundles);
    expect(Object.fromEntries(findings)).toEqual(Object.fromEntries([...bundles.keys()].map((name) => [name, []])));
  });

  it.each([...bundles])('%s: fits, holds the values of the stage, imports AppSync alone', (_name, code) => {
    expect(code.length).toBeLessThanOrEqual(maxCodeLength);
    expect(code).not.toContain('MESH_SETTINGS');
    const imports = [...code.matchAll(/from "([^"]+)"/g)].map(([, specifier]) => specifier);
    expect(imports.filter((specifier) => specifier !== '@aws-appsync/utils')).toEqual([]);
  });

  it('take each value of the stage from its own setting', () => {
    expect(bundleMeshCode('functions/putMembership')).toContain(`"${settings.tableName}"`);
    expect(bundleMeshCode('functions/putGroup')).toContain(
      `maxConnectionTimeSeconds = ${settings.maxConnectionTimeSeconds}`,
    );
  });
});

describe('the check of the rules', () => {
  it.each([
    ['a throw', 'export function request() { throw 1; }', 'no-restricted-syntax'],
    ['a try', 'export function request() { try { return 1; } finally { return 2; } }', '@aws-appsync/no-try'],
    ['a counting loop', 'export function request() { for (let i = 0; i < 2; i += 1) {} }', '@aws-appsync/no-for'],
    ['a do loop', 'export function request() { do {} while (false); }', 'no-restricted-syntax'],
    [
      'an increment',
      'export function request() { let i = 0; i++; return i; }',
      '@aws-appsync/no-disallowed-unary-operators',
    ],
    ['an in operator', "export function request(ctx) { return 'a' in ctx; }", '@aws-appsync/no-in-operator'],
    ['a regular expression', 'export function request() { return /a/; }', '@aws-appsync/no-regex'],
    ['recursion', 'export function request() { return request(); }', '@aws-appsync/no-recursion'],
    ['a clock', 'export function request() { return Date.now(); }', 'no-restricted-globals'],
    ['a timer', 'export function request() { setTimeout(); }', 'no-undef'],
    ['a random number', 'export function request() { return Math.random(); }', 'no-restricted-properties'],
    [
      'a function handed on',
      'const f = (g) => 1; const h = () => 2; export function request() { return f(h); }',
      '@aws-appsync/no-function-passing',
    ],
  ])('finds %s', (_title, code, rule) => {
    const findings = newLinter().lint(new Map([['code.js', code]]));
    expect(findings.get('code.js')?.join('\n')).toContain(`${rule}: `);
  });
});
