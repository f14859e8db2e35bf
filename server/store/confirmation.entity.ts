import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type {
  AskingAgent,
  ConfirmationKind,
  ConfirmationQuestion,
  ConfirmationStatus,
  FormField,
  FormValues,
  QuestionAnswers,
} from '#shared/confirmation.ts';

const longText = () => p.text().columnType('mediumtext');
const time = () => p.datetime(3);

/** A question that a run asked, and what became of it. */
export const ConfirmationEntity = defineEntity({
  name: 'Confirmation',
  tableName: 'confirmations',
  indexes: [
    { name: 'confirmations_task', properties: ['taskId', 'status'] },
    { name: 'confirmations_status', properties: ['status', 'requestedAt', 'id'] },
    { name: 'confirmations_requested', properties: ['requestedAt', 'id'] },
    { name: 'confirmations_delivery', properties: ['deliveredAt', 'status'] },
  ],
  properties: {
    id: p.string().length(36).primary(),
    taskId: p.string().length(36),
    projectId: p.string().length(64),
    /** The run that asked last. */
    run: p.integer(),
    kind: p.string().length(16).$type<ConfirmationKind>(),
    title: p.text(),
    detail: longText(),
    /** The model's own words. */
    description: p.text().nullable(),
    agent: p.json<AskingAgent>().nullable(),
    defaultToNo: p.boolean(),
    fields: p.json<FormField[]>().nullable(),
    tool: p.string().length(200),
    /** Canonical JSON: equal inputs are equal texts. */
    input: longText(),
    /** Of kind, tool and input: what a later run's identical request is found by. */
    fingerprint: p.string().length(64),
    /** What is typed must not be seen, and is kept only until it is delivered. */
    secret: p.boolean(),
    questions: p.json<ConfirmationQuestion[]>().nullable(),
    options: p.json<string[]>().nullable(),
    defaultText: p.text().nullable(),
    status: p.string().length(16).$type<ConfirmationStatus>(),
    requestedAt: time(),
    expiresAt: time().nullable(),
    answeredBy: p.string().length(200).nullable(),
    answeredAt: time().nullable(),
    decision: p.string().length(8).$type<'allow' | 'deny'>().nullable(),
    reason: p.text().nullable(),
    answers: p.json<QuestionAnswers>().nullable(),
    answerText: longText().nullable(),
    /** What a form was filled in with; `values` on the wire, a reserved word in SQL. */
    formValues: p.json<FormValues>().nullable(),
    /** JSON. */
    updatedInput: longText().nullable(),
    /** `task`: the same request is answered alike for as long as the task lives. */
    scope: p.string().length(8).$type<'once' | 'task'>().nullable(),
    /** The run has its answer; or nobody waits for one. */
    deliveredAt: time().nullable(),
    /** People were told that the answer doesn't reach its run. */
    alertedAt: time().nullable(),
  },
});

export type ConfirmationRow = InferEntity<typeof ConfirmationEntity>;
