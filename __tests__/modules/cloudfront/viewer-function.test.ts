import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { bundleViewerCode } from '../../../modules/cloudfront/viewer-code';
import { ViewerFunction } from '../../../modules/cloudfront/viewer-function';
import { SynthesizedScope } from '../../support/synth-scope';

describe('bundleViewerCode', () => {
  const directory = mkdtempSync(join(tmpdir(), 'viewer-code-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });
  const bundle = (source: string, define?: Readonly<Record<string, unknown>>) => {
    const entryPoint = join(directory, 'function.ts');
    writeFileSync(entryPoint, source);
    return bundleViewerCode(entryPoint, define);
  };

  it('gives one script that declares handler, with the constants in it', () => {
    const code = bundle(
      `declare const LIMITS: { readonly most: number };
       export const handler = (event: { value: number }) => event.value <= LIMITS.most ? 'yes' : 'no';`,
      { LIMITS: { most: 3 } },
    );
    expect(runInNewContext(`${code};handler({ value: 3 }) + handler({ value: 4 })`)).toBe('yesno');
    expect(code).not.toMatch(/\bexport\b/);
  });

  it('writes in older words what has some', () => {
    const code = bundle('export const handler = (event: { a?: { b: number } }) => event.a?.b ?? 0;');
    expect(code).not.toMatch(/\?\.|\?\?/);
    expect(runInNewContext(`${code};handler({ a: { b: 5 } }) + handler({})`)).toBe(5);
  });

  it.each([
    ['for-of', 'export function handler(e: string[]) { for (const one of e) return one; }'],
    ['destructuring', 'export function handler({ request }: { request: string }) { return request; }'],
    ['default', 'export function handler(event = 1) { return event; }'],
  ])('refuses %s, which the runtime does not have', (_what, source) => {
    expect(() => bundle(source)).toThrow(/function\.ts:1:\d+: ERROR: Transforming .* is not supported yet/);
  });

  it('refuses more code than CloudFront takes', () => {
    expect(() => bundle(`export const handler = () => '${'x'.repeat(10_240)}';`)).toThrow(
      /function\.ts: the bundle must be at most 10240 bytes long, got 10\d{3}/,
    );
  });
});

describe('ViewerFunction', () => {
  const synth = (name = 'shop', code = 'function handler(e){return e.request}') =>
    new SynthesizedScope((scope) => void new ViewerFunction(scope, 'Function', { name, comment: 'Shop', code }));

  it('is published, and Terraform reads its code as it is', () => {
    expect(synth('shop', 'var a=`${b}`').only('aws_cloudfront_function')).toMatchObject({
      name: 'shop',
      runtime: 'cloudfront-js-2.0',
      publish: true,
      code: 'var a=`$${b}`',
    });
  });

  it('refuses a name that CloudFront does not take', () => {
    expect(() => synth('a.b')).toThrow('Function: name must be 1 to 64 letters, digits, hyphens or underscores');
  });
});
