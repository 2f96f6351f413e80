import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type AccountObjects, openAccountObjects } from '../../../../local/provider/objects/account-objects';

const accountId = '111122223333';
const service = (name: string, change: object = {}) => ({
  type: 'aws_ecs_service',
  accountId,
  region: 'eu-west-1',
  attributes: { name, cluster: 'c', desired_count: 0, network_configuration: [{ subnets: ['subnet-1'] }], ...change },
});

describe('AccountObjects', () => {
  let directory: string;
  let objects: AccountObjects;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tristage-account-'));
    objects = openAccountObjects(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const onlyFile = () => {
    const [path, ...others] = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );
    if (path === undefined || others.length > 0) throw new Error('expected one object');
    return join(directory, path);
  };

  it('creates an object, finds it by its attributes and changes it', () => {
    objects.create(service('users'));
    objects.create(service('orders'));
    expect(objects.find('aws_ecs_service', {})).toHaveLength(2);
    const match = { name: 'users', network_configuration: [{ subnets: ['subnet-1'] }] };
    const [found] = objects.find('aws_ecs_service', match);
    expect(found).toMatchObject({ type: 'aws_ecs_service', accountId, region: 'eu-west-1' });
    expect(found?.attributes).toMatchObject({ ...service('users').attributes, region: 'eu-west-1' });
    expect(found?.attributes.id).toMatch(/^ecs_service-[0-9a-f]{17}$/);

    objects.update('aws_ecs_service', match, { desired_count: 2 });
    expect(objects.find('aws_ecs_service', { desired_count: 2 })).toEqual([
      { ...found, attributes: { ...found?.attributes, desired_count: 2 } },
    ]);
    expect(objects.find('aws_ecs_service', { name: 'payments' })).toEqual([]);
    expect(objects.find('aws_unheard_of', {})).toEqual([]);
  });

  it('keeps the region of an object out of the folders of global types', () => {
    objects.create({ type: 'aws_iam_role', accountId, region: 'global', attributes: { name: 'task' } });
    expect(onlyFile()).toContain(join(accountId, 'global', 'aws_iam_role'));
    expect(objects.find('aws_iam_role', {})[0]).toMatchObject({ region: 'global', attributes: { name: 'task' } });
  });

  it('takes objects of types that the provider does not know, and every digit of their numbers', () => {
    objects.create({
      type: 'aws_teapot',
      accountId,
      region: 'eu-west-1',
      attributes: { lid: { open: true }, size: 1 },
    });
    objects.create({
      type: 'aws_teapot',
      accountId,
      region: 'eu-west-1',
      attributes: { lid: { open: true }, size: 1 },
    });
    const both = objects.find('aws_teapot', { lid: { open: true } });
    expect(new Set(both.map(({ attributes }) => attributes.id)).size).toBe(2);
    rmSync(join(directory, accountId), { recursive: true });

    objects.create({ type: 'aws_teapot', accountId, region: 'eu-west-1', attributes: { size: 1 } });
    const file = onlyFile();
    writeFileSync(file, readFileSync(file, 'utf8').replace('"size": 1', '"size": 12345678901234567890'));
    objects.update('aws_teapot', {}, { lid: null });
    expect(readFileSync(file, 'utf8')).toContain('"size": 12345678901234567890');
    expect(objects.find('aws_teapot', {})[0]?.attributes.size).toBe(12345678901234567890);
  });

  it.each<[string, (objects: AccountObjects) => void, string]>([
    ['changes nothing', (all) => all.update('aws_ecs_service', { name: 'x' }, {}), '{"name":"x"}: there is no such'],
    ['cannot choose', (all) => all.update('aws_ecs_service', {}, { desired_count: 1 }), '2 objects match; name one'],
    [
      'would rename',
      (all) => all.update('aws_ecs_service', { name: 'users' }, { name: 'people' }),
      'name identifies the object and cannot be changed',
    ],
    [
      'would move to another region',
      (all) => all.update('aws_ecs_service', { name: 'users' }, { region: 'us-east-1' }),
      'region identifies the object',
    ],
    [
      'would make what exists',
      (all) => all.create(service('users', { desired_count: 9 })),
      'an object with cluster "c", name "users" exists already',
    ],
    [
      'gets what is not JSON',
      (all) => all.update('aws_ecs_service', { name: 'users' }, { desired_count: undefined }),
      'desired_count: not a JSON value: undefined',
    ],
    [
      'gets something that is no account',
      (all) => all.create({ ...service('users'), accountId: '../..' }),
      'not an object key',
    ],
  ])('throws where it %s', (_, action, message) => {
    objects.create(service('users'));
    objects.create(service('orders'));
    const before = objects.find('aws_ecs_service', {});
    expect(() => action(objects)).toThrow(message);
    expect(objects.find('aws_ecs_service', {})).toEqual(before);
  });

  it('loses no change of several processes', async () => {
    objects.create(service('users'));
    const program = (name: string) => `
      const { openAccountObjects } = require(${JSON.stringify(join(__dirname, '../../../../local/provider/objects/account-objects'))});
      const objects = openAccountObjects(${JSON.stringify(directory)});
      for (let index = 0; index < 40; index += 1) {
        objects.update('aws_ecs_service', { name: 'users' }, { ['${name}' + index]: index });
      }`;
    const children = ['a', 'b', 'c'].map((name) =>
      spawn(process.execPath, ['-r', 'tsx/cjs', '-e', program(name)], { stdio: ['ignore', 'inherit', 'inherit'] }),
    );
    const codes = await Promise.all(children.map((child) => once(child, 'close')));
    expect(codes.map(([code]) => code as unknown)).toEqual([0, 0, 0]);
    const attributes = objects.find('aws_ecs_service', {})[0]?.attributes ?? {};
    expect(Object.keys(attributes).filter((name) => /^[abc]\d+$/.test(name))).toHaveLength(120);
  });

  it('takes over the lock of a process that is gone', async () => {
    objects.create(service('users'));
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'close');
    const file = onlyFile();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(join(dirname(file), `.${file.slice(dirname(file).length + 1)}.lock`), String(child.pid));
    objects.update('aws_ecs_service', { name: 'users' }, { desired_count: 3 });
    expect(objects.find('aws_ecs_service', { desired_count: 3 })).toHaveLength(1);
    expect(readdirSync(dirname(file))).toHaveLength(1);
  });
});
