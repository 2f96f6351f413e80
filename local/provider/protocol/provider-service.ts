import { join } from 'node:path';
import { loadSync } from '@grpc/proto-loader';
import { type ServiceDefinition } from '@grpc/grpc-js';

/** The provider service of protocol 5, from `tfplugin5.proto`. */
export function providerService(): ServiceDefinition {
  const definitions = loadSync(join(__dirname, 'tfplugin5.proto'), {
    keepCase: true,
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  const service = definitions['tfplugin5.Provider'];
  if (!service || 'format' in service) throw new Error('tfplugin5.proto: no service Provider');
  return service;
}
