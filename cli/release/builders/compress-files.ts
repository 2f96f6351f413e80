import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/** Formats that are not compressed already. */
const compressible = /\.(?:html?|css|js|mjs|json|txt|xml|svg|ico|wasm|webmanifest|ttf)$/;
/** Below this, what is saved does not pay for the header. */
const leastBytes = 512;

/**
 * Public files by path under a folder for each coding: `identity/` has all, `gzip/` and `br/` those that become smaller
 * by at least a tenth. Source maps and what a build compressed itself are left out.
 */
export async function compressFiles(files: ReadonlyMap<string, Uint8Array>): Promise<ReadonlyMap<string, Uint8Array>> {
  const published = [...files].filter(
    ([path]) => !path.endsWith('.map') && !(/\.(?:gz|br)$/.test(path) && files.has(path.replace(/\.\w+$/, ''))),
  );
  const all = await Promise.all(
    published.map(async ([path, content]): Promise<readonly [string, Uint8Array][]> => {
      const plain: [string, Uint8Array] = [`identity/${path}`, content];
      if (!compressible.test(path) || content.length < leastBytes) return [plain];
      const options = {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      };
      const coded: [string, Uint8Array][] = [
        [`br/${path}`, await brotli(content, options)],
        [`gzip/${path}`, await deflate(content, { level: constants.Z_BEST_COMPRESSION })],
      ];
      return [plain, ...coded.filter(([, { length }]) => length <= content.length * 0.9)];
    }),
  );
  return new Map(all.flat().sort(([a], [b]) => (a < b ? -1 : 1)));
}
