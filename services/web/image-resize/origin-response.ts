import { type EdgeHeaders, type EdgeResponse, type OriginResponseEvent } from './edge-event';
import { requestedSize, type RequestedSize, type Sizes } from './requested-size';
import { resize } from './resize';

export interface Original {
  readonly body: Uint8Array;
  /** With its quotes. */
  readonly etag?: string;
}

export interface OriginResponseOptions {
  readonly sizes: Sizes;
  /** Reads an original by its key; undefined when there is none. */
  readonly read: (key: string) => Promise<Original | undefined>;
  /** Writes a line of the log. */
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
}

/** CloudFront takes 1 MiB with headers from an origin-response function, and the body counts as base64. */
const maxEncodedBytes = 1024 * 1024 - 16 * 1024;

/** A cut that fails now is tried again soon. */
const retrySeconds = 60;

/**
 * The origin-response function of images: an answer 200 of the bucket becomes the image in the asked size. An image that
 * cannot be made, or is larger than CloudFront takes from a function, is a redirect to its original.
 */
export function originResponse({ sizes, read, log }: OriginResponseOptions) {
  return async (event: OriginResponseEvent): Promise<EdgeResponse> => {
    const { request, response } = event.Records[0].cf;
    if (response.status !== '200') return response;
    try {
      const size = requestedSize(request.querystring, sizes);
      if (size === undefined) return response;
      const original = await read(decodeURIComponent(request.uri.slice(1)));
      if (original === undefined) return refused('404', 'Not Found');
      const image = await resize(original.body, size);
      if (Math.ceil(image.length / 3) * 4 > maxEncodedBytes) {
        log({ level: 'WARNING', message: 'image too large for the edge', uri: request.uri, bytes: image.length });
        return toOriginal(request.uri);
      }
      return answer(image, size, original, response, request.method);
    } catch (error) {
      log({
        level: 'ERROR',
        message: 'image not made',
        uri: request.uri,
        query: request.querystring,
        error: text(error),
      });
      return error instanceof RangeError ? refused('400', 'Bad Request') : toOriginal(request.uri);
    }
  };
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const header = (name: string, value: string): EdgeHeaders => ({ [name.toLowerCase()]: [{ key: name, value }] });

function answer(
  image: Buffer,
  { width, height, fit, format }: RequestedSize,
  { etag }: Original,
  response: EdgeResponse,
  method: string,
): EdgeResponse {
  const { 'cache-control': cacheControl, 'last-modified': lastModified } = response.headers;
  const size = [width, height ?? 'auto', fit, format].join('-');
  return {
    status: '200',
    statusDescription: 'OK',
    headers: {
      ...(cacheControl && { 'cache-control': cacheControl }),
      ...(lastModified && { 'last-modified': lastModified }),
      ...header('Content-Type', `image/${format}`),
      // The viewer-request function chose the format by this header when the address names none.
      ...header('Vary', 'Accept'),
      ...(etag === undefined ? {} : header('ETag', `W/"${etag.replaceAll('"', '')}-${size}"`)),
    },
    ...(method === 'HEAD' ? {} : { body: image.toString('base64'), bodyEncoding: 'base64' }),
  };
}

function toOriginal(uri: string): EdgeResponse {
  return {
    status: '302',
    statusDescription: 'Found',
    headers: { ...header('Location', uri), ...header('Cache-Control', `public, max-age=${retrySeconds}`) },
  };
}

function refused(status: string, statusDescription: string): EdgeResponse {
  return { status, statusDescription, headers: header('Cache-Control', 'no-store'), body: '', bodyEncoding: 'text' };
}
