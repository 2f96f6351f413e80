import { type CtyType } from '../codec/cty-type';
import { parseJson, valueFromJson } from '../codec/json';
import { decodeMsgpack, encodeMsgpack } from '../codec/msgpack';
import { type Attributes, isAttributes, type Value } from '../codec/value';
import { type DynamicValueMessage } from './messages';

/** Decodes a message of `type`, an object type; `undefined` when the value is null, as for an object that does not exist. */
export function fromMessage(message: DynamicValueMessage, type: CtyType): Attributes | undefined {
  const { msgpack, json } = message;
  let value: Value;
  if (msgpack && msgpack.length > 0) value = decodeMsgpack(msgpack, type);
  else if (json && json.length > 0) value = valueFromJson(parseJson(Buffer.from(json).toString('utf8')), type, 'value');
  else throw new Error('dynamic value: neither msgpack nor json is set');
  if (value === null) return undefined;
  if (!isAttributes(value)) throw new Error('dynamic value: expected an object or null');
  return value;
}

/** Encodes attributes of `type`; `undefined` as null. */
export function toMessage(attributes: Attributes | undefined, type: CtyType): DynamicValueMessage {
  return { msgpack: encodeMsgpack(attributes ?? null, type) };
}
