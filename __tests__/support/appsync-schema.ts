import { buildSchema, type GraphQLSchema } from 'graphql';

/** What AppSync declares on its own, as far as the schemas here use it. */
const prelude = `
  scalar AWSDateTime
  directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
`;

/** Builds a schema file of AppSync with what AppSync adds to it. */
export function buildAppSyncSchema(source: string): GraphQLSchema {
  return buildSchema(prelude + source);
}
