import { planRollout, type RolloutTask } from '../../../../local/runtime/ecs/rollout';

describe('planRollout', () => {
  let number = 0;
  const task = (serving: boolean): RolloutTask => ({ serving, startedAtMs: (number += 1) });
  const many = (count: number, serving = true) => Array.from({ length: count }, () => task(serving));
  const plan = (
    desiredCount: number,
    current: readonly RolloutTask[],
    former: readonly RolloutTask[],
    [minimumHealthyPercent, maximumPercent]: readonly [number, number] = [100, 200],
  ) => {
    const { start, stop } = planRollout({ desiredCount, minimumHealthyPercent, maximumPercent, current, former });
    const of = (all: readonly RolloutTask[]) => stop.filter((one) => all.includes(one)).length;
    return { start, stopCurrent: of(current), stopFormer: of(former) };
  };

  it.each([
    ['starts what is missing', plan(2, [], []), { start: 2, stopCurrent: 0, stopFormer: 0 }],
    ['has nothing to do', plan(2, many(2), []), { start: 0, stopCurrent: 0, stopFormer: 0 }],
    ['stops what is too much', plan(1, many(3), []), { start: 0, stopCurrent: 2, stopFormer: 0 }],
    ['stops all for none', plan(0, many(1), many(1)), { start: 0, stopCurrent: 1, stopFormer: 1 }],
    ['starts new ones before the old ones end', plan(2, [], many(2)), { start: 2, stopCurrent: 0, stopFormer: 0 }],
    ['waits for new ones', plan(2, many(2, false), many(2)), { start: 0, stopCurrent: 0, stopFormer: 0 }],
    [
      'ends an old one for each new one that serves',
      plan(2, [task(true), task(false)], many(2)),
      { start: 0, stopCurrent: 0, stopFormer: 1 },
    ],
    ['makes room where there is none', plan(2, [], many(2), [50, 100]), { start: 1, stopCurrent: 0, stopFormer: 1 }],
    ['keeps the minimum meanwhile', plan(4, [], many(4), [75, 100]), { start: 1, stopCurrent: 0, stopFormer: 1 }],
    ['ends old ones that do not serve', plan(1, many(1), many(2, false)), { start: 0, stopCurrent: 0, stopFormer: 2 }],
    ['goes on though one stands still', plan(1, [], many(2, false)), { start: 1, stopCurrent: 0, stopFormer: 2 }],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('stops those first that do not serve, then the oldest', () => {
    const [old, young] = many(2);
    const starting = task(false);
    const state = { desiredCount: 1, minimumHealthyPercent: 100, maximumPercent: 200, former: [] };
    expect(planRollout({ ...state, current: [young, starting, old] as RolloutTask[] }).stop).toEqual([starting, old]);
  });
});
