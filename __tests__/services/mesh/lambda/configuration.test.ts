import { readConfiguration } from '../../../../services/mesh/lambda/configuration';

describe('readConfiguration', () => {
  const environment = {
    DYNAMODB_TABLE_NAME: 'MeshV2Table-stg',
    MESH_EVENT_TTL_SECONDS: '10',
    MESH_SECRET_KEY_PARAMETER: '/mesh/stg/secret-key',
  };

  it('reads the environment', () => {
    expect(readConfiguration(environment)).toEqual({
      tableName: 'MeshV2Table-stg',
      eventTtlSeconds: 10,
      secretKeyParameter: '/mesh/stg/secret-key',
    });
  });

  it('names every variable that is missing or empty', () => {
    expect(() => readConfiguration({ MESH_EVENT_TTL_SECONDS: '' })).toThrow(
      'mesh function: DYNAMODB_TABLE_NAME must be set; MESH_EVENT_TTL_SECONDS must be set; MESH_SECRET_KEY_PARAMETER must be set',
    );
  });

  it.each(['0', '-1', '1.5', 'ten', '1e3'])('refuses %s seconds', (MESH_EVENT_TTL_SECONDS) => {
    expect(() => readConfiguration({ ...environment, MESH_EVENT_TTL_SECONDS })).toThrow(
      `MESH_EVENT_TTL_SECONDS must be a whole number of seconds from 1 to 999999999, got ${MESH_EVENT_TTL_SECONDS}`,
    );
  });
});
