import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { PreparedSubscription } from '../../../../../local/runtime/appsync/api';
import {
  SubscriptionRegistry,
  type Subscriber,
} from '../../../../../local/runtime/appsync/realtime/subscription-registry';

function subscriber(): Subscriber {
  return { deliver: () => true, invalidate: () => undefined };
}

function prepared(args: Record<string, unknown>, more: Partial<PreparedSubscription> = {}): PreparedSubscription {
  return { field: 'onSent', arguments: args, mutations: ['send'], project: () => ({ data: {} }), ...more };
}

it('finds the 40 subscribers of a group among 400, as one audience', () => {
  const registry = new SubscriptionRegistry();
  for (let index = 0; index < 400; index += 1) {
    registry.add(prepared({ group: `g${index % 10}` }), `g${index % 10}`, subscriber());
  }
  expect(registry.size).toBe(400);
  const audiences = registry.audiences('send', { group: 'g3' });
  expect(audiences.map(({ subscribers }) => subscribers.size)).toEqual([40]);
  expect(registry.audiences('send', { group: 'g10' })).toEqual([]);
  expect(registry.audiences('other', { group: 'g3' })).toEqual([]);
});

it('listens to each mutation once', () => {
  const registry = new SubscriptionRegistry();
  const remove = registry.add(prepared({}, { mutations: ['send', 'fire', 'send'] }), '', subscriber());
  for (const mutation of ['send', 'fire']) expect(registry.audiences(mutation, {})).toHaveLength(1);
  remove();
  for (const mutation of ['send', 'fire']) expect(registry.audiences(mutation, {})).toEqual([]);
  expect(registry.size).toBe(0);
});

it('keeps audiences apart by field and by projection', () => {
  const registry = new SubscriptionRegistry();
  registry.add(prepared({}), 'a', subscriber());
  registry.add(prepared({}), 'b', subscriber());
  registry.add(prepared({}, { field: 'onOther' }), 'a', subscriber());
  expect(registry.audiences('send', {})).toHaveLength(3);
});

it('adds and removes in any order', () => {
  const registry = new SubscriptionRegistry();
  const filter = { filterGroup: [{ filters: [{ fieldName: 'group', operator: 'beginsWith', value: 'g' }] }] };
  const kinds = [prepared({ group: 'g' }), prepared({ group: 'g' }, { filter, invalidation: filter })];
  const found = (): number =>
    registry.audiences('send', { group: 'g' }).reduce((sum, { subscribers }) => sum + subscribers.size, 0);
  const removals = Array.from({ length: 12 }, (_, index) =>
    registry.add(kinds[index % 2]!, `${index % 3}`, subscriber()),
  );
  expect(registry.invalidated('onSent', { group: 'g' })).toHaveLength(6);
  for (const [index, position] of [5, 0, 11, 3, 8, 1, 2, 10, 4, 9, 7, 6].entries()) {
    expect(found()).toBe(12 - index);
    removals[position]!();
  }
  expect(found()).toBe(0);
  expect(registry.invalidated('onSent', { group: 'g' })).toEqual([]);
});

it('registers nothing when a filter is not valid', () => {
  const registry = new SubscriptionRegistry();
  expect(() => registry.add(prepared({}, { filter: {} }), '', subscriber())).toThrow('filterGroup must be a list');
  expect(() => registry.add(prepared({}, { invalidation: {} }), '', subscriber())).toThrow(
    'filterGroup must be a list',
  );
  expect(registry.size).toBe(0);
  expect(registry.audiences('send', {})).toEqual([]);
});

it('keeps the document of one subscription for an audience, not of each', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const registry = new SubscriptionRegistry();
  const removals: (() => void)[] = [];
  const documents = ['first', 'second'].map((name) => {
    const document = { name };
    removals.push(registry.add(prepared({}, { project: () => ({ data: document }) }), '', subscriber()));
    return new WeakRef(document);
  });
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  expect(documents.map((document) => document.deref()?.name)).toEqual(['first', undefined]);
  for (const remove of removals) remove();
});
