import { type FastifyInstance } from 'fastify';

/** Methods whose requests mean something without a body; clients send `content-type` with them all the same. */
const withoutBody = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS']);

/** Reads JSON bodies. An empty one is no body where none is needed, and a fault elsewhere. */
export function parseJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('remove', 'remove');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '' && withoutBody.has(request.method)) done(null, undefined);
    else void parse(request, body, done);
  });
}
