import { readConfiguration } from '../../../../services/web/app/server/runtime/configuration';

const system = { name: 'mesh', title: 'Mesh v2', parameter: '/mesh/stg/graphql-endpoint' };

describe('configuration of the web app', () => {
  it('has defaults for all', () => {
    expect(readConfiguration({})).toEqual({
      ...{ host: '0.0.0.0', port: 3000, stage: 'local', logLevel: 'INFO', htmlCacheSeconds: 0 },
      ...{ meshEndpointParameter: undefined, meshApiKeyParameter: undefined, systems: [], imageWidths: [] },
    });
  });

  it('takes what the task is given', () => {
    const given = readConfiguration({
      ...{ HOST: '127.64.0.2', PORT: '8080', STAGE: 'stg2', LOG_LEVEL: 'WARNING', HTML_CACHE_SECONDS: '60' },
      ...{ MESH_ENDPOINT_PARAMETER: '/mesh/stg2/graphql-endpoint', MESH_API_KEY_PARAMETER: '/mesh/stg2/api-key' },
      ...{ SYSTEMS: JSON.stringify([system]), IMAGE_WIDTHS: '640,320' },
    });
    expect(given).toEqual({
      ...{ host: '127.64.0.2', port: 8080, stage: 'stg2', logLevel: 'WARNING', htmlCacheSeconds: 60 },
      ...{ meshEndpointParameter: '/mesh/stg2/graphql-endpoint', meshApiKeyParameter: '/mesh/stg2/api-key' },
      ...{ systems: [system], imageWidths: [320, 640] },
    });
  });

  it.each([
    [{ PORT: '0' }, 'PORT must be an integer from 1 to 65535, got 0'],
    [{ PORT: '80x' }, 'PORT must be an integer from 1 to 65535, got 80x'],
    [{ HOST: '' }, 'HOST must be an address to listen on, got nothing'],
    [{ STAGE: 'Prod!' }, 'STAGE must be a lower-case name of at most 16 characters, got Prod!'],
    [{ LOG_LEVEL: 'info' }, 'LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, got info'],
    [{ HTML_CACHE_SECONDS: '86401' }, 'HTML_CACHE_SECONDS must be an integer from 0 to 86400, got 86401'],
    [{ HTML_CACHE_SECONDS: '-1' }, 'HTML_CACHE_SECONDS must be an integer from 0 to 86400, got -1'],
    [
      { MESH_API_KEY_PARAMETER: '/mesh/stg/api-key' },
      'MESH_ENDPOINT_PARAMETER and MESH_API_KEY_PARAMETER must be set both or neither',
    ],
    [
      { MESH_ENDPOINT_PARAMETER: 'a b', MESH_API_KEY_PARAMETER: 'c' },
      'MESH_ENDPOINT_PARAMETER must be the name of an SSM parameter, got a b',
    ],
    [{ SYSTEMS: '{' }, 'SYSTEMS must be a JSON array of at most 50 objects'],
    [{ SYSTEMS: '{}' }, 'SYSTEMS must be a JSON array of at most 50 objects'],
    [{ SYSTEMS: JSON.stringify([{ ...system, parameter: 'a b' }]) }, 'got another entry'],
    [{ SYSTEMS: JSON.stringify([{ name: 'mesh', title: 'Mesh v2' }]) }, 'got another entry'],
    [{ SYSTEMS: JSON.stringify(Array(51).fill(system)) }, 'at most 50 objects'],
    [{ IMAGE_WIDTHS: '320,' }, 'IMAGE_WIDTHS must be at most 16 integers from 16 to 4096 with commas, got 320,'],
    [{ IMAGE_WIDTHS: '5000' }, 'IMAGE_WIDTHS must be at most 16 integers from 16 to 4096 with commas, got 5000'],
  ])('refuses %j', (environment, message) => {
    expect(() => readConfiguration(environment)).toThrow(message);
  });

  it('reports every fault at once', () => {
    expect(() => readConfiguration({ PORT: 'x', STAGE: '' })).toThrow(/^web app: PORT must .*; STAGE must /);
  });
});
