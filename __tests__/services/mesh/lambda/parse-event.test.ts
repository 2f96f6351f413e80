import { parseEvent } from '../../../../services/mesh/lambda/parse-event';
import { eventOf } from './mesh-fixture';

describe('parseEvent', () => {
  const ids = { groupId: 'g1', domain: 'd1', nodeId: 'n1' };

  it('refuses a field that the function does not resolve', () => {
    expect(() => parseEvent(eventOf('createGroup', {}))).toThrow(
      'mesh function: fieldName must be createDomain, leaveGroup, dissolveGroup or recordEventsByNode, got createGroup',
    );
  });

  it.each([
    ['leaveGroup', { ...ids, nodeId: 5 }, 'leaveGroup: nodeId must be a string, got number'],
    ['dissolveGroup', ids, 'dissolveGroup: hostId must be a string, got undefined'],
    ['recordEventsByNode', { ...ids, events: null }, 'recordEventsByNode: events must be a list, got object'],
    ['recordEventsByNode', { ...ids, events: [null] }, 'recordEventsByNode: events[0] must be an object, got null'],
    [
      'recordEventsByNode',
      { ...ids, events: [{ eventName: 'go' }, { eventName: 'go', payload: 1 }] },
      'recordEventsByNode: events[1]: payload must be a string, got number',
    ],
  ])('refuses arguments of %s that the schema would not let through', (fieldName, args, message) => {
    expect(() => parseEvent(eventOf(fieldName, args))).toThrow(message);
  });

  it('takes an absent optional argument for null', () => {
    const events = [{ eventName: 'go', payload: null, orderKey: null }];
    expect(parseEvent(eventOf('recordEventsByNode', { ...ids, events: [{ eventName: 'go' }] }))).toEqual({
      fieldName: 'recordEventsByNode',
      args: { ...ids, events },
    });
  });
});
