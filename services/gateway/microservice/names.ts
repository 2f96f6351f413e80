export interface ServiceNames {
  /** What one record is called in messages: `User` of the title `User Service`. */
  readonly singular: string;
  /** What the service calls itself: `user-service` of the title `User Service`. */
  readonly service: string;
  /** Path parameter of one record: `user_id` of the title `User Service`. */
  readonly idParameter: string;
}

/** What is derived from the title of a service. */
export function namesOf(title: string): ServiceNames {
  const singular = title.replace(/ service$/i, '');
  const words = (text: string): string[] =>
    text
      .toLowerCase()
      .split(/[\s_-]+/)
      .filter((word) => word !== '');
  return { singular, service: words(title).join('-'), idParameter: `${words(singular).join('_')}_id` };
}
