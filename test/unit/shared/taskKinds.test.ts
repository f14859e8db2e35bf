import { expect, test } from 'vitest';
import { slotQueues, taskQueues } from '../../../server/queue/queueNames.ts';
import { kindQueues, queuesBesideSlots, rulesOfKind, taskKindSchema } from '../../../shared/taskKinds.ts';

test('what runs beside the slots is fetched apart from all else: its kind has a queue to itself', () => {
  for (const name of kindQueues) {
    const kinds = taskKindSchema.options.filter((kind) => rulesOfKind(kind).queue === name);
    const beside = kinds.filter((kind) => rulesOfKind(kind).besideSlots);
    expect(beside).toEqual(queuesBesideSlots.includes(name) ? kinds : []);
  }
  for (const kind of taskKindSchema.options) {
    if (rulesOfKind(kind).besideSlots) expect(rulesOfKind(kind).queue).toBeDefined();
  }
});

test('every queue is looked into, by free slots or by free places beside them, and by one of both alone', () => {
  expect([...slotQueues, ...queuesBesideSlots].toSorted()).toEqual(taskQueues.toSorted());
});
