const maxNames = 1000;

interface Named {
  readonly id: string;
  readonly domain: string;
  readonly name: string;
  readonly hostId: string;
}

function isNamedGroup(value: unknown): value is Named {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['id', 'domain', 'name', 'hostId'].every((key) => typeof Reflect.get(value, key) === 'string')
  );
}

/** Names of groups. Published messages carry ids only, so a name is known once an answer to a request has told it. */
export class GroupNames {
  readonly #names: ReadonlyMap<string, string>;

  constructor(names: ReadonlyMap<string, string> = new Map()) {
    this.#names = names;
  }

  static #key(apiId: string, domain: string, groupId: string): string {
    return JSON.stringify([apiId, domain, groupId]);
  }

  find(group: { readonly apiId: string; readonly domain: string; readonly groupId: string }): string | undefined {
    return this.#names.get(GroupNames.#key(group.apiId, group.domain, group.groupId));
  }

  /** These names and those of the groups in the `data` of an answer, at most 1000, the earliest going first. */
  with(apiId: string, data: unknown): GroupNames {
    if (typeof data !== 'object' || data === null) return this;
    const groups = Object.values(data).flat().filter(isNamedGroup);
    if (groups.length === 0) return this;
    const told = groups.map(({ domain, id, name }) => [GroupNames.#key(apiId, domain, id), name] as const);
    return new GroupNames(new Map([...this.#names, ...told].slice(-maxNames)));
  }
}
