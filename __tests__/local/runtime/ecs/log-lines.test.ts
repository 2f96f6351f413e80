import { PassThrough } from 'node:stream';
import { levelOf, maxLineCharacters, readLines } from '../../../../local/runtime/ecs/log-lines';

describe('log lines of a container', () => {
  const read = async (...chunks: readonly (string | Buffer)[]): Promise<readonly string[]> => {
    const stream = new PassThrough();
    const lines: string[] = [];
    readLines(stream, (line) => lines.push(line));
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
    await new Promise((resolve) => stream.once('end', resolve));
    return lines;
  };

  it('are split wherever the chunks end, in the middle of a character too', async () => {
    const [first, second] = [Buffer.from('grüße\r\nzwei').subarray(0, 3), Buffer.from('grüße\r\nzwei').subarray(3)];
    expect(await read(first, second, '\n\ndrei')).toEqual(['grüße', 'zwei', 'drei']);
  });

  it('are cut where they are too long, so that a line without an end takes no memory without one', async () => {
    const long = 'x'.repeat(maxLineCharacters * 2 + 1);
    expect((await read(long)).map((line) => line.length)).toEqual([maxLineCharacters, maxLineCharacters, 1]);
    expect((await read(`${long}\n`)).map((line) => line.length)).toEqual([maxLineCharacters, maxLineCharacters, 1]);
  });

  it.each([
    ['plain text', 'info'],
    ['{"level":"WARNING"}', 'warn'],
    ['{"level":"error"}', 'error'],
    ['{"level":20}', 'debug'],
    ['{"level":50}', 'error'],
    ['{"severity":"critical"}', 'error'],
    ['{"level":"loud"}', 'info'],
    ['{"level":', 'info'],
    ['{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"RequestCount":1}', 'debug'],
  ])('have a level: %s is %s', (line, level) => {
    expect(levelOf(line)).toBe(level);
  });
});
