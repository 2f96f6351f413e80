import { defineEventHandler, setResponseHeader } from 'h3';
import { useRuntimeConfig } from 'nitropack/runtime';
import { useServices } from '../runtime/services';

export default defineEventHandler((event) => {
  setResponseHeader(event, 'cache-control', 'no-store');
  const { stage } = useServices().configuration;
  return { release: useRuntimeConfig(event).release, stage, node: process.versions.node };
});
