import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';

const entry = join(__dirname, '../../../../../local/runtime/appsync/util/runtime.ts');

describe('the runtime in a sandbox', () => {
  it('bundles without Node modules and runs with the globals of the language alone', async () => {
    const bundle = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'appsync',
      platform: 'neutral',
      metafile: true,
    });
    expect(Object.keys(bundle.metafile.inputs).filter((path) => path.includes('node_modules'))).toEqual([]);

    const context = createContext({});
    // A context of its own has no web or Node globals; what ECMA-402 and WebAssembly add is taken away too.
    runInContext(
      'delete globalThis.Intl; delete globalThis.WebAssembly; delete globalThis.SharedArrayBuffer;',
      context,
    );
    runInContext(bundle.outputFiles[0]?.text ?? '', context);
    const answer: unknown = runInContext(
      `(() => {
        const { util, modules } = appsync.createRuntime({
          nowMs: () => 1517943695749,
          randomBytes: (count) => new Uint8Array(count),
        });
        return JSON.stringify([
          util.time.nowFormatted('EEE d MMM yyyy HH:mm XXX', '+09:00'),
          util.base64Encode('é'),
          util.urlEncode('é '),
          util.matches('\\\\p{Alpha}+', 'abc'),
          util.autoId(),
          util.autoKsuid().length,
          util.xml.toMap('<a>1</a>'),
          modules['@aws-appsync/utils/dynamodb'].get({ key: { id: 1 } }).operation,
        ]);
      })()`,
      context,
    );
    expect(JSON.parse(String(answer))).toEqual([
      'Wed 7 Feb 2018 04:01 +09:00',
      'w6k=',
      '%C3%A9+',
      true,
      '00000000-0000-4000-8000-000000000000',
      27,
      { a: 1 },
      'GetItem',
    ]);
  });
});
