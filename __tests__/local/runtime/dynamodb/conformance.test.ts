import { openDynamodb, type DynamodbEngine } from '../../../../local/runtime/dynamodb/engine';
import { systemClock } from '../../../../local/runtime/clock';
import { describeWith } from '../../../support/requires';
import { startDynamodbLocal, type RunningDynamodbLocal } from '../../../support/dynamodb-local';
import { awsJsonClient } from './aws-json-client';
import { conformanceCases } from './conformance-cases';
import { runConformanceCase, type Call } from './run-conformance-case';

describe('the engine on the cases that DynamoDB Local was compared on', () => {
  let engine: DynamodbEngine;
  beforeAll(async () => {
    engine = await openDynamodb({ clock: systemClock });
  });
  afterAll(() => engine.close());

  it('gives every case its own title', () => {
    expect(new Set(conformanceCases.map(({ title }) => title)).size).toBe(conformanceCases.length);
  });

  it.each(conformanceCases)('$title', async (conformanceCase) => {
    expect(await runConformanceCase((action, input) => engine.call(action, input), conformanceCase)).toMatchSnapshot();
  });
});

/**
 * Where DynamoDB Local does not do as the service does: the service makes this error a reason of the cancelled
 * transaction, and a table without the item consumes nothing that was not asked for.
 */
const notAsTheService = new Set(['transaction with an update that cannot be applied', 'delete nothing']);

/** DynamoDB Local words many refusals in its own way, so that of errors the type alone is compared. */
function withoutMessages(outcome: unknown): unknown {
  const { answer, ...rest } = outcome as { answer: Record<string, unknown> };
  if (answer.error === undefined) return outcome;
  const reasons = answer.cancellationReasons as readonly { Code: string }[] | undefined;
  const codes = reasons?.map(({ Code }) => Code);
  return { answer: { ...answer, message: undefined, cancellationReasons: codes }, ...rest };
}

describeWith('dynamodb-local', 'DynamoDB Local and the engine', () => {
  let engine: DynamodbEngine;
  let local: RunningDynamodbLocal;
  let theirs: Call;
  beforeAll(async () => {
    engine = await openDynamodb({ clock: systemClock });
    local = await startDynamodbLocal();
    theirs = awsJsonClient(local.url);
  });
  afterAll(async () => {
    await local.close();
    await engine.close();
  });

  it('agree on every case but those named', async () => {
    const differences: unknown[] = [];
    for (const conformanceCase of conformanceCases) {
      const ours = await runConformanceCase((action, input) => engine.call(action, input), conformanceCase);
      const answers = [ours, await runConformanceCase(theirs, conformanceCase)].map(withoutMessages);
      // Outcomes have their members sorted, so that equal ones have equal JSON.
      if (new Set(answers.map((answer) => JSON.stringify(answer))).size === 1) continue;
      if (!notAsTheService.has(conformanceCase.title)) differences.push([conformanceCase.title, ...answers]);
    }
    expect(differences).toEqual([]);
  }, 180_000);
});
