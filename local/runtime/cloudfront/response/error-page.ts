import { STATUS_CODES } from 'node:http';
import { type EdgeResponse } from '../edge-message';
import { HeaderList } from '../header-list';

/**
 * A response of the edge's own, such as for a method that is not allowed.
 * @param detail what happened, in words
 */
export function errorPage(status: number, detail: string): EdgeResponse {
  const text = detail.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const body = Buffer.from(
    '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>ERROR: The request could not be satisfied</title></head>\n' +
      `<body>\n<h1>${status} ${STATUS_CODES[status] ?? 'Error'}</h1>\n<p>The request could not be satisfied: ${text}</p>\n</body>\n</html>\n`,
  );
  const headers = new HeaderList([
    'Server',
    'CloudFront',
    'Content-Type',
    'text/html; charset=utf-8',
    'Content-Length',
    String(body.length),
  ]);
  return { status, headers, body };
}
