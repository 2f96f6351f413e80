import { CliProject } from '../../support/cli-project';
import { describeWith } from '../../support/requires';

describeWith('terraform', 'tristage coverage', () => {
  const body = { resource: { aws_dynamodb_table: { A: {} }, aws_neptune_cluster: { B: {} } } };
  const project = new CliProject({ 'a-stg': { body } });
  afterAll(() => project.remove());

  it('lists the types in use that are known by their schema alone', async () => {
    const result = await project.run(['coverage', '--json']);
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout)).toEqual({ resources: ['aws_neptune_cluster'], dataSources: [] });
    expect((await project.run(['coverage', '--strict'])).code).toBe(1);
  });
});
