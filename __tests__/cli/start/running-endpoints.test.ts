import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openProject } from '../../../cli/project';
import { findEndpoint, publishEndpoints } from '../../../cli/start/running-endpoints';
import { TemporaryDirectory } from '../../support/deployed-state';

describe('the endpoints of what runs', () => {
  const place = '111122223333/ap-northeast-1';
  let directory: TemporaryDirectory;
  beforeEach(() => {
    directory = new TemporaryDirectory();
  });
  afterEach(() => directory.remove());
  const project = () => openProject(directory.path, {});

  it('are found by the stack that runs, as long as it runs', () => {
    const end = publishEndpoints(project(), { stacks: ['web-stg'], endpoints: { [place]: 'http://127.0.0.1:5' } });
    expect(findEndpoint(project(), 'web-stg', place)).toBe('http://127.0.0.1:5');
    expect(() => findEndpoint(project(), 'web-delivery-prod', place)).toThrow('nothing of this project runs it');
    end();
    expect(() => findEndpoint(project(), 'web-stg', place)).toThrow(
      'web-stg: nothing of this project runs it on this machine',
    );
  });

  it('of a process that was killed are not taken for running', () => {
    publishEndpoints(project(), { stacks: ['web-stg'], endpoints: { [place]: 'http://127.0.0.1:5' } });
    const file = join(directory.path, '.tristage/endpoints', `${process.pid}.json`);
    const stale = {
      pid: process.pid,
      start: 'another',
      stacks: ['web-stg'],
      endpoints: { [place]: 'http://127.0.0.1:5' },
    };
    writeFileSync(file, JSON.stringify(stale));
    expect(() => findEndpoint(project(), 'web-stg', place)).toThrow('nothing of this project runs it');
    expect(readdirSync(join(directory.path, '.tristage/endpoints'))).toEqual([]);
  });
});
