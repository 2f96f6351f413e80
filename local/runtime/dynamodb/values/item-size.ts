import { type AttributeValue, type Item } from './attribute-value';
import { significantDigits } from './decimal';

/** Bytes of an item as the developer guide's "item sizes" counts them: names and values in UTF-8. */
export function itemSizeBytes(item: Item): number {
  let size = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) size += Buffer.byteLength(name) + valueSizeBytes(value);
  }
  return size;
}

export function valueSizeBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSizeBytes(value.N);
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64');
  if (value.L) return 3 + value.L.reduce((sum, member) => sum + 1 + valueSizeBytes(member), 0);
  if (value.M) return 3 + Object.keys(value.M).length + itemSizeBytes(value.M);
  if (value.SS) return value.SS.reduce((sum, member) => sum + Buffer.byteLength(member), 0);
  if (value.NS) return value.NS.reduce((sum, member) => sum + numberSizeBytes(member), 0);
  if (value.BS) return value.BS.reduce((sum, member) => sum + Buffer.byteLength(member, 'base64'), 0);
  return 1;
}

function numberSizeBytes(number: string): number {
  return Math.ceil(significantDigits(number) / 2) + 1 + (number.startsWith('-') ? 1 : 0);
}
