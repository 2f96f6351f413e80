import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { HttpError } from './error-replies';
import { type Fields, type FieldValues } from './fields';
import { type ServiceNames } from './names';
import { type RecordStore, type Refusal } from './record-store';
import { recordSchemas } from './schemas';
import { type StoredRecord } from './stored-record';

export interface RecordRoutesOptions {
  readonly path: string;
  readonly fields: Fields;
  readonly names: ServiceNames;
  readonly store: RecordStore;
}

type Texts = Record<string, unknown>;

/** The routes that list, read, create, replace, modify and delete the records of a service. */
export function addRecordRoutes(app: FastifyInstance, { path, fields, names, store }: RecordRoutesOptions): void {
  const { singular, idParameter } = names;
  const schemas = recordSchemas(fields, idParameter);
  const onePath = `${path}/:${idParameter}`;
  const lastSegment = path.slice(path.lastIndexOf('/') + 1);
  // The schema has admitted only requests with a whole number there.
  const idOf = (request: FastifyRequest): number => (request.params as Record<string, number>)[idParameter] ?? 0;
  const preValidation = parseIntegers;

  const found = (result: StoredRecord | Refusal | undefined): StoredRecord => {
    if (result === undefined || result === 'missing') throw new HttpError(404, `${singular} not found`);
    if (result === 'changed') throw new HttpError(412, `${singular} has changed since it was read`);
    return result;
  };
  const update = async (request: FastifyRequest, reply: FastifyReply): Promise<StoredRecord> => {
    const values = request.body as FieldValues; // as the route's schema says
    const revision = revisionOf(request);
    const record = found(
      revision === null ? await changedOrMissing(request) : await store.update(idOf(request), values, revision),
    );
    void reply.header('etag', tagOf(record));
    return record;
  };
  /** What a request gets that names a revision which no record can have. */
  const changedOrMissing = async (request: FastifyRequest): Promise<Refusal> =>
    (await store.get(idOf(request))) === undefined ? 'missing' : 'changed';

  app.get(path, { schema: schemas.list, preValidation }, async (request, reply) => {
    const { limit, cursor } = request.query as { limit: number; cursor: number }; // as the schema says, with defaults
    const { records, continueAfter } = await store.list(limit, cursor);
    // Relative to the address that the client asked, which a gateway in front may have mapped to this one.
    if (continueAfter !== undefined) {
      void reply.header('link', `<?limit=${limit}&cursor=${continueAfter}>; rel="next"`);
    }
    return records;
  });
  app.get(onePath, { schema: schemas.get, preValidation }, async (request, reply) => {
    const record = found(await store.get(idOf(request)));
    void reply.header('etag', tagOf(record));
    return record;
  });
  app.post(path, { schema: schemas.create }, async (request, reply) => {
    const record = await store.create(request.body as FieldValues); // as the route's schema says
    void reply.code(201).header('location', `${lastSegment}/${record.id}`).header('etag', tagOf(record));
    return record;
  });
  app.put(onePath, { schema: schemas.replace, preValidation }, update);
  app.patch(onePath, { schema: schemas.modify, preValidation }, async (request, reply) => {
    if (Object.keys(request.body as FieldValues).length === 0) {
      const msg = `Body should have at least one of ${Object.keys(fields).join(', ')}`;
      throw new HttpError(422, [{ loc: ['body'], msg, type: 'too_short' }]);
    }
    return update(request, reply);
  });
  app.delete(onePath, { schema: schemas.remove, preValidation }, async (request) => {
    const revision = revisionOf(request);
    const result = revision === null ? await changedOrMissing(request) : await store.delete(idOf(request), revision);
    if (result !== 'deleted') found(result);
    return { message: `${singular} deleted successfully` };
  });
  refuseOtherMethods(app, path, ['GET', 'HEAD', 'POST']);
  refuseOtherMethods(app, onePath, ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']);
}

function tagOf(record: StoredRecord): string {
  return `"${record.revision}"`;
}

/** The revision that the change is meant for: undefined is any, null is one that no record has. */
function revisionOf(request: FastifyRequest): number | undefined | null {
  const tag = request.headers['if-match'];
  if (tag === undefined || tag === '*') return undefined;
  const digits = /^"(\d{1,15})"$/.exec(tag)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Turns whole numbers in the path and the query from text to numbers; bodies are never converted. */
function parseIntegers(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  for (const texts of [request.params as Texts, request.query as Texts]) {
    for (const name in texts) {
      const text = texts[name];
      if (typeof text === 'string' && /^-?\d{1,18}$/.test(text)) texts[name] = Number(text);
    }
  }
  done();
}

function refuseOtherMethods(app: FastifyInstance, url: string, allowed: readonly string[]): void {
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter((method) => !allowed.includes(method)),
    url,
    schema: { hide: true },
    handler: (_request, reply) =>
      reply.code(405).header('allow', allowed.join(', ')).send({ detail: 'Method Not Allowed' }),
  });
}
