import { type ConsoleSnapshot } from './protocol';

/** AppSync's keys: an API key's id is the key itself, and Terraform's id of the resource ends in it. */
const apiKey = /\bda2-[a-z0-9]{26}\b/g;

/** The snapshot with every key in the ids of resources masked: a page gets a key only when it asks for it. */
export function hideKeys({ systems, ...rest }: ConsoleSnapshot): ConsoleSnapshot {
  return {
    ...rest,
    systems: systems.map(({ resources, ...system }) => ({
      ...system,
      resources: resources.map((resource) => ({ ...resource, id: resource.id.replace(apiKey, 'da2-••••••••••••') })),
    })),
  };
}
