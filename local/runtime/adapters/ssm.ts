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
    for (const place of placesOf([...resources, ...functions.map(({ resource }) => resource)])) {
      const store = new ParameterStore({ ...place, clock });
      const here = ({ id }: Place): boolean => id === place.id;
      await seedParameters(
        store,
        {
          resources: resources.filter((resource) => here(placeOf(resource))),
          functions: functions.filter(({ resource }) => here(placeOf(resource))).map(({ definition }) => definition),
        },
        { file: join(projectDirectory, '.env.local'), clock, randomBytes },
      );
      stores.set(place.id, store);
    }
    context.services.provide(parameterStores, ({ id }) => stores.get(id));
  },
};
