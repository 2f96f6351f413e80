import { LineWriter } from '../../../../services/gateway/proxy/line-writer';
import { ManualClock } from '../../../support/manual-clock';

describe('LineWriter', () => {
  it('hands lines on whole and in their order, whatever their length and characters', () => {
    const outputs: string[] = [];
    const writer = new LineWriter((text) => outputs.push(text), new ManualClock(), 100, 64);
    const lines = ['first', 'é'.repeat(20), 'x'.repeat(63), 'long '.repeat(40), '漢字', 'last'];
    for (const line of lines) writer.write(line);
    writer.flush();
    expect(outputs.join('')).toBe(lines.map((line) => `${line}\n`).join(''));
    expect(outputs.every((text) => text.endsWith('\n'))).toBe(true);
  });

  it('lets lines wait for others until they fill their space', () => {
    const outputs: string[] = [];
    const writer = new LineWriter((text) => outputs.push(text), new ManualClock(), 100, 64);
    writer.write('a'.repeat(20));
    expect(outputs).toEqual([]);
    writer.write('b'.repeat(20));
    expect(outputs).toEqual([`${'a'.repeat(20)}\n`]);
  });
});
