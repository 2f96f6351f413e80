import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portOf, requireHosts, requireState } from '../../../cli/start/start-options';

describe('portOf', () => {
  it.each([
    ['0', 0],
    ['4000', 4000],
    ['65535', 65_535],
  ])('takes %s', (text, port) => {
    expect(portOf('--port', text)).toBe(port);
  });

  it.each([
    ['65536', '65536'],
    ['-1', '-1'],
    ['4.5', '4.5'],
    ['abc', 'abc'],
    ['', '""'],
  ])('refuses "%s" as it was given', (text, got) => {
    expect(() => portOf('--port', text)).toThrow(`--port must be an integer from 0 to 65535, got ${got}`);
  });
});

describe('requireHosts', () => {
  it('refuses what is no host', () => {
    expect(() => requireHosts('127.0.0.1', ['example.com', '*.example.com'])).not.toThrow();
    expect(() => requireHosts('127.0.0.1', ['a b'])).toThrow('allowed host must be a name, an address or *.<name>');
  });
});

describe('requireState', () => {
  const directory = mkdtempSync(join(tmpdir(), 'state-option-'));
  const file = join(directory, 'a.tfstate');
  writeFileSync(file, '{}');
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each(['rehearsal', 'backend', file, join(directory, 'not-there-yet')])('takes %s', (state) => {
    expect(() => requireState(state, false)).not.toThrow();
  });

  it.each(['', directory])('refuses "%s"', (state) => {
    expect(() => requireState(state, false)).toThrow(
      `--state must be "backend" or the file of a state, got "${state}"`,
    );
  });

  it('refuses to deploy what is deployed', () => {
    expect(() => requireState(file, true)).toThrow('is deployed already, so --deploy-only has nothing to do');
    expect(() => requireState('rehearsal', true)).not.toThrow();
  });
});
