import type { DataSourceDriver } from '../api';
import { DataSourceError } from '../data-source-error';
import { invalidRequest, listField, requestObject, textField, type RequestObject } from './request-object';

/** EventBridge's `PutEvents` with its input in the API's JSON. */
export type PutEvents = (input: { readonly Entries: readonly RequestObject[] }) => Promise<unknown>;

/** The `AMAZON_EVENTBRIDGE` data source: `PutEvents` on one bus; the result is the service's answer. */
export function eventBridgeDriver(eventBusArn: string, putEvents: PutEvents): DataSourceDriver {
  return {
    async invoke(request) {
      const wanted = requestObject(request);
      const operation = textField(wanted, 'operation');
      if (operation !== 'PutEvents') {
        throw invalidRequest(`Unsupported operation '${operation}'; an EventBridge data source has PutEvents.`);
      }
      const Entries = listField(wanted, 'events').map((event) => entryOf(event, eventBusArn));
      try {
        return await putEvents({ Entries });
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        throw new DataSourceError(`EventBridge:${error.name}`, error.message);
      }
    },
  };
}

function entryOf(event: RequestObject, EventBusName: string): RequestObject {
  const { detail = {}, resources, time } = event;
  return {
    EventBusName,
    Source: textField(event, 'source'),
    DetailType: textField(event, 'detailType'),
    Detail: JSON.stringify(detail),
    ...(Array.isArray(resources) ? { Resources: resources } : {}),
    ...(typeof time === 'string' ? { Time: secondsOf(time) } : {}),
  };
}

function secondsOf(time: string): number {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) throw invalidRequest(`Value for field '$[time]' must be an RFC 3339 timestamp, got ${time}.`);
  return ms / 1000;
}
