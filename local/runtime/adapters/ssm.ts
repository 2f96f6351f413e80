import { join } from 'node:path';
import { ParameterStore } from '../ssm/parameter-store';
import { seedParameters } from '../ssm/seed-parameters';
import { type Adapter } from './adapter';
import { readFunctions } from './lambda-definitions';
import { type Place, placeOf, placesOf } from './place';
import { ServiceKey } from './service-registry';

/** The parameter store of each account and region. */
export const parameterStores = new ServiceKey<(place: Place) => ParameterStore | undefined>('parameter stores');

const type = 'aws_ssm_parameter';

/** Parameter Store, with the parameters of the states and, for what functions read as secrets, those of `.env.local`. */
export const ssm: Adapter = {
  name: 'ssm',
  types: [type],
  needs: [],
  start: async (context) => {
    const { clock, randomBytes, projectDirectory } = context;
    const functions = readFunctions(context);
    const resources = context.resources(type).map(({ resource }) => resource);
    const stores = new Map<string, ParameterStore>();
    const file = join(projectDirectory, '.env.local');
    const created: string[] = [];
    for (const place of placesOf([...resources, ...functions.map(({ resource }) => resource)])) {
      const store = new ParameterStore({ ...place, clock });
      const here = ({ id }: Place): boolean => id === place.id;
      const seeded = await seedParameters(
        store,
        {
          resources: resources.filter((resource) => here(placeOf(resource))),
          functions: functions.filter(({ resource }) => here(placeOf(resource))).map(({ definition }) => definition),
        },
        { file, clock, randomBytes },
      );
      created.push(...seeded.createdSecrets);
      stores.set(place.id, store);
    }
    const notices = created.map((name) => `${name} in ${file} is new and random`);
    context.keep({ notices, close: () => Promise.resolve() });
    context.services.provide(parameterStores, ({ id }) => stores.get(id));
  },
};
