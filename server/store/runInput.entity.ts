import { defineEntity, p } from '@mikro-orm/core';

/** What was typed into a run and isn't delivered yet; a row is deleted when it is. */
export const RunInputEntity = defineEntity({
  name: 'RunInput',
  tableName: 'run_inputs',
  indexes: [{ name: 'run_inputs_task', properties: ['taskId', 'run'] }],
  properties: {
    id: p.bigint('number').unsigned().primary().autoincrement(),
    taskId: p.string().length(36),
    run: p.integer(),
    text: p.text().columnType('mediumtext'),
  },
});
