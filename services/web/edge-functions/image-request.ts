/**
 * Viewer-request function for images that are resized at the edge. It makes the query of a request one of few, so that each
 * size of an image is made and kept once:
 *
 * - without `w` the original is asked for, and nothing else may be;
 * - `w` and `h` are sizes of the list, `h` only together with `w`;
 * - `fit` (`cover` unless said otherwise) goes with `h` and is dropped without it;
 * - `fm` is what the viewer names or, unnamed, the best of what its `Accept` names: `avif`, `webp`, else `jpeg`;
 * - other parameters are dropped; a parameter that comes twice, or has a value off its list, is answered 400.
 *
 * The runtime has no default arguments, destructuring, spread or `for…of`: the bundler refuses them.
 */

interface Value {
  readonly value: string;
  readonly multiValue?: readonly { readonly value: string }[];
}

interface ViewerRequest {
  readonly uri: string;
  readonly headers: Readonly<Record<string, Value | undefined>>;
  querystring: Readonly<Record<string, Value | undefined>>;
}

interface ViewerResponse {
  readonly statusCode: number;
  readonly statusDescription: string;
  readonly headers: Readonly<Record<string, Value>>;
  readonly body: string;
}

/** Written into the code when it is bundled: sizes in pixels. */
declare const IMAGE_SIZES: { readonly widths: readonly number[]; readonly heights: readonly number[] };

const fits = ['cover', 'contain'];
const defaultFit = 'cover';
/** The best first. */
const formats = ['avif', 'webp', 'jpeg'];
const fallbackFormat = 'jpeg';

function refusal(text: string): ViewerResponse {
  return {
    statusCode: 400,
    statusDescription: 'Bad Request',
    headers: {
      'content-type': { value: 'text/plain; charset=utf-8' },
      'cache-control': { value: 'no-store' },
    },
    body: text + '\n',
  };
}

/** Whether a viewer says that it takes the format: `image/avif` by name, and not with the weight 0. */
function accepts(accept: string, format: string): boolean {
  return accept.split(',').some((range) => {
    const parts = range.split(';').map((part) => part.trim());
    return parts[0] === 'image/' + format && !parts.some((part) => /^q=0(\.0*)?$/.test(part));
  });
}

function bestFormat(request: ViewerRequest): string {
  const header = request.headers.accept;
  const accept = header === undefined ? '' : header.value.toLowerCase();
  const best = formats.find((format) => accepts(accept, format));
  return best ?? fallbackFormat;
}

/** What is wrong with a parameter, if anything. */
function faultOf(name: string, given: Value | undefined, allowed: readonly string[]): string | undefined {
  if (given === undefined) return undefined;
  if (given.multiValue !== undefined && given.multiValue.length > 1) return name + ': must be given once';
  return allowed.includes(given.value) ? undefined : name + ': must be one of ' + allowed.join(', ');
}

export function handler(event: { readonly request: ViewerRequest }): ViewerRequest | ViewerResponse {
  const request = event.request;
  const w = request.querystring.w;
  const h = request.querystring.h;
  const fit = request.querystring.fit;
  const fm = request.querystring.fm;
  const fault = [
    faultOf('w', w, IMAGE_SIZES.widths.map(String)),
    faultOf('h', h, IMAGE_SIZES.heights.map(String)),
    faultOf('fit', fit, fits),
    faultOf('fm', fm, formats),
  ].find((text) => text !== undefined);
  if (fault !== undefined) return refusal(fault);
  if (w === undefined) {
    if (h !== undefined || fit !== undefined || fm !== undefined) return refusal('h, fit and fm: must come with w');
    request.querystring = {};
    return request;
  }
  const query: Record<string, Value> = { w: { value: w.value } };
  if (h !== undefined) {
    query.h = { value: h.value };
    query.fit = { value: fit === undefined ? defaultFit : fit.value };
  }
  query.fm = { value: fm === undefined ? bestFormat(request) : fm.value };
  request.querystring = query;
  return request;
}
