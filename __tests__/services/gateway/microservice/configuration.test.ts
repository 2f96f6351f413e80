import { readConfiguration } from '../../../../services/gateway/microservice/configuration';
import { namesOf } from '../../../../services/gateway/microservice/names';

const environment = {
  SERVICE_NAME: 'users',
  SERVICE_TITLE: 'User Service',
  SERVICE_PATH: '/users',
  SERVICE_VERSION: '1.0.0',
  PORT: '3000',
  TABLE_NAME: 'gateway-users-stg',
  FIELDS: '{"name":"text","email":"email","state":["a","b"]}',
};

describe('configuration of a microservice', () => {
  it('is what the environment says', () => {
    const examples = [{ name: 'n', email: 'n@example.com', state: 'a' }];
    expect(
      readConfiguration({ ...environment, HOST: '127.0.0.1', LOG_LEVEL: 'ERROR', EXAMPLES: JSON.stringify(examples) }),
    ).toEqual({
      serviceName: 'users',
      title: 'User Service',
      path: '/users',
      version: '1.0.0',
      host: '127.0.0.1',
      port: 3000,
      logLevel: 'ERROR',
      tableName: 'gateway-users-stg',
      fields: { name: 'text', email: 'email', state: ['a', 'b'] },
      examples,
    });
    expect(readConfiguration(environment)).toMatchObject({ host: '0.0.0.0', logLevel: 'INFO', examples: [] });
  });

  it.each([
    ['SERVICE_NAME', 'Users', 'SERVICE_NAME must be a lower-case name of at most 16 characters, got Users'],
    ['SERVICE_PATH', 'users', 'SERVICE_PATH must be a path such as /users, got users'],
    ['SERVICE_PATH', '/health', 'SERVICE_PATH must leave /health free, got /health'],
    ['PORT', '0', 'PORT must be a port from 1 to 65535, got 0'],
    ['PORT', '70000', 'PORT must be a port from 1 to 65535, got 70000'],
    ['PORT', undefined, 'PORT must be a port from 1 to 65535, got nothing'],
    ['LOG_LEVEL', 'info', 'LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, got info'],
    ['FIELDS', undefined, 'FIELDS: must be a JSON object of field names and types, got nothing'],
    ['FIELDS', '[]', 'FIELDS: must be a JSON object of field names and types, got []'],
    ['FIELDS', '{}', 'FIELDS: must name 1 to 40 fields, got 0'],
    [
      'FIELDS',
      '{"id":"text"}',
      "FIELDS: id must not be one of id, created_at, pk, sk, revision, the service's own names",
    ],
    ['FIELDS', '{"Name":"text"}', 'FIELDS: field names must match ^[a-z][a-z0-9_]{0,39}$, got Name'],
    [
      'FIELDS',
      '{"a":"money"}',
      'FIELDS: a must be text, email, integer, amount, boolean, timestamp or a list of words',
    ],
    ['FIELDS', '{"a":[]}', 'FIELDS: a must be text, email, integer, amount, boolean, timestamp or a list of words'],
    ['FIELDS', '{"a":["x","x"]}', 'FIELDS: a must be'],
    ['EXAMPLES', '{}', 'EXAMPLES must be a JSON array of at most 99 records'],
    ['EXAMPLES', JSON.stringify(Array.from({ length: 100 }, () => 1)), 'EXAMPLES must be a JSON array of at most 99'],
  ])('refuses %s = %s', (name, value, message) => {
    expect(() => readConfiguration({ ...environment, [name]: value })).toThrow(message);
  });

  it('tells all faults at once', () => {
    expect(() => readConfiguration({})).toThrow(
      /^microservice: SERVICE_NAME .*SERVICE_TITLE .*SERVICE_PATH .*SERVICE_VERSION .*PORT .*TABLE_NAME .*FIELDS/,
    );
  });

  it.each([
    ['User Service', { singular: 'User', service: 'user-service', idParameter: 'user_id' }],
    ['Line Item Service', { singular: 'Line Item', service: 'line-item-service', idParameter: 'line_item_id' }],
    ['Catalogue', { singular: 'Catalogue', service: 'catalogue', idParameter: 'catalogue_id' }],
  ])('derives names from the title %s', (title, names) => {
    expect(namesOf(title)).toEqual(names);
  });
});
