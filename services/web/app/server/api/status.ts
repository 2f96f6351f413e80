import { defineEventHandler, setResponseHeader } from 'h3';
import { type StatusAnswer } from '../../shared/system-status';
import { useServices } from '../runtime/services';

export default defineEventHandler((event): Promise<StatusAnswer> => {
  setResponseHeader(event, 'cache-control', 'no-store');
  return useServices().statuses.get();
});
