import loadWasm from '@jitl/quickjs-wasmfile-release-sync/emscripten-module';
import { QuickJSFFI } from '@jitl/quickjs-wasmfile-release-sync/ffi';
import { newQuickJSWASMModuleFromVariant, type QuickJSWASMModule } from 'quickjs-emscripten';

let engine: Promise<QuickJSWASMModule> | undefined;

/**
 * QuickJS as WebAssembly, loaded once a process. Named by its parts, because the package's own way loads them by
 * `import()`, which hosts of CommonJS modules such as Jest refuse.
 */
export function quickJs(): Promise<QuickJSWASMModule> {
  engine ??= newQuickJSWASMModuleFromVariant({
    type: 'sync',
    importFFI: () => Promise.resolve(QuickJSFFI),
    importModuleLoader: () => Promise.resolve(loadWasm),
  });
  return engine;
}
