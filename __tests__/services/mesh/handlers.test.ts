import { meshCodeNames } from './mesh-code';
import { loadMeshCode } from './mesh-handlers';

const pipelines = [
  'Query.getNodeStatus',
  'Mutation.joinGroup',
  'Mutation.renewHeartbeat',
  'Mutation.sendMemberHeartbeat',
  'Mutation.reportDataByNode',
  'Mutation.fireEventsByNode',
];
const withoutDataSource = [...pipelines, 'Mutation.createGroup', 'Query.pollGroupData'].map(
  (name) => `resolvers/${name}`,
);

describe.each(meshCodeNames.filter((name) => !withoutDataSource.includes(name)))('%s', (name) => {
  it('passes on what the data source failed with', () => {
    const error = { message: 'Throughput exceeds the limit', type: 'DynamoDB:ProvisionedThroughputExceededException' };
    expect(loadMeshCode(name).response({ error, result: null, prev: null })).toEqual({
      error: { message: error.message, errorType: error.type },
    });
  });
});

describe.each(pipelines)('%s', (name) => {
  it('answers what its last function answered', () => {
    const code = loadMeshCode(`resolvers/${name}`);
    expect(code.request()).toEqual({ value: {} });
    expect(code.response({ prev: { id: 'n1' } })).toEqual({ value: { id: 'n1' } });
    expect(code.response({ prev: null })).toEqual({ value: null });
  });
});
