import { type FastifyInstance } from 'fastify';
import { type Fields, type FieldValues } from './fields';
import { recordBodySchema } from './schemas';

/**
 * Holds the examples against the schema that bodies of creates are held against. `app` must be ready.
 * @throws Error naming every fault of every example
 */
export function checkExamples(app: FastifyInstance, fields: Fields, examples: readonly unknown[]): FieldValues[] {
  const compile = app.validatorCompiler;
  if (compile === undefined) throw new Error('check examples: the app must be ready');
  const validate = compile({ schema: recordBodySchema(fields), method: 'POST', url: '', httpPart: 'body' });
  const faults = examples.flatMap((example, index) => {
    const result: unknown = validate(example);
    if (result === true) return [];
    const errors = 'errors' in validate && Array.isArray(validate.errors) ? (validate.errors as AjvError[]) : [];
    return errors.map(({ instancePath = '', message = '' }) => `EXAMPLES[${index}]${instancePath} ${message}`);
  });
  if (faults.length > 0) throw new Error(`microservice: ${faults.join('; ')}`);
  return examples as FieldValues[]; // the schema admits nothing else
}

interface AjvError {
  readonly instancePath?: string;
  readonly message?: string;
}
